"""The same figure given twice, under whatever names: by code, by line, by two lines of one return.

Returns ask the same thing twice (four pairs of the core data set do, word for word), so a figure
that two lines give alike is kept once, with a note. Anything else given twice is for a person to settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import polars as pl

from collectors.figures.distinct_texts import CodedColumn, pack_columns
from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.disagreements import differ
from indicators.figures.store import FIGURE_KEY

_FIGURE = ("numerator", "denominator", "value", "symbol", "rounded_to")
#: How many of the other rows a message names.
_NAMED = 5

Row = dict[str, Any]


class Duplicates(NamedTuple):
    """Marks on every row of a figure given more than once, and the rows that only repeat another."""

    marks: pl.DataFrame
    repeats: pl.Series


def find_duplicates(
    frame: pl.DataFrame, coded: Mapping[str, CodedColumn], names: pl.Series, catalogue: Mapping[str, Indicator]
) -> Duplicates:
    """``frame``: row, the cell and its figures; ``coded``: the cell as numbers; ``names``: indicator as typed."""
    key = pack_columns(*(coded[name] for name in FIGURE_KEY))
    is_duplicate = key.is_duplicated() & key.is_not_null()
    marks: list[tuple[Any, ...]] = []
    repeats: list[int] = []
    if is_duplicate.any():
        duplicate_rows = (
            frame.select(ROW, "indicator", *_FIGURE).with_columns(key, names.alias("named")).filter(is_duplicate)
        )
        for _, rows in _groups(duplicate_rows):
            code = _duplicate_code(rows, catalogue[rows[0]["indicator"]])
            marks += [(code, row[ROW], "indicator", row["named"], _name_other_rows(row, rows)) for row in rows]
            repeats += _repeats(rows) if code == "given-twice" else []
    return Duplicates(pl.DataFrame(marks, schema=MARK_SCHEMA, orient="row"), pl.Series(repeats, dtype=pl.Int64))


def _groups(duplicate_rows: pl.DataFrame) -> Iterator[tuple[int, list[Row]]]:
    groups: dict[int, list[Row]] = {}
    for row in duplicate_rows.iter_rows(named=True):
        groups.setdefault(row["key"], []).append(row)
    yield from groups.items()


def _duplicate_code(rows: list[Row], indicator: Indicator) -> str:
    """Contradicting; the same row pasted twice; or one figure that two lines ask for."""
    if any(_are_different(one, other, indicator) for one, other in combinations(rows[:_MOST], 2)):
        return "duplicate-contradicts"
    names = {" ".join(row["named"].split()).casefold() for row in rows}
    return "duplicate-same" if len(names) < len(rows) else "given-twice"


#: A cell given hundreds of times is wrong in one way; its first rows tell which.
_MOST = 20


def _are_different(row: Row, other: Row, indicator: Indicator) -> bool:
    if all(row[name] == other[name] for name in _FIGURE):
        return False
    return _empty(row) or _empty(other) or _has_one_part(row) or _has_one_part(other) or differ(row, other, indicator)


def _empty(row: Row) -> bool:
    return all(row[name] is None for name in _FIGURE[:4])


def _has_one_part(row: Row) -> bool:
    """One part without the other, which is another finding's business."""
    return (row["numerator"] is None) != (row["denominator"] is None)


def _repeats(rows: list[Row]) -> list[int]:
    """All rows but the fullest: one with numerator and denominator before one with a value alone."""
    best = min(rows, key=lambda row: (row["numerator"] is None, row[ROW]))
    return [row[ROW] for row in rows if row is not best]


def _name_other_rows(row: Row, rows: list[Row]) -> str:
    others = [f"row {other[ROW]} ({other['named'].strip()})" for other in rows if other is not row]
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return ", ".join(others[:_NAMED]) + more
