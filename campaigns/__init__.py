"""Tests of an hour or more (``make soak``). For who works on the project; not shipped."""
