"""Filled returns as files: every format, their names, and the manifest of hashes beside them."""
