"""When a job is due: London wall times to instants. Pure functions; none looks at a clock.

A *slot* is one instant (UTC) at which a job falls due. It is computed from the wall time of its own day
alone, so that whoever computes it, and whenever, finds the same instant.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from mappings.definitions.job_definitions import Job
from returnonce.clock import LONDON

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A duty whose days are named falls due at least once in so many days, 29 February included.
LONGEST_WAIT = 367 * DAY


def london_instant(day: date, at: time) -> datetime:
    """The instant (UTC) of a London wall time.

    One that does not exist, on the day in spring on which clocks go forward, is the next minute that does;
    of one that exists twice, in autumn, it is the first.
    """
    wall = datetime.combine(day, at.replace(second=0, microsecond=0, fold=0), LONDON)
    instant = wall.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # Fold 0 reads a missing time by winter time, which lands as far behind the gap as it stood within it.
    return _gap_end(instant)


def _gap_end(after: datetime) -> datetime:
    """The first minute after the gap that an instant just behind it was moved over."""
    summer = after.astimezone(LONDON).utcoffset()
    minute = after.replace(second=0, microsecond=0)
    while (minute - timedelta(minutes=1)).astimezone(LONDON).utcoffset() == summer:
        minute -= timedelta(minutes=1)
    return minute


def list_slots(job: Job, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant at which a duty falls due in ``(since, until]``, the earliest first."""
    if job.every is not None:
        yield from _multiples(timedelta(minutes=job.every), since, until)
        return
    assert job.at is not None
    for day in _days(job, since.astimezone(LONDON).date(), until.astimezone(LONDON).date()):
        slot = london_instant(day, job.at)
        if since < slot <= until:
            yield slot


def find_next_slot(job: Job, after: datetime) -> datetime:
    """The first slot after an instant."""
    return next(list_slots(job, after, after + LONGEST_WAIT))


def day_start(instant: datetime) -> datetime:
    """Midnight in London of the day on which an instant falls, in UTC."""
    return london_instant(instant.astimezone(LONDON).date(), time(0, 0))


def _multiples(step: timedelta, since: datetime, until: datetime) -> Iterator[datetime]:
    # Counted from one fixed instant, so that every process finds the same ones, and summer time changes none.
    slot = EPOCH + step * ((since - EPOCH) // step + 1)
    while slot <= until:
        yield slot
        slot += step


def _days(job: Job, first: date, last: date) -> Iterator[date]:
    """The days from first to last, both included, on which a duty falls due."""
    if not job.days:
        yield from (first + DAY * n for n in range((last - first).days + 1))
        return
    years = range(first.year, last.year + 1)
    days = sorted({_in_year(year, text) for year in years for text in job.days})
    yield from (day for day in days if first <= day <= last)


def _in_year(year: int, text: str) -> date:
    # In a year without one, what is due on 29 February is due the day before.
    return date.fromisoformat(f"{year}-02-28" if text == "02-29" and not isleap(year) else f"{year}-{text}")
