"""The hours that events take besides the returns, such as an inspection: those of the store, and imagined ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mappings.definitions.burden_assumptions import CASES, EventHours

if TYPE_CHECKING:
    from mappings.burden.report import BurdenReport


@dataclass(frozen=True)
class EventWork:
    """One kind of event at one place. ``happened`` are in the store, ``imagined`` in the scenario; ``hours`` is what
    one takes, None where that is not established."""

    kind: str
    title: str
    place: str
    happened: int
    imagined: int
    hours: EventHours | None

    def list_hours(self) -> dict[str, Decimal]:
        """Hours of all of them, low, central and high; empty where they are not established."""
        times = self.happened + self.imagined
        return {case: self.hours.in_case(case) * times for case in CASES} if self.hours else {}

    def as_json(self) -> dict[str, Any]:
        """Every number; hours as text."""
        hours = {case: str(number) for case, number in self.list_hours().items()}
        source = {"source": self.hours.source, "confidence": self.hours.confidence} if self.hours else {}
        return {name: value for name, value in vars(self).items() if name != "hours"} | {
            "hours_each": str(self.hours.hours) if self.hours else None, "hours": hours or None, **source,
        }  # fmt: skip


def list_event_work(report: BurdenReport) -> list[EventWork]:
    """By place and kind, of kinds of which there is one. An imagined event happens at each place of the question."""
    imagined = Counter(change.what for change in report.question.changes if change.kind == "event")
    happened = Counter(report.ledger.events.select("place", "kind").iter_rows())
    works = []
    for place, assumptions in report.ledger.assumptions.items():
        hours = {each.kind: each for each in assumptions.events}
        for code, kind in report.ruleset.event_kinds.items():
            if happened[place, code] or imagined[code]:
                numbers = (happened[place, code], imagined[code])
                works.append(EventWork(code, kind.title, place, *numbers, hours.get(code)))
    return works
