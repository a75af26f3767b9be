"""Indicators, areas, periods, figures and records about people. Knows nothing of returns."""
