"""A draft frozen for each audience, and the tables that each audience had before."""
