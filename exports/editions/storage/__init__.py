"""Bytes of editions, kept under their hashes and proved on reading."""
