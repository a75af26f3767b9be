"""Checks in limited child processes: what a child is given, what it may take, and how its verdict is read back.

A verdict is read as plain texts and numbers of declared columns. Nothing that a child wrote is run, and nothing is
longer than stated.
"""
