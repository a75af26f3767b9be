"""England's figure and the neighbours' mean beside each period of a series, worked out in one go with the series.

They are what :mod:`indicators.evaluation.comparators` says of each period by itself; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.comparators import ENGLAND, use_codes_of_then
from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period
from returnonce.numbers import PLACES, round_half_up

#: What is added to each row of a series.
PEER_COLUMNS: dict[str, type[pl.DataType]] = {
    "england": pl.Int64, "england_period": pl.String, "neighbours": pl.Int64, "neighbours_n": pl.Int64,
    "neighbours_period": pl.String,
}  # fmt: skip
#: By period, area and value of each body that a figure is compared with.
PeerValues = Mapping[str, Sequence[tuple[str, int]]]


def evaluate_with_peers(
    needs: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext
) -> tuple[pl.DataFrame, PeerValues, PeerValues]:
    """The results of ``needs`` (``FIGURE_KEY``, all of one indicator, area and breakdown), and by period the values
    of England and of the neighbours. Of a peer only periods are looked for in which it has a figure of some kind."""
    area = needs["area"][0]
    neighbours = context.areas.neighbours(area) if area in context.areas else ()
    actuals = needs.filter(kind="actual").select(*FIGURE_KEY[:4])
    peers = pl.DataFrame({"peer": [ENGLAND, *neighbours], "is_england": [True, *([False] * len(neighbours))]})
    asked = use_codes_of_then(actuals.join(peers, how="cross"), context)
    known = asked.filter(_has_figures(asked, figures))
    keys = known.select("indicator", area="peer", period="period", breakdown="breakdown", kind=pl.lit("actual"))
    results = evaluate(pl.concat([needs.select(FIGURE_KEY), keys]), figures, context=context)
    own, others = results.head(needs.height), results.tail(keys.height)
    values: dict[bool, dict[str, list[tuple[str, int]]]] = {True: {}, False: {}}
    columns = (known["is_england"], known["period"], known["peer"], others["value"])
    for is_england, period, peer, value in zip(*columns, strict=True):
        if value is not None:
            values[is_england].setdefault(period, []).append((peer, value))
    return own, values[True], values[False]


def _has_figures(requests: pl.DataFrame, figures: pl.DataFrame) -> pl.Series:
    """Whether a peer has any figure whose period ends within the one that is asked for."""
    ends: dict[str, set[date]] = {}
    for area, period in figures.select("area", "period").unique().iter_rows():
        ends.setdefault(area, set()).add(parse_period(period).end)
    spans = {code: parse_period(code) for code in requests["period"].unique()}
    return pl.Series(
        [
            any(spans[period].start <= end <= spans[period].end for end in ends.get(peer, ()))
            for peer, period in requests.select("peer", "period").iter_rows()
        ],
        dtype=pl.Boolean,
    )


def add_peers(series: pl.DataFrame, england: PeerValues, neighbours: PeerValues, *, decimals: int) -> pl.DataFrame:
    """A series with ``PEER_COLUMNS``: of the same period, else of the latest one before it that has a value."""
    step: int = 10 ** (PLACES - decimals)
    rows: list[dict[str, Any]] = []
    for period in series["period"]:
        of_england, of_neighbours = _find_latest(england, period), _find_latest(neighbours, period)
        values = [value for _, value in neighbours[of_neighbours]] if of_neighbours else []
        rows.append({
            "england": england[of_england][0][1] if of_england else None, "england_period": of_england,
            "neighbours": round_half_up(sum(values), len(values) * step) * step if values else None,
            "neighbours_n": len(values) or None, "neighbours_period": of_neighbours,
        })  # fmt: skip
    return series.hstack(pl.DataFrame(rows, schema=PEER_COLUMNS, orient="row"))


def _find_latest(values: PeerValues, period: str) -> str | None:
    if period in values:
        return period
    end = parse_period(period).end
    earlier = [code for code in values if parse_period(code).end < end]
    return max(earlier, key=lambda code: parse_period(code).end, default=None)
