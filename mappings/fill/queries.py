"""The figures that each cell looks up: its own, target, trajectory, earlier periods, near measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.coterminous import is_body_based
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.fill.figure_scope import list_indicators_with_figures
from mappings.fill.line_figures import QUERY_SCHEMA
from mappings.place.line_choice import LineChoice
from returnonce.errors import Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Periods in a cell's history, its own the last.
HISTORY_LENGTH = 5


def build_queries(
    ruleset: Ruleset, choices: Sequence[LineChoice], cells: pl.DataFrame, figures: pl.DataFrame, *, context: bool
) -> pl.DataFrame:
    """``QUERY_SCHEMA``: one ``main`` row for each cell that has an indicator in force, and what stands beside."""
    mapped_cells = cells.filter(pl.col("indicator").is_not_null())
    main = _as_queries(mapped_cells, role="main", kind="actual")
    in_force = main.filter(pl.col("_not_in_force").is_null())
    parts = [in_force, *_target_queries(ruleset, in_force, figures), _near_queries(choices, cells)]
    if context:
        # Most measures have no earlier figures, so only those that have any are looked up.
        codes_with_figures = list_indicators_with_figures(ruleset, main["indicator"].unique(), figures)
        hopeful = pl.Series(codes_with_figures, dtype=pl.String).implode()
        parts.append(_earlier_queries(ruleset, main.filter(pl.col("indicator").is_in(hopeful))))
    columns = [pl.col(name).cast(kind) for name, kind in QUERY_SCHEMA.items()]
    return pl.concat([part.select(columns) for part in parts])


def _as_queries(cells: pl.DataFrame, *, role: str, kind: str) -> pl.DataFrame:
    return cells.with_columns(role=pl.lit(role), rank=pl.lit(0, pl.Int64), kind=pl.lit(kind))


def _target_queries(ruleset: Ruleset, main: pl.DataFrame, figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Targets and trajectories, only where stored for the area, or for a body on the same ground where the figure is of
    the ground: they are never derived from other figures."""
    stored_keys = figures.filter(pl.col("kind") != "actual").select(FIGURE_KEY).unique()
    stored_kinds = set(stored_keys["kind"])
    for kind in [kind for kind in ("target", "trajectory") if kind in stored_kinds]:
        queries = main.with_columns(role=pl.lit(kind), kind=pl.lit(kind))
        yield queries.join(stored_keys, on=FIGURE_KEY, how="semi")
        others = queries.join(stored_keys, on=FIGURE_KEY, how="anti")
        yield _move_to_same_ground(ruleset, others, stored_keys)


def _move_to_same_ground(ruleset: Ruleset, queries: pl.DataFrame, stored_keys: pl.DataFrame) -> pl.DataFrame:
    """Those queries for which a body on the same ground has what is asked, each with that body as its area."""
    elsewhere = [name for name in FIGURE_KEY if name != "area"]
    pairs = queries.join(stored_keys.rename({"area": "_other"}), on=elsewhere, how="inner", maintain_order="left")
    is_shared = [_is_shared(ruleset, *row) for row in pairs.select("indicator", "area", "_other", "period").iter_rows()]
    shared = pairs.filter(pl.Series(is_shared, dtype=pl.Boolean)).sort("_row", "_other").unique("_row", keep="first")
    return shared.with_columns(area=pl.col("_other")).sort("_row").drop("_other")


def _is_shared(ruleset: Ruleset, code: str, area: str, other: str, period: str) -> bool:
    book, on = ruleset.areas, parse_period(period).end
    if is_body_based(ruleset.indicator(code)) or area not in book or other not in book:
        return False
    return book.footprint(area, on) == book.footprint(other, on)


def _near_queries(choices: Sequence[LineChoice], cells: pl.DataFrame) -> pl.DataFrame:
    """The look-alikes of a line, which are shown beside it and never sent."""
    rows = [
        (entry.position, rank, row.object_id, row.breakdown, row.transform, row.decimals, row.predicate_id)
        for entry in choices
        for rank, row in enumerate(entry.near)
    ]
    names = ("indicator", "breakdown", "transform", "decimals", "predicate")
    schema: dict[str, pl.DataType | type[pl.DataType]] = {"_entry": pl.Int64, "rank": pl.Int64}
    schema |= {name: cells.schema[name] for name in names}
    near = pl.DataFrame(rows, schema=schema, orient="row")
    joined = cells.drop(names).join(near, on="_entry", how="inner")
    return joined.with_columns(role=pl.lit("near"), kind=pl.lit("actual"))


def _earlier_queries(ruleset: Ruleset, main: pl.DataFrame) -> pl.DataFrame:
    """The period before, and the last few for a sparkline."""
    pairs = main.select("indicator", "period").unique()
    rows = [
        (code, period, role, rank, earlier.code)
        for code, period in pairs.iter_rows()
        for role, rank, earlier in _earlier_periods(ruleset.indicator(code), parse_period(period))
    ]
    schema = {"indicator": pl.String, "period": pl.String, "role": pl.String, "rank": pl.Int64, "_earlier": pl.String}
    times = pl.DataFrame(rows, schema=schema, orient="row")
    joined = main.drop("role", "rank").join(times, on=["indicator", "period"], how="inner")
    return joined.with_columns(period=pl.col("_earlier"))


def _earlier_periods(indicator: Indicator, period: Period) -> Iterator[tuple[str, int, Period]]:
    earlier = [period]
    while len(earlier) < HISTORY_LENGTH:
        earlier.append(earlier[-1].previous())
    if not _series_breaks(indicator, period):
        yield "previous", 0, earlier[1]
    for rank, each in enumerate(reversed(earlier)):
        yield "history", rank, each


def _series_breaks(indicator: Indicator, period: Period) -> bool:
    """True when the series breaks with this period, so that better or worse than before means nothing."""
    return any(start is not None and start == period.start for start in map(_start, indicator.series_breaks))


def _start(series_break: object) -> object:
    try:
        return parse_period(str(getattr(series_break, "period", ""))).start
    except Refused:
        return None
