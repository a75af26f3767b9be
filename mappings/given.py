"""What need not be asked for, because it was given; and what was given last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.answers import answer
from indicators.periods import parse_period
from indicators.store import CELL, read_figures
from indicators.world import Cell
from mappings.scope import areas_read
from mappings.wanted import Waiter

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset


def given_already(ruleset: Ruleset, session: Session, asked: Mapping[Cell, Iterable[Waiter]]) -> frozenset[Cell]:
    """Those of the figures that the store can answer, with a value or with a symbol that somebody gave.

    A publisher's figure counts only where none of the waiting returns goes to that publisher.
    """
    known = _known(ruleset, session, list(asked))
    groups: dict[frozenset[str], list[Cell]] = {}
    for cell, waiters in asked.items():
        barred = frozenset(code for waiter in waiters for code in waiter.publishers)
        groups.setdefault(barred, []).append(cell)
    found = (_answered(cells, _usable(known, barred), ruleset) for barred, cells in groups.items())
    return frozenset(cell for cells in found for cell in cells)


def _known(ruleset: Ruleset, session: Session, cells: list[Cell]) -> pl.DataFrame:
    areas = areas_read(ruleset, sorted({cell.area for cell in cells}), context=False)
    return read_figures(session, areas=areas, indicators=sorted({cell.indicator for cell in cells}))


def _usable(known: pl.DataFrame, barred: frozenset[str]) -> pl.DataFrame:
    publishers = pl.Series(sorted(barred), dtype=pl.String).implode()
    return known.filter(~((pl.col("batch_kind") == "pulled") & pl.col("agency").is_in(publishers)))


def _answered(cells: list[Cell], known: pl.DataFrame, ruleset: Ruleset) -> list[Cell]:
    needs = pl.DataFrame(cells, schema=dict.fromkeys(CELL, pl.String), orient="row")
    told = answer(needs, known, world=ruleset.world()).filter(pl.col("provenance").is_not_null())
    return [Cell(*key) for key in told.select(CELL).iter_rows()]


def last_time(ruleset: Ruleset, session: Session, asked: pl.DataFrame) -> pl.DataFrame:
    """``asked`` (with the columns of a cell) and beside each what was given for the period before.

    Adds last_period, last_numerator, last_denominator, last_value (micros) and last_symbol.
    """
    before = {code: parse_period(code).previous().code for code in asked["period"].unique()}
    earlier = pl.col("period").replace_strict(list(before), list(before.values()), return_dtype=pl.String)
    needs = asked.with_columns(last_period=earlier)
    keys = needs.select("indicator", "area", pl.col("last_period").alias("period"), "breakdown", "kind").unique()
    known = _known(ruleset, session, [Cell(*key) for key in keys.select(CELL).iter_rows()])
    told = answer(keys.select(CELL), known, world=ruleset.world()).filter(pl.col("provenance").is_not_null())
    names = ("numerator", "denominator", "value", "symbol")
    figures = told.select(*CELL, *(pl.col(name).alias(f"last_{name}") for name in names))
    at = [name if name != "period" else "last_period" for name in CELL]
    return needs.join(figures.rename({"period": "last_period"}), on=at, how="left", maintain_order="left")
