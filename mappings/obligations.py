"""Returns falling due: which, for which areas and periods, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from indicators.definitions import PeriodKind
from indicators.periods import Period, day
from mappings.calendar import due_date
from mappings.definitions import Edition
from mappings.editions import Return
from mappings.places import Place

if TYPE_CHECKING:
    from mappings.ruleset import Ruleset

OBLIGATION_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "edition", "title", "area", "area_name", "period"), pl.String),
    "due": pl.Date,
    "due_note": pl.String,
    "legal_basis": pl.String,
    "kept": pl.Boolean,
}
#: Kinds that follow each other without end, so that those falling within a span can be told.
REGULAR: tuple[PeriodKind, ...] = ("financial_year", "academic_year", "calendar_year", "quarter", "month")


@dataclass(frozen=True)
class Obligation:
    """One return falling due for one area and period. ``due`` is None where an event starts the clock."""

    place: Place
    found: Return
    edition: Edition
    area: str
    period: Period
    due: date | None
    ended: bool


def obligations(ruleset: Ruleset, place: Place, *, start: date, end: date) -> Iterator[Obligation]:
    """What a place has to make for the periods that end from ``start`` to ``end``, both included."""
    for row in place.returns:
        found = ruleset.return_named(row.return_code)
        for period in _periods(found, start, end):
            choice = found.choose(period, kept=place.kept(found.code, period.end))
            edition = choice.edition
            if edition is None or not row.takes(period) or period.kind not in edition.period_kinds:
                continue
            due = due_date(edition.due, period, ruleset.calendar).date
            for area in row.areas:
                yield Obligation(place, found, edition, area, period, due, choice.ended)


def _periods(found: Return, start: date, end: date) -> list[Period]:
    kinds = {kind for edition in found.editions for kind in edition.period_kinds}
    return sorted(period for kind in REGULAR if kind in kinds for period in _ending(kind, start, end))


def _ending(kind: PeriodKind, start: date, end: date) -> Iterator[Period]:
    period = day(end).latest(kind)
    while period.end >= start:
        yield period
        period = period.previous()


def obligation_frame(found: list[Obligation], ruleset: Ruleset) -> pl.DataFrame:
    """``OBLIGATION_SCHEMA``, by due date; those without one are last and say why."""
    rows = [
        (
            one.place.name, one.found.code, one.edition.edition, one.edition.title, one.area,
            ruleset.areas.get(one.area).name, one.period.code, one.due, due_note(one.edition),
            one.edition.legal_basis, one.ended,
        )
        for one in found
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=OBLIGATION_SCHEMA, orient="row")
    return frame.sort("due", "return", "area", "period", nulls_last=True)


def due_note(edition: Edition) -> str | None:
    """What is uncertain about the due date."""
    if edition.due.anchor == "event":
        return "Due after an event, such as notice of inspection; there is no date until it happens."
    return "The due rule is assumed." if edition.due.assumed else None
