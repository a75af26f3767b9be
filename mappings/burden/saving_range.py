"""The range of what reuse saves: every rate low, central or high, and the least and most of any mixture of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from mappings.burden.work_cost import SummedUnit, WorkEstimate, cost_units, sum_minutes, sum_units
from mappings.definitions.burden_assumptions import CASES, AssumptionCase, Assumptions


@dataclass(frozen=True)
class SavingRange:
    """``cases``: work with every rate low, central or high. ``least``, ``most``: exact minutes that reuse saves
    where each rate takes whichever end of its range is worst, or best, for the saving."""

    cases: Mapping[AssumptionCase, WorkEstimate]
    least: Fraction
    most: Fraction

    @property
    def verdict(self) -> str:
        """Who gains, said so strongly as the ranges allow."""
        if self.least == self.most == 0:
            return "neither gains nor loses"
        if self.least >= 0:
            return "gains, whatever is assumed"
        if self.most <= 0:
            return "loses, whatever is assumed"
        saved = self.cases["central"].calculate_saving("minutes")
        return "gains, unless the assumptions err" if saved > 0 else "loses, unless the assumptions err"


def estimate_range(units: pl.DataFrame, assumptions: Mapping[str, Assumptions]) -> SavingRange:
    """The range over the assumptions of each place, for ``UNIT_SCHEMA``."""
    summed = sum_units(units)
    cases = {case: cost_units(summed, assumptions, case) for case in CASES}
    least = most = Fraction(0)
    for (place, unit), saved in _count_saved_units(summed).items():
        low, high = sum_minutes(assumptions[place], unit, "low"), sum_minutes(assumptions[place], unit, "high")
        # The saving rises with a rate where reuse saves such work, and falls with it where reuse adds it.
        least += saved * (low if saved > 0 else high)
        most += saved * (high if saved > 0 else low)
    return SavingRange(cases, least, most)


def _count_saved_units(summed: Iterable[SummedUnit]) -> dict[tuple[str, str], int]:
    """By place and unit: how many fewer there are with reuse."""
    saved: defaultdict[tuple[str, str], int] = defaultdict(int)
    for place, reuse, unit, amount in summed:
        saved[place, unit] += amount if reuse == "without" else -amount
    return saved
