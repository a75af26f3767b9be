"""Whose keys a store's are: where a process takes them from, what the store knows of them, and how they are changed."""
