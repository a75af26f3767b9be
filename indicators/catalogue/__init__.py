"""Definitions of what is measured: indicators, breakdowns and emission factors. Imports periods only."""
