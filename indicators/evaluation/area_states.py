"""Which figures are sums of others, level by level from the smallest areas up; a given figure is never replaced."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from indicators.evaluation.area_coverage import AreaCoverage
from indicators.evaluation.given_states import CELL, STATE
from indicators.period.codes import parse_period

_WHOLE = ("area", "period", "tied")
_WAY = ("cell", "way")
_LEAVES = {"cell": pl.UInt64, "row": pl.UInt32, "value": pl.Int64}


class AskedCells(NamedTuple):
    """``cells``: those of the requests, and the parts of theirs that are not given. ``rows``: each part of each way to
    split a cell, in order, with the row of its name (``at``) and, where it is given, its state, symbol, value and row.
    """

    cells: pl.DataFrame
    rows: pl.DataFrame


class AreaStates(NamedTuple):
    """``states``: cell and state (``STATE``). ``leaves``: row and value of each given figure of each sum, in order.
    ``refused_rows``: those of ways that make no sum, with their states, and whether figures reach them."""

    states: pl.DataFrame
    leaves: pl.DataFrame
    refused_rows: pl.DataFrame


def split_cells(
    requests: pl.DataFrame, given_figures: pl.DataFrame, parts: pl.DataFrame, shared_cells: pl.DataFrame
) -> AskedCells:
    """Requests (cell, series, area, indicator, period, tied, splits), one row each, and all that they may be sums of.

    ``parts``: ``PART_SCHEMA``. ``given_figures``: of :func:`indicators.evaluation.given_states.read_given_states`.
    Without ``shared_cells``, whose figure was given for a coterminous area.
    """
    figures = given_figures.select("state", "symbol", "value", "row", part="cell")
    ways = parts.with_row_index("at").select(*_WHOLE, "level", "way", "at", "part")
    cells: list[pl.DataFrame] = [requests]
    rows: list[pl.DataFrame] = []
    while cells[-1].height or not rows:
        split = cells[-1].join(ways, on=_WHOLE, how="inner", maintain_order="left_right").drop("area")
        named = split.rename({"part": "area"}).with_columns(part=CELL)
        rows.append(named.join(figures, on="part", how="left", maintain_order="left"))
        missing = rows[-1].filter(pl.col("row").is_null()).with_columns(cell="part").unique("cell")
        known = pl.concat([shared_cells, *(before.select("cell") for before in cells)])
        cells.append(missing.select(requests.columns).join(known, on="cell", how="anti"))
    return AskedCells(pl.concat(cells), pl.concat(rows))


def find_area_states(asked_cells: AskedCells, coverage: AreaCoverage) -> AreaStates:
    """What becomes of each cell; nothing where it cannot be told here."""
    all_cells, all_rows = asked_cells
    lowest = all_cells.join(all_rows, on="cell", how="anti").filter(~pl.col("splits"))
    states = lowest.select("cell", state=pl.lit("none", STATE))
    leaves, refused_rows = pl.DataFrame(schema=_LEAVES), [_mark_reached(all_rows.clear(), coverage)]
    for level in sorted(all_rows["level"].unique()):
        here = all_rows.filter(pl.col("level") == level).join(
            states.select(part="cell", lower="state"), on="part", how="left", maintain_order="left"
        )
        rows = _mark_reached(here.with_columns(pl.coalesce("state", "lower")).drop("lower"), coverage)
        ways = _judge_ways(rows)
        cells = _judge_cells(ways.join(all_cells.select("cell", "splits"), on="cell", how="inner"))
        sums = rows.join(cells.drop_nulls("way"), on=_WAY, how="semi", maintain_order="left")
        leaves = pl.concat([leaves, _list_leaves(sums, leaves)])
        states = pl.concat([states, cells.select("cell", "state").drop_nulls()])
        refused_rows.append(rows.join(ways.filter(pl.col("refused")), on=_WAY, how="semi", maintain_order="left"))
    return AreaStates(states, leaves, pl.concat(refused_rows))


def _mark_reached(rows: pl.DataFrame, coverage: AreaCoverage) -> pl.DataFrame:
    """Adds ``reached``: whether given figures cover a part; a part that is given or a sum is reached."""
    key = ("indicator", "area", "period")
    missing = rows.filter(pl.col("state") == "none").select(key).unique()
    is_reached = [coverage.covers(code, area, parse_period(period)) for code, area, period in missing.iter_rows()]
    unreached = missing.filter(~pl.Series(is_reached, dtype=pl.Boolean))
    at = unreached.with_columns(reached=pl.lit(value=False))
    return rows.join(at, on=key, how="left", maintain_order="left").with_columns(
        pl.col("reached").fill_null(value=True)
    )


def _judge_ways(rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each way: whether it makes a sum, whether that cannot be told, and whether it is refused."""
    state, reached = pl.col("state"), pl.col("reached")
    judged = rows.group_by(_WAY).agg(
        unknown=state.is_null().any(),
        sums=(state == "added").all(),
        figures=(state != "none").any() | (~reached).any(),
        reached=reached.any(),
    )
    untold = pl.col("unknown")
    refused = pl.col("figures") & pl.col("reached") & ~pl.col("sums")
    return judged.select(*_WAY, "unknown", sums=pl.col("sums") & ~untold, refused=refused & ~untold)


def _judge_cells(ways: pl.DataFrame) -> pl.DataFrame:
    """The state of each cell, and the first way that makes a sum, unless one before it cannot be told."""
    way = pl.col("way")
    first = ways.group_by("cell").agg(
        pl.col("splits").first(), way=way.filter("sums").min(), unknown=way.filter("unknown").min()
    )
    is_sum = way.is_not_null() & (way < pl.col("unknown")).fill_null(value=True)
    is_none = way.is_null() & pl.col("unknown").is_null() & ~pl.col("splits")
    state = pl.when(is_sum).then(pl.lit("added", STATE)).when(is_none).then(pl.lit("none", STATE))
    return first.select("cell", way=pl.when(is_sum).then("way"), state=state)


def _list_leaves(sums: pl.DataFrame, lower: pl.DataFrame) -> pl.DataFrame:
    """The given figures among the parts of sums, or of the sums among these."""
    of_parts = lower.select(part="cell", its_row="row", its_value="value")
    rows = sums.join(of_parts, on="part", how="left", maintain_order="left_right")
    # A figure of nobody has no value, so its row tells whether it is given.
    value = pl.when(pl.col("row").is_not_null()).then("value").otherwise("its_value")
    return rows.select("cell", row=pl.coalesce("row", "its_row"), value=value)
