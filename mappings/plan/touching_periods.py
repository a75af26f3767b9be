"""Periods that can have to do with others: those that overlap one of them, and those that overlap these in turn.

A figure of any other period is no part of a required one, and no required one is a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indicators.period.codes import parse_period


def find_touching_periods(required: Iterable[str], others: Iterable[str]) -> list[str]:
    """Codes of the other periods in one stretch of overlapping periods with a required one."""
    wanted, known = set(required), set(others)
    spans = sorted((parse_period(code).start, parse_period(code).end, code) for code in wanted | known)
    stretches: list[list[str]] = []
    reach: date | None = None
    for start, end, code in spans:
        if reach is None or start > reach:
            stretches.append([])
            reach = end
        stretches[-1].append(code)
        reach = max(reach, end)
    near = {code for stretch in stretches if not wanted.isdisjoint(stretch) for code in stretch}
    return sorted(near & known)
