"""Figures in the database: stored in batches, read back as they stood at any instant. No figure is worked out here."""
