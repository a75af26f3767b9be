"""Filled returns as files: a layout for each return, a writer for each format."""
