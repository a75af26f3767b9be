"""Figures given twice, found row by row as slowly as can be: the oracle of the fast search."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import differ

_FIGURE = ("numerator", "denominator", "value", "symbol", "rounded_to")
_KEY = ("indicator", "area", "period", "breakdown", "kind")
Row = dict[str, Any]
Mark = tuple[str, int, str, str, str]


def find_duplicates_slowly(rows: list[Row], catalogue: Mapping[str, Indicator]) -> tuple[set[Mark], set[int]]:
    """Marks (code, row, column, value, detail), and the rows that only repeat another."""
    marks, repeats = set(), set()
    for row in rows:
        group = [other for other in rows if all(other[name] == row[name] for name in _KEY)]
        if len(group) == 1:
            continue
        code = _code(group, catalogue[row["indicator"]])
        # Of many rows the first ones are named whichever row it is, so that all say the same.
        named = group if len(group) > 6 else [other for other in group if other is not row]
        others = [f"row {other['row']} ({other['named'].strip()})" for other in named]
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        marks.add((code, row["row"], "indicator", row["named"], ", ".join(others[:5]) + more))
        fullest = min(group, key=lambda other: (other["numerator"] is None, other["row"]))
        if code == "given-twice" and row is not fullest:
            repeats.add(row["row"])
    return marks, repeats


def _code(group: list[Row], indicator: Indicator) -> str:
    if any(_are_different(one, other, indicator) for one, other in combinations(group[:20], 2)):
        return "duplicate-contradicts"
    names = {" ".join(row["named"].split()).casefold() for row in group}
    return "duplicate-same" if len(names) < len(group) else "given-twice"


def _are_different(row: Row, other: Row, indicator: Indicator) -> bool:
    if all(row[name] == other[name] for name in _FIGURE):
        return False
    half = any((each["numerator"] is None) != (each["denominator"] is None) for each in (row, other))
    empty = any(all(each[name] is None for name in _FIGURE[:4]) for each in (row, other))
    return half or empty or differ(row, other, indicator)
