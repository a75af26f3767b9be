"""Cells as people and programs read them: words, marks, judgements and caveats. No file format is known here."""
