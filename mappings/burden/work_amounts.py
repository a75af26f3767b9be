"""What the hours are made of: how many of each unit of work, at how many minutes; anybody can reckon them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from mappings.burden.ledger import BurdenLedger
from mappings.burden.work_cost import REUSE_CASES, sum_minutes, sum_units


@dataclass(frozen=True)
class WorkAmount:
    """One unit of work: what counts as one, the number of them and their exact minutes, without and with reuse."""

    code: str
    title: str
    counts: Mapping[str, str]
    numbers: Mapping[str, int]
    minutes: Mapping[str, Fraction]
    minutes_each: frozenset[Fraction]


def list_work_amounts(ledger: BurdenLedger) -> list[WorkAmount]:
    """Every unit of which there is one, in the order of the assumptions; their minutes are all that the hours hold."""
    assumptions = ledger.assumptions
    units = {str(unit.code): unit for assumed in assumptions.values() for unit in assumed.units}
    numbers = {code: dict.fromkeys(REUSE_CASES, 0) for code in units}
    minutes = {code: dict.fromkeys(REUSE_CASES, Fraction(0)) for code in units}
    each: dict[str, set[Fraction]] = {code: set() for code in units}
    for place, reuse, unit, amount in sum_units(ledger.units):
        rate = sum_minutes(assumptions[place], unit)
        numbers[unit][reuse] += amount
        minutes[unit][reuse] += rate * amount
        each[unit].add(rate)
    return [
        WorkAmount(
            code,
            unit.title,
            {"without": unit.without, "with": unit.with_reuse},
            numbers[code],
            minutes[code],
            frozenset(each[code]),
        )
        for code, unit in units.items()
        if any(numbers[code].values())
    ]
