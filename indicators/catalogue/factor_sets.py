"""Loads emission factors: what a carbon scheme counts, and the CO2 of each fuel (``factors/<scheme>-<year>.yaml``).

Several schemes make different carbon figures from one record of energy use. Each has its own scope and
factors, so one scheme's tonnes are never another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import field_validator, model_validator

from indicators.catalogue.indicator import Breakdown
from indicators.period.arithmetic import Period
from returnonce.definition_files.base import Code, Confidence, Definition, InForce, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_definition
from returnonce.errors import NotFound, Refused


class FactorSet(Definition):
    """One scheme's rules for one span of years; factors are kg of CO2 for each kWh."""

    code: Text
    scheme: Code
    title: Text
    status: Literal["official", "illustrative - official values not established"]
    in_force: InForce
    energy_indicator: Code
    tonnes_indicator: Code
    #: The kWh that the scheme counts, where a return asks for them.
    energy_in_scope_indicator: Code | None = None
    estate_in: tuple[Code, ...]
    estate_out: tuple[Code, ...]
    factors: dict[Code, Decimal]
    readings: dict[Code, Decimal]
    sources: tuple[Text, ...]
    confidence: Confidence
    notes: Text

    @field_validator("factors", "readings", mode="before")
    @classmethod
    def _check_text(cls, numbers: object) -> object:
        # An unquoted 0.19 would have passed through a binary float.
        if isinstance(numbers, dict) and any(isinstance(number, float) for number in numbers.values()):
            raise ValueError("write each number in quotes")
        return numbers

    @model_validator(mode="after")
    def _in_or_out(self) -> FactorSet:
        if overlap := set(self.estate_in) & set(self.estate_out):
            raise ValueError(f"{', '.join(sorted(overlap))} cannot be both in and out of scope")
        return self

    def covers(self, period: Period) -> bool:
        """True when the scheme's rules hold for the whole period."""
        return self.in_force.covers(period.start) and self.in_force.covers(period.end)


def load_factor_sets(folder: FilePath) -> dict[str, FactorSet]:
    """Every factor set by code, sorted.

    Raises:
        Refused: a file is wrong, or is not named for its code.
    """
    factor_sets = {path.stem: read_definition(FactorSet, path) for path in sorted(folder.glob("*.yaml"))}
    for stem, factor_set in factor_sets.items():
        if stem != factor_set.code:
            raise Refused(
                f"The code is {factor_set.code!r}, the file is {stem}.yaml.",
                where=f"factors/{stem}.yaml",
                mend="Name each file for its code.",
            )
    return factor_sets


def select_factor_set(factor_sets: Mapping[str, FactorSet], scheme: str, period: Period) -> FactorSet:
    """The scheme's set that covers the period, else the one nearest in time.

    A set used outside its years says what the scheme *would* have made of the period; the figures
    made with it are marked so.

    Raises:
        NotFound: there is no set of that scheme.
    """
    candidates = [factor_set for factor_set in factor_sets.values() if factor_set.scheme == scheme]
    if not candidates:
        raise NotFound(f"There are no emission factors of a scheme {scheme!r}.", mend="Add a file under factors/.")
    return min(
        candidates,
        key=lambda candidate: (not candidate.covers(period), _days_between(candidate, period), candidate.code),
    )


def _days_between(factor_set: FactorSet, period: Period) -> int:
    start = factor_set.in_force.start
    return abs((period.start - start).days) if isinstance(start, date) else 0


def find_uncovered_members(factor_set: FactorSet, breakdowns: Mapping[str, Breakdown]) -> frozenset[str]:
    """Members of the three breakdowns that a factor set does not mention, as ``fuel=gas``."""
    covered = {
        "estate": {*factor_set.estate_in, *factor_set.estate_out},
        "fuel": set(factor_set.factors),
        "reading": set(factor_set.readings),
    }
    return frozenset(
        f"{dim}={m}" for dim, members in covered.items() for m in breakdowns[dim].members if m not in members
    )
