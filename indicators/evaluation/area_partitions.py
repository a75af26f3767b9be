"""Which areas are sums of others, for many figures at once: each whole, the ways to split it, and the parts."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.partitions import split_area
from indicators.period.codes import parse_period

#: A row for each part of each way to split an area. ``tied``: for body-based indicators, whose areas split in
#: another way. ``level``: of the whole; those of its parts are lower. ``what``: what the parts are called.
PART_SCHEMA: dict[str, type[pl.DataType]] = {
    "area": pl.String,
    "period": pl.String,
    "tied": pl.Boolean,
    "level": pl.Int64,
    "way": pl.Int64,
    "what": pl.String,
    "part": pl.String,
    "name": pl.String,
}


class WholeArea(NamedTuple):
    """An area in a period, for body-based indicators (``tied``) or others."""

    area: str
    period: str
    tied: bool


def list_area_parts(wholes: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """``PART_SCHEMA``: the parts of wholes (area, period, tied), and the parts of these, each way in order."""
    levels: dict[WholeArea, int] = {}
    rows: list[tuple[object, ...]] = []
    for key in wholes.unique(maintain_order=True).iter_rows():
        _add_parts(WholeArea(*key), context, levels, rows)
    return pl.DataFrame(rows, schema=PART_SCHEMA, orient="row")


def _add_parts(
    whole: WholeArea, context: EvaluationContext, levels: dict[WholeArea, int], rows: list[tuple[object, ...]]
) -> int:
    """The level of a whole; appends its rows and those of its parts, unless they are there."""
    if whole not in levels:
        period = parse_period(whole.period)
        ways = split_area(whole.area, period.end, context.areas, tied=whole.tied, since=period.start)
        below = [_add_parts(whole._replace(area=code), context, levels, rows) for _, codes, _ in ways for code in codes]
        levels[whole] = 1 + max(below, default=-1)
        rows += [
            (*whole, levels[whole], way, what, code, name)
            for way, (what, codes, names) in enumerate(ways)
            for code, name in zip(codes, names, strict=True)
        ]
    return levels[whole]
