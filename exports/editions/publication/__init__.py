"""A proposal that becomes an edition, once, and an edition that is withdrawn."""
