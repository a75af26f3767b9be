"""Small record sets of children looked after, drawn as tables, and the figures that come of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.period.arithmetic import Period, financial_year
from indicators.records.derivation import DerivationScope, derive_figures
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from indicators.records.views.looked_after import prepare
from returnonce.numbers import MICRO
from tests.shipped import find_version, load_breakdowns, load_catalogue, load_record_set

SET = "children-looked-after"
YEAR = financial_year(2024)
LAST = YEAR.end
Row = dict[str, Any]


def rows(period: Period, table: str, text: str) -> list[Row]:
    """A drawn table as rows: the first line names the columns, a dot is a blank."""
    columns = load_record_set(SET, find_version(SET, period)).tables[table].columns
    heading, *lines = [line.split() for line in text.strip().splitlines()]
    kinds = [columns[name].type for name in heading]
    return [
        {name: _read(kind, cell) for name, kind, cell in zip(heading, kinds, line, strict=True)}
        for line in lines
        if line
    ]


def _read(kind: str, cell: str) -> Any:
    if cell == ".":
        return None
    if kind == "date":
        return date.fromisoformat(cell)
    return int(cell) if kind == "integer" else cell


def records(period: Period = YEAR, **drawn: str) -> Records:
    """Records of a period from drawn tables, given by name."""
    return given({table: rows(period, table, text) for table, text in drawn.items()}, period)


def given(tables: Mapping[str, list[Row]], period: Period = YEAR) -> Records:
    return build_records(load_record_set(SET, find_version(SET, period)), period, tables)


def view(name: str, now: Records, earlier: Sequence[Records] = (), context: ViewContext | None = None) -> list[Row]:
    """One prepared view as rows."""
    return prepare(now, context or ViewContext(), earlier)[name].to_dicts()


@cache
def catalogue() -> Mapping[str, Indicator]:
    return load_catalogue()


def figures(
    now: Records, earlier: Sequence[Records] = (), context: ViewContext | None = None
) -> dict[str, tuple[int, int | None]]:
    """Every derived figure as (numerator, denominator); a count has no denominator."""
    actual_figures = derive_figures(
        prepare(now, context or ViewContext(), earlier),
        now.record_set,
        DerivationScope(now.period, "E10000024", "provisional"),
        catalogue=catalogue(),
        breakdowns=load_breakdowns(),
    )
    return {row["indicator"]: _parts(row) for row in actual_figures.iter_rows(named=True)}


def _parts(row: Row) -> tuple[int, int | None]:
    if row["numerator"] is None:
        return row["value"] // MICRO, None
    return row["numerator"] // MICRO, row["denominator"] // MICRO


def postcodes(**spots: tuple[int, int]) -> ViewContext:
    """Grid references in metres by postcode."""
    held = [{"postcode": name, "easting": e, "northing": n} for name, (e, n) in spots.items()]
    return ViewContext(
        postcodes=pl.DataFrame(held, schema={"postcode": pl.String, "easting": pl.Int64, "northing": pl.Int64})
    )
