"""The catalogue, figures, roll-ups and formulas. Knows nothing of returns."""
