"""Evaluates indicators of a carbon scheme from the energy figures that were given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import polars as pl

from indicators.catalogue.factor_sets import FactorSet, select_factor_set
from indicators.catalogue.indicator import Indicator
from indicators.evaluation import exact_values, reasons
from indicators.evaluation.emissions import calculate_energy_in_scope, calculate_tonnes
from indicators.evaluation.results import Result, no_result
from indicators.figures.figure_key import FigureKey
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.codes import parse_period
from returnonce.errors import NotFound, Refused

FindBreakdowns = Callable[[FigureKey], Iterable[str]]


def find_energy_indicators(indicator: Indicator, factor_sets: Mapping[str, FactorSet]) -> set[str]:
    """The energy indicators that the factor sets of an indicator's scheme read; none without a scheme."""
    return {
        factor_set.energy_indicator for factor_set in factor_sets.values() if factor_set.scheme == indicator.factors
    }


def evaluate_from_energy(
    key: FigureKey,
    indicator: Indicator,
    *,
    factor_sets: Mapping[str, FactorSet],
    find_breakdowns: FindBreakdowns,
    evaluate: Callable[[FigureKey], Result],
) -> Result | None:
    """The result, or why there is none; None for an indicator without a scheme.

    ``find_breakdowns``: the breakdowns in which a figure's energy was given, within its period.
    """
    if indicator.factors is None:
        return None
    try:
        factor_set = select_factor_set(factor_sets, indicator.factors, parse_period(key.period))
        energy = key._replace(indicator=factor_set.energy_indicator)
        used = {name: evaluate(energy._replace(breakdown=name)) for name in sorted(find_breakdowns(energy))}
        return _calculate(key, indicator, used, factor_set=factor_set)
    except (NotFound, Refused) as refusal:
        return no_result(refusal.what)


def _calculate(key: FigureKey, indicator: Indicator, used: Mapping[str, Result], *, factor_set: FactorSet) -> Result:
    counted = indicator.code == factor_set.energy_in_scope_indicator
    calculate = calculate_energy_in_scope if counted else calculate_tonnes
    rows = calculate(_build_energy_frame(key, used, factor_set), factor_set).filter(breakdown=key.breakdown).to_dicts()
    if not rows:
        return no_result(reasons.missing_terms([f"'{factor_set.energy_indicator}'"]))
    if rows[0]["value"] is None:
        return no_result(rows[0]["note"])
    readings = [used[source["breakdown"]] for source in rows[0]["lineage"]]
    figure = replace(exact_values.combine_metadata(readings, "formula"), status=rows[0]["status"], note=rows[0]["note"])
    return exact_values.round_exact(indicator, figure, Fraction(rows[0]["value"]))


def _build_energy_frame(key: FigureKey, used: Mapping[str, Result], factor_set: FactorSet) -> pl.DataFrame:
    at: dict[str, str | int | None] = {
        "indicator": factor_set.energy_indicator,
        "area": key.area,
        "period": key.period,
        "kind": key.kind,
    }
    rows = [
        at | {"breakdown": name, "value": result.value, "symbol": result.symbol, "status": result.status}
        for name, result in used.items()
    ]
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA, orient="row")
