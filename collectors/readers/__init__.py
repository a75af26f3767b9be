"""Bytes to text: what was sent, as cells and marks of what cannot be read. Imports nothing else of collectors, and knows no return, record set or store."""
