"""Every need answered: from what was given, else from what follows from it, else with a reason."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from indicators.evaluation.area_sums import area_sums
from indicators.evaluation.carbon_indicators import energy_indicators
from indicators.evaluation.context import Cell, Found, World
from indicators.evaluation.direct_matches import ANSWER_SCHEMA, direct
from indicators.evaluation.evaluator import Search
from indicators.evaluation.precedence import choose
from indicators.figures.store import CELL

__all__ = ["ANSWER_SCHEMA", "World", "answer"]


def answer(needs: pl.DataFrame, known: pl.DataFrame, *, world: World) -> pl.DataFrame:
    """One row per need, in the order of the needs: ``ANSWER_SCHEMA`` after the columns of ``needs``.

    ``needs``: indicator, area, period, breakdown, kind (and columns of the caller's own). ``known``:
    as the store reads it. Numbers are micros. Each row has a value or a symbol; each symbol a reason.
    """
    chosen = choose(known, world)
    numbered = needs.with_row_index("_need")
    answered, rest = [], numbered
    for way in (_given, area_sums, _search):
        answered.append(way(rest, chosen, world))
        rest = rest.join(answered[-1].select("_need"), on="_need", how="anti")
        if rest.is_empty():
            break
    told = [part.select(*numbered.columns, *ANSWER_SCHEMA) for part in answered]
    return pl.concat(told).sort("_need").drop("_need")


def _given(needs: pl.DataFrame, chosen: pl.DataFrame, world: World) -> pl.DataFrame:
    return direct(needs, chosen, world.catalogue)


def _search(rest: pl.DataFrame, chosen: pl.DataFrame, world: World) -> pl.DataFrame:
    wanted = pl.Series(sorted(_read_by(rest["indicator"].unique(), world)), dtype=pl.String)
    search = Search(chosen.filter(pl.col("indicator").is_in(wanted.implode())), world)
    rows = [_row(search.find(Cell(*key))) for key in rest.select(CELL).iter_rows()]
    return pl.concat([rest, pl.DataFrame(rows, schema=ANSWER_SCHEMA, orient="row")], how="horizontal")


def _read_by(codes: Iterable[str], world: World) -> set[str]:
    """The indicators and all that their formulas and factors read, directly or not."""
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += _read_at_once(code, world)
    return found


def _read_at_once(code: str, world: World) -> set[str]:
    indicator = world.catalogue.get(code)
    if indicator is None:
        return set()
    terms = indicator.formula.terms if indicator.formula else ()
    return {term.indicator for term in terms} | energy_indicators(indicator, world.factor_sets)


def _row(found: Found) -> tuple[object, ...]:
    fields = {name: getattr(found, name) for name in ANSWER_SCHEMA if name != "lineage"}
    return (*fields.values(), [source._asdict() for source in found.sources])
