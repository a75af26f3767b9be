"""Calculates one scheme's carbon emissions from rows of energy use, exactly, with their lineage.

Energy rows are figures (``FIGURE_SCHEMA``) of the energy indicator, one for each estate, fuel and
reading (``estate=schools;fuel=gas;reading=estimated``); ``tariff`` and ``supplier`` may be added and
change no factor. Whole numbers throughout: kWh in millionths times a factor in millionths, summed,
and rounded half away from zero once, to the millionth of a tonne.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from indicators.catalogue.factor_sets import FactorSet, find_uncovered_members, select_factor_set
from indicators.evaluation.exact_values import find_worst_status
from indicators.evaluation.results import SourceFigure
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.period.codes import parse_period
from returnonce.errors import Refused
from returnonce.numbers import PLACES, format_shortest, parse_micro, round_half_up

__all__ = [
    "EMISSIONS_SCHEMA",
    "FactorSet",
    "calculate_energy_in_scope",
    "calculate_tonnes",
    "find_uncovered_members",
    "select_factor_set",
]

_LINEAGE = dict.fromkeys(SourceFigure._fields[:8], pl.String) | dict.fromkeys(SourceFigure._fields[8:], pl.Int64)
#: A figure, and the energy rows it was made from (the fields of :class:`SourceFigure`).
EMISSIONS_SCHEMA = FIGURE_SCHEMA | {"lineage": pl.List(pl.Struct(_LINEAGE))}
REQUIRED_BREAKDOWNS = ("estate", "fuel", "reading")
ALLOWED_BREAKDOWNS = {*REQUIRED_BREAKDOWNS, "supplier", "tariff"}
KILOGRAMS = 1000


Row = dict[str, Any]


@dataclass(frozen=True)
class _Recipe:
    code: str
    weigh: Callable[[str, str], int]
    divisor: int
    uses_factors: bool


@dataclass(frozen=True)
class _Use:
    row: Row
    fuel: str
    weight: int


def calculate_tonnes(energy: pl.DataFrame, factor_set: FactorSet) -> pl.DataFrame:
    """Tonnes of CO2, ``EMISSIONS_SCHEMA``: for each area, period and kind a total and one row per fuel.

    Args:
        energy: figures of ``factor_set.energy_indicator``, one winning row per cell (other columns,
            such as agency, file and file_name, go into the lineage). A ``total`` row is only
            compared with the others.

    Raises:
        Refused: a row names no estate, fuel or reading, or one the factor set does not know; a cell
            is given twice; a total is not the sum of its rows.
    """

    def weigh(fuel: str, reading: str) -> int:
        return _micro(factor_set.factors[fuel]) * _micro(factor_set.readings[reading])

    # kWh, factor and multiplier are each in millionths: two of the three go, and kilograms become tonnes.
    divisor = 10 ** (2 * PLACES) * KILOGRAMS
    return _calculate(energy, factor_set, _Recipe(factor_set.tonnes_indicator, weigh, divisor, uses_factors=True))


def calculate_energy_in_scope(energy: pl.DataFrame, factor_set: FactorSet) -> pl.DataFrame:
    """The kWh that the scheme counts, as used (no addition for estimates); shaped like :func:`calculate_tonnes`.

    Empty when no return asks for them. Raises as :func:`calculate_tonnes` does.
    """
    code = factor_set.energy_in_scope_indicator
    if code is None:
        return pl.DataFrame(schema=EMISSIONS_SCHEMA)
    return _calculate(energy, factor_set, _Recipe(code, _unit_factor, 1, uses_factors=False))


def _unit_factor(_fuel: str, _reading: str) -> int:
    return 1


def _calculate(energy: pl.DataFrame, factor_set: FactorSet, recipe: _Recipe) -> pl.DataFrame:
    own_energy = energy.filter(pl.col("indicator") == factor_set.energy_indicator)
    results = []
    for (area, period, kind), rows in own_energy.group_by("area", "period", "kind", maintain_order=True):
        cell = {"indicator": recipe.code, "area": area, "period": period, "kind": kind}
        figures = _figures(rows.sort("breakdown").to_dicts(), factor_set, recipe)
        results += [cell | {"breakdown": name} | figure for name, figure in figures.items()]
    return pl.DataFrame(results, schema=EMISSIONS_SCHEMA, orient="row").sort("area", "period", "kind", "breakdown")


def _figures(rows: list[Row], factor_set: FactorSet, recipe: _Recipe) -> dict[str, Row]:
    """Figures by breakdown, from every row of energy use, in scope or not."""
    _refuse_duplicates(rows)
    parts = [row for row in rows if row["breakdown"] != "total"]
    if not parts:
        return {"total": _no_emissions(rows, "Energy use is given in total only, not by estate, fuel and reading.")}
    _refuse_wrong_total(rows, parts)
    located = [(row, _find_members(row, factor_set)) for row in parts]
    uses = [
        _Use(row, at["fuel"], recipe.weigh(at["fuel"], at["reading"]))
        for row, at in located
        if at["estate"] in factor_set.estate_in
    ]
    groups = {f"fuel={fuel}": [use for use in uses if use.fuel == fuel] for fuel in sorted({u.fuel for u in uses})}
    return {name: _figure(group, factor_set, recipe) for name, group in ({"total": uses} | groups).items() if group}


def _refuse_duplicates(rows: list[Row]) -> None:
    names = [row["breakdown"] for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise _refusal(rows[0], f"Energy use for {twice[0]} is given twice.", "Choose the figure of record first.")


def _refuse_wrong_total(rows: list[Row], parts: list[Row]) -> None:
    total = next((row for row in rows if row["breakdown"] == "total"), None)
    if total is None or any(row["value"] is None for row in (total, *parts)):
        return
    if (added := sum(row["value"] for row in parts)) != total["value"]:
        what = (
            f"Its rows make {format_shortest(added)} kWh of energy, its total says {format_shortest(total['value'])}."
        )
        raise _refusal(total, what, "Make the total and its rows agree.")


def _find_members(row: Row, factor_set: FactorSet) -> dict[str, str]:
    at = dict(pair.partition("=")[::2] for pair in row["breakdown"].split(";"))
    members = {
        "estate": {*factor_set.estate_in, *factor_set.estate_out},
        "fuel": set(factor_set.factors),
        "reading": set(factor_set.readings),
    }
    for dimension in REQUIRED_BREAKDOWNS:
        if at.get(dimension) not in members[dimension]:
            what = f"{row['breakdown']} names no {dimension} that {factor_set.code} knows."
            raise _refusal(row, what, f"Write {dimension}= one of {', '.join(sorted(members[dimension]))}.")
    if extra := sorted(set(at) - ALLOWED_BREAKDOWNS):
        raise _refusal(
            row, f"{extra[0]} does not split energy use.", f"Split it by {', '.join(sorted(ALLOWED_BREAKDOWNS))}."
        )
    return at


def _figure(uses: list[_Use], factor_set: FactorSet, recipe: _Recipe) -> Row:
    rows = [use.row for use in uses]
    if without_value := next((row["breakdown"] for row in rows if row["value"] is None), None):
        return _no_emissions(rows, f"There is no energy use for {without_value}.")
    exact = sum(use.row["value"] * use.weight for use in uses)
    within = factor_set.covers(parse_period(rows[0]["period"]))
    return {
        "value": round_half_up(exact, recipe.divisor),
        "status": find_worst_status([*(row["status"] for row in rows), None if within else "estimated"]),
        "note": _note(factor_set, recipe, within),
        "lineage": _lineage(rows),
    }


def _no_emissions(rows: list[Row], reason: str) -> Row:
    return {"symbol": "not_available", "note": reason, "lineage": _lineage(rows)}


def _lineage(rows: list[Row]) -> list[Row]:
    return [{name: row.get(name) for name in _LINEAGE} for row in rows]


def _note(factor_set: FactorSet, recipe: _Recipe, within: bool) -> str | None:
    sentences = []
    if recipe.uses_factors and factor_set.status != "official":
        sentences.append("Factor values are illustrative.")
    if not within:
        sentences.append(f"The rules are those of {factor_set.title}: what they would say of another year.")
    return " ".join(sentences) or None


def _micro(number: object) -> int:
    return parse_micro(str(number))


def _refusal(row: Row, message: str, mend: str) -> Refused:
    named = " ".join(str(row.get(name)) for name in ("file_name", "locator") if row.get(name))
    return Refused(message, where=named or f"energy use, {row['area']}, {row['period']}", mend=mend)
