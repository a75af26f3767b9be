"""Editions: proposed, approved, published, submitted, restated, withdrawn. Nothing published ever changes."""
