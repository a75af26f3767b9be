"""Time is a parameter: doors pass a :class:`SystemClock`, tests a :class:`FixedClock`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from returnonce.errors import WrongUsage

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 1900, 2100


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def machine_seconds() -> float:
    """Seconds since 1970 by the machine, for windows of counts, which nothing that is kept depends on."""
    return time.time()


@dataclass(frozen=True)
class FixedClock:
    """Always the same instant; tests step it by making another."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)


@dataclass(frozen=True)
class RunningClock:
    """Began at an instant when the machine's showed another, and goes on as that one does."""

    instant: datetime
    began: datetime

    def now(self) -> datetime:
        return self.instant.astimezone(UTC) + (SystemClock().now() - self.began)


def today(clock: Clock) -> date:
    """The date in London, which is what a deadline is measured in."""
    return clock.now().astimezone(LONDON).date()


def parse_instant(text: str, *, where: str) -> datetime:
    """An instant with its zone, such as ``2026-04-01T00:00:00Z``, in UTC.

    Raises:
        WrongUsage: it is none, has no zone, or is centuries away; names ``where`` it stood.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage("This is not an instant.", where=where, mend="Write it like 2026-04-01T00:00:00Z.") from error
    if instant.tzinfo is None:
        raise WrongUsage("The instant has no zone.", where=where, mend="End it with Z for UTC, or with +01:00.")
    # Days are counted back and on from it, which the ends of all calendars do not bear.
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise WrongUsage(f"The year lies outside {FIRST_YEAR} to {LAST_YEAR}.", where=where, mend="Correct the year.")
    return instant.astimezone(UTC)
