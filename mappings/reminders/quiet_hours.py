"""Quiet hours: messages go out on working days only, and never at night.

A message that has to wait goes out on the next working morning. A reminder that would then come
after its deadline goes out on the last working morning before instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mappings.calendar.working_days import ONE_DAY, Calendar
from returnonce.clock import LONDON


@dataclass(frozen=True)
class QuietHours:
    """``start`` to ``end`` is quiet, London wall time, over midnight where the start is the later; none if equal.

    ``morning``: the hour at which what had to wait goes out, or the end of the quiet hours if that is later.
    """

    start: time
    end: time
    morning: time
    calendar: Calendar

    def is_quiet(self, now: datetime) -> bool:
        """True at night, on a weekend and on a bank holiday; ``now`` is aware."""
        local = now.astimezone(LONDON)
        return not self.calendar.is_working(local.date()) or self._is_night(local.time())

    def find_next_moment(self, now: datetime) -> datetime:
        """``now``, or the next working morning where now is quiet; in UTC."""
        if not self.is_quiet(now):
            return now.astimezone(UTC)
        first = now.astimezone(LONDON).date()
        days = (first + timedelta(days=n) for n in range(1 + LONGEST_REST))
        starts = (start for day in days if self.calendar.is_working(day) for start in self._list_starts(day))
        return next(start for start in starts if start >= now)

    def find_posting_moment(self, now: datetime) -> datetime:
        """The next moment, not before the morning of its day, so that a day's messages go out together."""
        moment = self.find_next_moment(now)
        return max(moment, self.find_morning(moment.astimezone(LONDON).date()))

    def find_moment_before(self, now: datetime, deadline: datetime) -> datetime:
        """The next moment; where that is too late, the first hour before the deadline that is not quiet, if any."""
        next_moment = self.find_next_moment(now)
        if next_moment < deadline:
            return next_moment
        first = now.astimezone(LONDON).date()
        ends = (_make_instant(day, self.end) for day in (first, first + ONE_DAY))
        early_moments = [moment for moment in ends if now <= moment < deadline and not self.is_quiet(moment)]
        return early_moments[0] if early_moments else next_moment

    def find_posting_day(self, planned_day: date, deadline: datetime | None) -> date:
        """The working day on which a message planned for a day goes out; before the deadline, if there is one."""
        day = planned_day
        while not self.calendar.is_working(day):
            day += ONE_DAY
        if deadline is None or self.find_morning(day) < deadline:
            return day
        while day >= planned_day or not self.calendar.is_working(day):
            day -= ONE_DAY
        return day

    def find_morning(self, day: date) -> datetime:
        """When the first message of a day may go out."""
        night_at_morning = self._is_night(self.morning)
        return _make_instant(day, self.end if night_at_morning else self.morning)

    def _list_starts(self, day: date) -> list[datetime]:
        """The morning; and the end of quiet hours that lie within the day, as over midday."""
        ends = [_make_instant(day, self.end)] if self.end > self.morning else []
        return sorted({self.find_morning(day), *ends})

    def _is_night(self, hour: time) -> bool:
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


#: Days that always hold a working day: Christmas with a long weekend is under ten.
LONGEST_REST = 30


def _make_instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON).astimezone(UTC)
