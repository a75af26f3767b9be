"""The single upload: bytes received, read, checked, compared, accepted whole or refused whole."""
