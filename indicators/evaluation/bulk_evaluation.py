"""The entry point of evaluation: one result for each requested figure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

import polars as pl

from indicators.evaluation import reasons
from indicators.evaluation.absent_bodies import name_absent_bodies
from indicators.evaluation.area_results import build_refusals
from indicators.evaluation.area_sums import sum_areas
from indicators.evaluation.carbon_indicators import find_energy_indicators
from indicators.evaluation.context import EvaluationContext
from indicators.evaluation.direct_matches import RESULT_SCHEMA, match_directly
from indicators.evaluation.figure_evaluator import FigureEvaluator
from indicators.evaluation.precedence import apply_precedence
from indicators.evaluation.results import Result
from indicators.figures.figure_key import FIGURE_KEY, FigureKey

__all__ = ["RESULT_SCHEMA", "EvaluationContext", "evaluate"]
#: So many needs are sooner met one by one, where no more figures than these have to be looked through first.
FEW_NEEDS, FEW_FIGURES = 40, 3_000


def evaluate(
    needs: pl.DataFrame, figures: pl.DataFrame, *, context: EvaluationContext, few_needs: int = FEW_NEEDS
) -> pl.DataFrame:
    """One row per need, in their order: the columns of ``needs``, then ``RESULT_SCHEMA``.

    ``needs``: ``FIGURE_KEY``, and columns of the caller's own. ``figures``: ``FIGURE_ORIGIN_SCHEMA``, as
    :func:`~indicators.figures.store.read_figures` returns them. Numbers are in millionths. Each row has a
    value or a symbol; each symbol has a reason. Up to ``few_needs`` are met one by one, with the same results.
    """
    chosen_figures = apply_precedence(figures, context)
    parts: list[pl.DataFrame] = []
    remaining = needs.select(FIGURE_KEY).with_row_index("_need")
    for method in (_refuse_unknown, _match, sum_areas, _evaluate_each):
        is_few = remaining.height <= few_needs and chosen_figures.height <= FEW_FIGURES
        chosen_method = _evaluate_each if parts and is_few else method
        parts.append(chosen_method(remaining, chosen_figures, context))
        remaining = remaining.join(parts[-1].select("_need"), on="_need", how="anti")
        if remaining.is_empty():
            break
        # What is left over is often little, and what it can be worked out from is little of all figures.
        chosen_figures = _select_inputs(remaining, chosen_figures, context)
    results = pl.concat([part.select("_need", *RESULT_SCHEMA) for part in parts])
    if not results["_need"].is_sorted():
        # To sort them copies all the figures that they rest on.
        results = results.sort("_need")
    return name_absent_bodies(_put_beside(needs, results), context)


def _put_beside(needs: pl.DataFrame, results: pl.DataFrame) -> pl.DataFrame:
    """Both side by side, in the pieces in which results lie: one piece of all would copy the figures they rest on."""
    lengths = results["_need"].chunk_lengths() or [0]
    starts = accumulate(lengths, initial=0)
    pieces = [(needs[at : at + size], results[at : at + size]) for at, size in zip(starts, lengths, strict=False)]
    return pl.concat([need.hstack(result.drop("_need").get_columns()) for need, result in pieces])


def find_answerable_indicators(codes: Iterable[str], figures: pl.DataFrame, context: EvaluationContext) -> list[str]:
    """Those of the indicators of which there is a figure, or one that theirs may be calculated from."""
    known = set(figures["indicator"].unique())
    return [code for code in codes if not known.isdisjoint(_find_inputs([code], context))]


def _refuse_unknown(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """The needs of indicators that are not calculated from others, and of which no figure is known."""
    codes = sorted(set(needs["indicator"].unique()) - set(chosen_figures["indicator"].unique()))
    indicators = [indicator for code in codes if (indicator := context.catalogue.get(code))]
    unknown = pl.Series([i.code for i in indicators if i.formula is None and i.factors is None], dtype=pl.String)
    refused = needs.filter(pl.col("indicator").is_in(unknown.implode()), pl.col("kind") == "actual")
    results = build_refusals(refused.with_columns(reason=pl.lit(reasons.no_figure([]))))
    return results.select(*needs.columns, *RESULT_SCHEMA)


def _match(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    return match_directly(needs, chosen_figures, context.catalogue)


def _evaluate_each(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    evaluator = FigureEvaluator(chosen_figures, context)
    rows = [_build_row(evaluator.evaluate(FigureKey(*key))) for key in needs.select(FIGURE_KEY).iter_rows()]
    return pl.concat([needs, pl.DataFrame(rows, schema=RESULT_SCHEMA, orient="row")], how="horizontal")


def _select_inputs(needs: pl.DataFrame, chosen_figures: pl.DataFrame, context: EvaluationContext) -> pl.DataFrame:
    """The figures that the needs may be worked out from."""
    codes = pl.Series(sorted(_find_inputs(needs["indicator"].unique(), context)), dtype=pl.String)
    is_input = chosen_figures["indicator"].is_in(codes.implode())
    return chosen_figures if is_input.all() else chosen_figures.filter(is_input)


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
