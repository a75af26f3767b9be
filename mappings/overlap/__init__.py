"""Which measures of any list resemble indicators of the catalogue, and each other."""
