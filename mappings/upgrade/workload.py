"""What each agency would be asked more or less in a year, by place: collections, figures, cells and hours."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from mappings.burden.ledger import BurdenLedger, make_ledger
from mappings.burden.tables import find_title

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: What is compared, with its name for people.
MEASURES = {
    "collections": "collections", "figures": "figures asked", "cells": "cells filled by them", "hours": "hours",
}  # fmt: skip


@dataclass(frozen=True)
class Workload:
    """Of one agency at one place. ``hours``: tenths, rounded half up, with each figure given once."""

    collections: int = 0
    figures: int = 0
    cells: int = 0
    hours: str = "0.0"


@dataclass(frozen=True)
class WorkloadChange:
    """``agency`` None: nobody's, such as what is compiled centrally."""

    place: str
    agency: str | None
    title: str
    before: Workload
    after: Workload

    def describe(self) -> str:
        """One line for people: only what differs."""
        old, new = asdict(self.before), asdict(self.after)
        parts = (f"{words} {old[name]} to {new[name]}" for name, words in MEASURES.items() if old[name] != new[name])
        return f"{self.place}, {self.title}: {', '.join(parts)}"

    def as_json(self) -> dict[str, Any]:
        """Every field by its name."""
        return asdict(self)


def compare_workload(
    before: Ruleset, after: Ruleset, session: Session | None, *, start: date, end: date
) -> list[WorkloadChange]:
    """Every agency whose work in the periods that end from ``start`` to ``end`` would differ."""
    rules = (before, after)
    old, new = (_measure(make_ledger(each, session, start=start, end=end)) for each in rules)
    changes = (
        WorkloadChange(place, agency, _find_title(rules, agency), old.get(key, Workload()), new.get(key, Workload()))
        for key in sorted(old.keys() | new.keys(), key=lambda key: (key[0], key[1] is None, key[1] or ""))
        for place, agency in [key]
    )
    return [each for each in changes if each.before != each.after]


def _measure(ledger: BurdenLedger) -> dict[tuple[str, str | None], Workload]:
    collections = ledger.plan.collections
    measured = {}
    for place in ledger.list_codes("place"):
        part = ledger.select_part("place", place)
        for agency in part.list_codes("agency"):
            own = part.select_part("agency", agency)
            is_own = (pl.col("place") == place) & pl.col("agency").eq_missing(pl.lit(agency, pl.String))
            measured[str(place), agency] = Workload(
                collections.filter(is_own).height, own.figures.height, own.cells.height,
                _format_hours(own.estimate_work().minutes["with"]),
            )  # fmt: skip
    return measured


def _format_hours(minutes: Fraction) -> str:
    tenths = (minutes * 2 + 6) // 12
    return f"{tenths // 10}.{tenths % 10}"


def _find_title(rules: tuple[Ruleset, Ruleset], agency: str | None) -> str:
    titles = (find_title(each, "agency", agency) for each in reversed(rules))
    return next((title for title in titles if title != agency), agency or "")
