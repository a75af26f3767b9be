"""The demonstration: sample files and synthetic people sent through the whole job on a fresh store."""
