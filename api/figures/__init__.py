"""Figures over HTTP: those that a caller may see, and the details of one."""
