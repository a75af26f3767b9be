"""Obligations to collections: the least set of figures to ask for, of whom, by when."""
