"""What work comes to in hours and money: units of work, times their minutes, at the tariff and fixed cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from mappings.definitions.burden_assumptions import AssumptionCase, Assumptions

REUSE_CASES = ("without", "with")
SummedUnit = tuple[str, str, str, int]


@dataclass(frozen=True)
class WorkEstimate:
    """Work without and with reuse of figures: exact minutes, and exact pounds under the assumptions."""

    minutes: Mapping[str, Fraction]
    pounds: Mapping[str, Fraction]

    def calculate_saving(self, measure: str) -> Fraction:
        """``minutes`` or ``pounds`` that reuse saves."""
        amounts: Mapping[str, Fraction] = getattr(self, measure)
        return amounts["without"] - amounts["with"]


def estimate_work(
    units: pl.DataFrame, assumptions: Mapping[str, Assumptions], case: AssumptionCase = "central"
) -> WorkEstimate:
    """Minutes and pounds of ``UNIT_SCHEMA``, by the assumptions of each place, every rate as ``case`` has it."""
    return cost_units(sum_units(units), assumptions, case)


def cost_units(
    summed: Iterable[SummedUnit], assumptions: Mapping[str, Assumptions], case: AssumptionCase = "central"
) -> WorkEstimate:
    """As :func:`estimate_work`, of units that :func:`sum_units` has summed."""
    minutes, pounds = dict.fromkeys(REUSE_CASES, Fraction(0)), dict.fromkeys(REUSE_CASES, Fraction(0))
    minutes_by_place: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    sign_offs: defaultdict[tuple[str, str], int] = defaultdict(int)
    for place, reuse, unit, amount in summed:
        minutes_by_place[place, reuse] += sum_minutes(assumptions[place], unit, case) * amount
        sign_offs[place, reuse] += amount if unit == "sign-off" else 0
    for (place, reuse), place_minutes in minutes_by_place.items():
        minutes[reuse] += place_minutes
        pounds[reuse] += calculate_cost(assumptions[place], place_minutes, returns=sign_offs[place, reuse], case=case)
    return WorkEstimate(minutes, pounds)


def sum_minutes_by_lens(units: pl.DataFrame, assumptions: Mapping[str, Assumptions]) -> dict[str, dict[str, Fraction]]:
    """Minutes under each lens, without and with reuse."""
    lens_codes = [lens.code for assumed in assumptions.values() for lens in assumed.lenses]
    minutes: dict[str, dict[str, Fraction]] = {code: dict.fromkeys(REUSE_CASES, Fraction(0)) for code in lens_codes}
    for place, reuse, unit, amount in sum_units(units):
        for time in assumptions[place].times:
            if time.unit == unit:
                minutes[time.lens][reuse] += Fraction(time.minutes) * amount
    return minutes


def sum_minutes(assumptions: Assumptions, unit: str, case: AssumptionCase = "central") -> Fraction:
    """Minutes that one unit takes, over all lenses."""
    return sum((Fraction(time.in_case(case)) for time in assumptions.times if time.unit == unit), Fraction(0))


def calculate_cost(
    assumptions: Assumptions, minutes: Fraction, *, returns: int, case: AssumptionCase = "central"
) -> Fraction:
    """Pounds by the Standard Cost Model: minutes at the tariff, and a fixed cost for each return."""
    hours = minutes / 60
    return hours * Fraction(assumptions.tariff.in_case(case)) + returns * Fraction(assumptions.fixed.in_case(case))


def sum_units(units: pl.DataFrame) -> list[SummedUnit]:
    """Place, ``without`` or ``with`` reuse, unit and amount."""
    return units.group_by("place", "world", "unit").agg(pl.col("amount").sum()).rows()
