"""Figures in the database: stored in batches, read as they stood at any instant. Calculates nothing."""
