"""Submissions and their findings, as rows."""
