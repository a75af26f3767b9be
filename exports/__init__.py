"""Cells and records to bytes: formats, layouts, disclosure control, published editions. No figure is computed here."""
