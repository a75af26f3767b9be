"""Runs jobs when they are due: each run once, under a lease, tried again when it fails. It knows no return."""
