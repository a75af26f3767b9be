"""Queries on the submissions that feed a return, and the answers given to them."""
