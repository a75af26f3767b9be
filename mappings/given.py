"""What need not be asked for, because it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.answers import answer
from indicators.store import CELL, read_figures
from indicators.world import Cell
from mappings.scope import areas_read
from mappings.wanted import Waiter

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset


def given_already(ruleset: Ruleset, session: Session, asked: Mapping[Cell, Iterable[Waiter]]) -> frozenset[Cell]:
    """Those of the figures that the store can answer, with a value or with a symbol that somebody gave.

    A publisher's figure counts only where none of the waiting returns goes to that publisher. A record of
    energy use is given as soon as any of it is: what a council does not burn has no row.
    """
    known = _known(ruleset, session, list(asked))
    groups: dict[frozenset[str], list[Cell]] = {}
    for cell, waiters in asked.items():
        barred = frozenset(code for waiter in waiters for code in waiter.publishers)
        groups.setdefault(barred, []).append(cell)
    answered = [_answered(cells, _usable(known, barred), ruleset) for barred, cells in groups.items()]
    given = frozenset(cell for cells in answered for cell in cells)
    records = {factors.energy_indicator for factors in ruleset.factor_sets.values()}
    begun = {cell[:3] for cell in given if cell.indicator in records}
    return given | {cell for cell in asked if cell[:3] in begun}


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
