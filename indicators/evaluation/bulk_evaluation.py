"""The entry point of evaluation: one result for each requested figure."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from indicators.evaluation.area_sums import sum_areas
from indicators.evaluation.carbon_indicators import find_energy_indicators
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.direct_matches import RESULT_SCHEMA, match_directly
from indicators.evaluation.figure_evaluator import FigureEvaluator
from indicators.evaluation.precedence import apply_precedence
from indicators.evaluation.results import Result
from indicators.figures.figure_key import FIGURE_KEY, FigureKey

__all__ = ["RESULT_SCHEMA", "EvaluationContext", "evaluate"]


def evaluate(needs: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext) -> pl.DataFrame:
    """One row per need, in their order: the columns of ``needs``, then ``RESULT_SCHEMA``.

    ``needs``: ``FIGURE_KEY``, and columns of the caller's own. ``figures``: ``FIGURE_ORIGIN_SCHEMA``, as
    :func:`~indicators.figures.store.read_figures` returns them. Numbers are in millionths. Each row has a
    value or a symbol; each symbol has a reason.
    """
    chosen_figures = apply_precedence(figures, context)
    parts, remaining = [], needs.select(FIGURE_KEY).with_row_index("_need")
    for method in (_match, sum_areas, _evaluate_each):
        parts.append(method(remaining, chosen_figures, context))
        remaining = remaining.join(parts[-1].select("_need"), on="_need", how="anti")
        if remaining.is_empty():
            break
    results = pl.concat([part.select("_need", *RESULT_SCHEMA) for part in parts]).sort("_need")
    return pl.concat([needs, results.drop("_need")], how="horizontal")


def _match(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    return match_directly(needs, chosen_figures, context.catalogue)


def _evaluate_each(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    codes = pl.Series(sorted(_find_inputs(needs["indicator"].unique(), context)), dtype=pl.String)
    evaluator = FigureEvaluator(chosen_figures.filter(pl.col("indicator").is_in(codes.implode())), context)
    rows = [_build_row(evaluator.evaluate(FigureKey(*key))) for key in needs.select(FIGURE_KEY).iter_rows()]
    return pl.concat([needs, pl.DataFrame(rows, schema=RESULT_SCHEMA, orient="row")], how="horizontal")


def _find_inputs(codes: Iterable[str], context: EvaluationContext) -> set[str]:
    """The indicators and all that their formulas and factors read, directly or not."""
    inputs: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in inputs:
            inputs.add(code)
            waiting += _find_direct_inputs(code, context)
    return inputs


def _find_direct_inputs(code: str, context: EvaluationContext) -> set[str]:
    indicator = context.catalogue.get(code)
    if indicator is None:
        return set()
    terms = indicator.formula.terms if indicator.formula else ()
    return {term.indicator for term in terms} | find_energy_indicators(indicator, context.factor_sets)


def _build_row(result: Result) -> tuple[object, ...]:
    fields = {name: getattr(result, name) for name in RESULT_SCHEMA if name != "lineage"}
    return (*fields.values(), [source._asdict() for source in result.sources])
