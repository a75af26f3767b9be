"""The work on returns that stand in the schedule alone: how often each is made, and in how many hours if known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mappings.definitions.scheduled_returns import Hours

if TYPE_CHECKING:
    from mappings.burden.report import BurdenReport


@dataclass(frozen=True)
class ScheduledWork:
    """One return of the schedule: ``times`` it is made, and the hours of each time; None where they are not known."""

    code: str
    title: str
    recipient: str
    times: int
    hours_each: Decimal | None
    hours_assumed: bool

    @property
    def hours(self) -> Decimal | None:
        """The hours of all times; None where they are not known."""
        return None if self.hours_each is None else self.hours_each * self.times

    def as_json(self) -> dict[str, Any]:
        """Every field, hours as text."""
        numbers = {"hours_each": self.hours_each, "hours": self.hours}
        texts = {name: None if number is None else str(number) for name, number in numbers.items()}
        return vars(self) | texts


def list_scheduled_work(report: BurdenReport) -> list[ScheduledWork]:
    """By return, in the order of their codes."""
    counts = report.ledger.scheduled.group_by("return").len().sort("return")
    return [_make_work(report, code, times) for code, times in counts.iter_rows()]


def _make_work(report: BurdenReport, code: str, times: int) -> ScheduledWork:
    definition = report.ruleset.scheduled_returns[code]
    hours = definition.hours if isinstance(definition.hours, Hours) else None
    return ScheduledWork(
        code,
        definition.title,
        definition.recipient,
        times,
        hours.each if hours else None,
        hours.assumed if hours else False,
    )
