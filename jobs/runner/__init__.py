"""Runs jobs when they are due: each run once, under a lease, tried again when it fails. Knows no return and no job by name."""
