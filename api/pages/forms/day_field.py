"""A day as three fields of a form, as GOV.UK asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from returnonce.clock import LONDON
from returnonce.errors import Refused


def read_day(fields: Mapping[str, str], name: str) -> date | None:
    """The day of ``NAME-day``, ``NAME-month`` and ``NAME-year``; None where all are empty.

    Raises:
        Refused: it is no real day; its ``where`` is ``name``.
    """
    parts = [fields.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*map(int, parts))
    except (ValueError, OverflowError) as error:
        raise Refused("That is not a real day.", where=name, mend="Write it like 27 3 2027.") from error


def end_of(day: date) -> datetime:
    """The last instant of a day in London."""
    return datetime.combine(day, time.max, LONDON)
