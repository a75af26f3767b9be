"""The key of a figure: indicator, area, period, breakdown and kind."""

from __future__ import annotations

from typing import NamedTuple


class FigureKey(NamedTuple):
    """Which figure: its indicator, area, period, breakdown and kind, each by its code."""

    indicator: str
    area: str
    period: str
    breakdown: str
    kind: str


#: The columns that tell figures apart.
FIGURE_KEY = FigureKey._fields
