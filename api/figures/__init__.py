"""Figures over HTTP: those that a caller may see, and everything that is known of one of them."""
