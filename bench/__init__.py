"""Benches: time and memory of the whole job beside a plain way to do it. For who works on the project; not shipped."""
