"""Which figure counts where several agencies give the same one, and how the others differ."""

from __future__ import annotations

import polars as pl

from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.disagreements import describe_winner, filter_contested, group_by_key
from indicators.figures.figure_key import FIGURE_KEY
from indicators.period.codes import parse_period

#: After the agency of record: who counted it, before what was worked out, before a publisher's copy.
BATCH_KINDS = ("submitted", "derived", "rolled_up", "pulled")
WHY_USED = {
    "of_record": "agency of record",
    "rank": "the nearer source",
    "latest": "the latest",
}


def apply_precedence(figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """``figures`` with one row per key, and a column ``disagreement`` (null where nobody differs).

    The agency of record wins; else submitted before derived before rolled up before pulled; else the
    latest batch, a value before *not available*. The order of the rows does not matter.
    """
    several = figures.select(FIGURE_KEY).is_duplicated()
    with_column = figures.with_columns(disagreement=pl.lit(None, pl.String))
    if not several.any():
        return with_column
    uncontested = with_column.filter(~several)
    ranked = _rank(figures.filter(several), context)
    winners = ranked.unique(FIGURE_KEY, keep="first", maintain_order=True)
    described = winners.join(_describe_disagreements(ranked, context), on=FIGURE_KEY, how="left")
    return pl.concat([uncontested, described.select(uncontested.columns)])


def _rank(several: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    slices = several.select("indicator", "area", "period").unique()
    of_record = [
        _find_agency_of_record(code, area, period, context=context) for code, area, period in slices.iter_rows()
    ]
    named = slices.with_columns(of_record=pl.Series(of_record, dtype=pl.String))
    nearness = pl.col("batch_kind").replace_strict(
        list(BATCH_KINDS), list(range(len(BATCH_KINDS))), return_dtype=pl.Int64
    )
    order = [
        pl.col("of_record").eq_missing(pl.col("agency")).not_(),
        nearness,
        pl.col("symbol").eq_missing("not_available"),
        -pl.col("batch"),
        pl.col("agency"),
    ]
    return several.join(named, on=["indicator", "area", "period"], how="left").sort(*FIGURE_KEY, *order)


def _find_agency_of_record(indicator: str, area: str, period: str, *, context: EvaluationContext) -> str | None:
    definition = context.catalogue.get(indicator)
    return context.of_record(definition, area, parse_period(period)) if definition else None


def _describe_disagreements(ranked: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    rows = []
    for cell, (winner, *others) in group_by_key(filter_contested(ranked)):
        indicator = context.catalogue.get(cell[0])
        if indicator:
            text = describe_winner(winner, others, indicator, _explain_choice(winner, others))
            rows.append((*cell, text))
    schema = dict.fromkeys((*FIGURE_KEY, "disagreement"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _explain_choice(winner: dict[str, str | None], others: list[dict[str, str | None]]) -> str:
    if winner["of_record"] == winner["agency"]:
        return WHY_USED["of_record"]
    nearest_alone = all(row["batch_kind"] != winner["batch_kind"] for row in others)
    return WHY_USED["rank" if nearest_alone else "latest"]
