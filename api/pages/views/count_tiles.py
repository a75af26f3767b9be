"""Counts above a list, each leading to the rows that it counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CountTile:
    """How many rows a filter lists, and the path that lists them."""

    number: str
    label: str
    href: str
