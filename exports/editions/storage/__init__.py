"""Bytes of editions, stored under their hashes and verified on reading."""
