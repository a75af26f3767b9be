"""When a contact is reminded of one collection: which day before its date has come, and the instant to send at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mappings.calendar.deadlines import Deadline
from mappings.calendar.working_days import ONE_DAY
from mappings.reminders.quiet_hours import QuietHours
from returnonce.clock import LONDON

Row = Mapping[str, Any]
#: In place of a number of days before: the reminder on the day after the date.
DAY_AFTER = -1


@dataclass(frozen=True)
class ReminderTimes:
    """When a contact is reminded: ``steps`` in days before the date, and after it for ``late_days``."""

    now: datetime
    hours: QuietHours
    steps: Collection[int]
    late_days: int

    def find_moment(self, row: Row) -> tuple[int, datetime] | None:
        """The days before the date, and the instant to send at; None where nothing goes out today."""
        deadline = Deadline(row["due"], time.fromisoformat(row["at"] or "17:00"), "", assumed=False).instant
        assert deadline is not None
        days = self._find_days_before(row["due"], deadline)
        if days is None:
            return None
        posting_moment = self.hours.find_posting_moment(self.now)
        late = days != DAY_AFTER and posting_moment >= deadline
        send_at = self.hours.find_moment_before(self.now, deadline) if late else posting_moment
        # A reminder that must wait for another day is decided then: the figures may have come by that time.
        must_wait = find_london_day(send_at) != find_london_day(self.now) and not (late and send_at < deadline)
        return None if must_wait else (days, send_at)

    def _find_days_before(self, due: date, deadline: datetime) -> int | None:
        """Days before the date of the latest occasion that has come; None where there is none, or it is too late."""
        today, hours = find_london_day(self.now), self.hours
        if self.now >= deadline:
            told_from = hours.find_posting_day(due + ONE_DAY, None)
            return DAY_AFTER if told_from <= today <= due + timedelta(days=self.late_days) else None
        come = [days for days in self.steps if hours.find_posting_day(due - timedelta(days=days), deadline) <= today]
        return min(come, default=None)


def find_london_day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()
