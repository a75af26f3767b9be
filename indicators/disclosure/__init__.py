"""Disclosure control: what of a table may be told to whom, and the attack that proves it."""
