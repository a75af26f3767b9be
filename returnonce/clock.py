"""Time is a parameter: doors pass a :class:`SystemClock`, tests a :class:`FixedClock`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """Always the same instant; tests step it by making another."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)


def today(clock: Clock) -> date:
    """The date in London, which is what a deadline is measured in."""
    return clock.now().astimezone(LONDON).date()
