"""Progress of each collection, computed from uploads and never stored. Sends no messages."""
