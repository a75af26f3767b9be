"""Bytes to text: what was sent, as cells, and marks where they cannot be read.

Imports nothing else of collectors, and knows no indicator, return or store.
"""
