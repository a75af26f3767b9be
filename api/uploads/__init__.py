"""Uploads by API: how they come in, what is said of them."""
