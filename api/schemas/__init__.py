"""API schemas: what requests and answers hold, apart from rows and definitions."""
