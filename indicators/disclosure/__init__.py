"""Disclosure control for any table: what else to hide, and the attack that proves it. Knows no figures or returns."""
