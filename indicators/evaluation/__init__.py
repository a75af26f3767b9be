"""Requested figures worked out from given ones: looked up, shared, computed or added up, else a reason. Reads no database."""
