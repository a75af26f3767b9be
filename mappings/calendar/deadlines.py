"""Deadlines: a day and an hour in London, as an instant and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = "Europe/London"
HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Deadline:
    """A deadline in local time. ``date`` is None while the event that it is counted from is unknown."""

    date: date | None
    at: time
    explanation: str
    assumed: bool
    zone: str = ZONE

    @property
    def words(self) -> str:
        """``Friday 27 November 2026, 5pm``."""
        return f"{format_date(self.date)}, {format_hour(self.at)}" if self.date else "no date yet"

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC. Where the clocks skip or repeat the hour, the later of its two readings, so that nobody
        is late while a clock on the wall may still show the hour."""
        if self.date is None:
            return None
        local = datetime.combine(self.date, self.at, tzinfo=ZoneInfo(self.zone))
        return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def format_date(day: date) -> str:
    """``Friday 16 April 2010``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def format_hour(at: time) -> str:
    """The hour as a letter writes it: ``5pm``, ``11:59pm``, ``midday``, ``midnight``."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def parse_hour(text: str) -> time:
    """``17:00``, hour and minute in London. Raises ``ValueError`` for any other text.

    The library would accept a time zone, which cannot be compared, and seconds, which would be cut off.
    """
    if not HOUR.fullmatch(text):
        raise ValueError(f"{text!r} is not an hour of the day.")
    return time.fromisoformat(text)
