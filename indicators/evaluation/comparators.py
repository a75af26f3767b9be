"""Comparators beside a figure: England's figure and the mean of the ten neighbours. Neither is a figure itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from indicators.evaluation.bulk_evaluation import evaluate, find_answerable_indicators
from indicators.evaluation.context import EvaluationContext
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period
from returnonce.numbers import PLACES, round_half_up_expr

ENGLAND = "E92000001"
_AT = ["indicator", "area", "period", "breakdown"]


def add_england(needs: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext) -> pl.DataFrame:
    """``needs`` with England's figure of the same period, else of the latest one before that has one.

    Adds ``england`` (Int64, millionths) and ``england_period``, both null where there is none.
    """
    beside = _sum_peers(needs, figures, lambda _area: (ENGLAND,), context=context)
    england = beside.select(*_AT, england="total", england_period="of_period")
    return needs.join(england, on=_AT, how="left", maintain_order="left")


def add_neighbours(needs: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext) -> pl.DataFrame:
    """``needs`` with the unweighted mean of the neighbours' values: a comparator, not a figure.

    Adds ``neighbours`` (Int64, millionths, rounded half up at the indicator's decimals), ``neighbours_n``
    (how many of them had a value), ``neighbours_period`` (chosen as :func:`add_england` does, the latest
    at which any of them has one) and ``neighbours_label``. Values are taken as they are printed, so
    that a reader can work the mean out again.
    """
    beside = _sum_peers(needs, figures, _find_neighbours_in(context), context=context)
    decimals = {code: indicator.decimals for code, indicator in context.catalogue.items()}
    step = 10 ** (PLACES - pl.col("indicator").replace_strict(decimals, return_dtype=pl.Int64))
    mean = (round_half_up_expr(pl.col("total"), pl.col("n") * step) * step).cast(pl.Int64)
    label = pl.format("Unweighted mean of {} statistical neighbours", pl.col("n"))
    means = beside.select(
        *_AT, neighbours=mean, neighbours_n="n", neighbours_period="of_period", neighbours_label=label
    )
    return needs.join(means, on=_AT, how="left", maintain_order="left")


def _find_neighbours_in(context: EvaluationContext) -> Callable[[str], Iterable[str]]:
    return lambda area: context.areas.neighbours(area) if area in context.areas else ()


def _sum_peers(
    needs: pl.DataFrame, figures: pl.DataFrame, peers_of: Callable[[str], Iterable[str]], *, context: EvaluationContext
) -> pl.DataFrame:
    """For each need with a peer's value: their ``total``, their number ``n``, and ``of_period``."""
    areas = needs["area"].unique()
    pairs = [(area, peer) for area in areas for peer in peers_of(area)]
    peers = pl.DataFrame(pairs, schema={"area": pl.String, "peer": pl.String}, orient="row")
    known = set(find_answerable_indicators(needs["indicator"].unique(), figures, context))
    codes = pl.Series(sorted(known & context.catalogue.keys()), dtype=pl.String).implode()
    requests = needs.select(_AT).unique().filter(pl.col("indicator").is_in(codes)).join(peers, on="area")
    requests = use_codes_of_then(requests, context)
    now = _sum_results(requests.with_columns(of_period="period"), figures, context=context)
    before = _find_earlier(requests.join(now, on=_AT, how="anti"), figures)
    return pl.concat([now, _sum_results(before, figures, context=context)])


def use_codes_of_then(requests: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """Peers (``peer``, ``period``) under the codes that they had in the period."""
    book = context.areas
    pairs = [
        (peer, period, book.history.counterpart(peer, when.end))
        for peer, period in requests.select("peer", "period").unique().iter_rows()
        if peer in book and not book.history.stood(peer, (when := parse_period(period)).start, when.end)
    ]
    changed = [pair for pair in pairs if pair[2]]
    if not changed:
        return requests
    codes = pl.DataFrame(changed, schema=dict.fromkeys(("peer", "period", "code"), pl.String), orient="row")
    joined = requests.join(codes, on=["peer", "period"], how="left", maintain_order="left")
    return joined.with_columns(peer=pl.coalesce("code", "peer")).drop("code")


def _sum_results(requests: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext) -> pl.DataFrame:
    kind = pl.lit("actual").alias("kind")
    cells = requests.select("indicator", pl.col("peer").alias("area"), pl.col("of_period").alias("period"),
                         "breakdown", kind).unique()  # fmt: skip
    results = evaluate(cells.select(FIGURE_KEY), figures, context=context).filter(pl.col("value").is_not_null())
    values = results.select("indicator", "breakdown", "value", peer="area", of_period="period")
    matched = requests.join(values, on=["indicator", "breakdown", "peer", "of_period"])
    grouped = matched.group_by(*_AT, "of_period").agg(total=pl.col("value").sum(), n=pl.len().cast(pl.Int64))
    return grouped.select(*_AT, "total", "n", "of_period")


def _find_earlier(requests: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """``asked`` with the latest earlier period of the same kind for which a peer has a figure."""
    actuals = figures.filter(pl.col("symbol").is_null(), kind="actual")
    available = actuals.select("indicator", "breakdown", peer="area", of_period="period").unique()
    candidates = requests.join(available, on=["indicator", "breakdown", "peer"])
    dated = candidates.with_columns(_order("period").alias("_own"), _order("of_period").alias("_other"))
    own, other = pl.col("_own").struct, pl.col("_other").struct
    earlier = dated.filter(own["kind"] == other["kind"], other["end"] < own["end"])
    latest = earlier.sort(other["end"]).unique(_AT, keep="last", maintain_order=True)
    return requests.join(latest.select(*_AT, "of_period"), on=_AT)


def _order(name: str) -> pl.Expr:
    return pl.col(name).map_elements(
        lambda code: {"kind": parse_period(code).kind, "end": parse_period(code).end},
        return_dtype=pl.Struct({"kind": pl.String, "end": pl.Date}),
    )
