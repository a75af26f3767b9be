"""The same cell given twice, under whatever names: by code, by line, by two lines."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from collectors.upload.findings import MARK_SCHEMA
from collectors.upload.keys import Coded, pack
from collectors.upload.raw import ROW
from indicators.store import CELL

_SAME = ("numerator", "denominator", "value", "symbol")
#: How many of the other rows a message names.
_NAMED = 5


def duplicate_marks(frame: pl.DataFrame, coded: Mapping[str, Coded], names: pl.Series) -> pl.DataFrame:
    """Every row of a cell given more than once, naming the others. ``names``: indicator as typed."""
    key = pack(*(coded[name] for name in CELL))
    twice = key.is_duplicated() & key.is_not_null()
    if not twice.any():
        return pl.DataFrame(schema=MARK_SCHEMA)
    held = frame.select(ROW, *_SAME).with_columns(key, names.alias("named")).filter(twice)
    groups = held.group_by("key", maintain_order=True).agg(
        pl.col(ROW),
        pl.col("named"),
        _contradict().alias("contradict"),
    )
    marks = [mark for group in groups.iter_rows(named=True) for mark in _of_group(group)]
    return pl.DataFrame(marks, schema=MARK_SCHEMA, orient="row")


def _contradict() -> pl.Expr:
    """Two values of one thing, or a figure beside a symbol; a value beside its own parts is neither."""
    differ = pl.any_horizontal(pl.col(name).drop_nulls().n_unique() > 1 for name in _SAME)
    figure = pl.any_horizontal(pl.col(name).is_not_null().any() for name in _SAME[:3])
    return differ | (figure & pl.col("symbol").is_not_null().any())


def _of_group(group: dict[str, list[object]]) -> list[tuple[str, object, str, object, str]]:
    code = "duplicate-contradicts" if group["contradict"] else "duplicate-same"
    pairs = list(zip(group[ROW], group["named"], strict=True))
    return [(code, row, "indicator", name, _told([p for p in pairs if p[0] != row])) for row, name in pairs]


def _told(others: list[tuple[object, object]]) -> str:
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return ", ".join(f"row {row} ({name})" for row, name in others[:_NAMED]) + more
