"""Inputs of views besides the records: bank holidays and grid references of postcodes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True, eq=False)
class ViewContext:
    """English bank holidays; and grid references of postcodes, where they are at hand.

    ``postcodes``: postcode (capitals, no space), easting and northing in metres (Int64).
    """

    holidays: frozenset[date] = frozenset()
    postcodes: pl.DataFrame | None = None
