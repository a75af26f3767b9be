"""Marks: what a reader or a check says before it has words, as a code and a place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl

#: Between what a check knows and what it advises, within a mark's detail.
ADVICE = "\x1f"


class Mark(NamedTuple):
    """A finding without words yet. ``row`` is as a spreadsheet shows it; None is the whole file."""

    code: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    detail: str | None = None


class RecordMark(NamedTuple):
    """The same for records, which never quotes a cell. ``column`` is the record set's name for it, or a letter."""

    code: str
    table: str | None = None
    row: int | None = None
    column: str | None = None
    detail: str | None = None


MARK_SCHEMA: dict[str, type[pl.DataType]] = {
    "code": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String, "detail": pl.String,
}  # fmt: skip


def mark_frame(marks: Iterable[Mark]) -> pl.DataFrame:
    """Marks as a frame of ``MARK_SCHEMA``."""
    return pl.DataFrame(list(marks), schema=MARK_SCHEMA, orient="row")


@cache
def no_marks() -> pl.DataFrame:
    """One frame for all: nothing changes a frame."""
    return pl.DataFrame(schema=MARK_SCHEMA)
