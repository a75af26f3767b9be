"""Requested figures worked out from given ones: looked up, shared or added up, else a reason. Reads no database."""
