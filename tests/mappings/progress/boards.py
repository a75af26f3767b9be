"""Made-up boards: rows as the schedule shows them, each said in a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from mappings.calendar.deadlines import Deadline
from mappings.progress.board import BOARD_SCHEMA
from returnonce.clock import LONDON


def row(agency: str | None = "lewisham-yot", due: date | None = date(2026, 11, 27), **changed: Any) -> dict[str, Any]:
    """A collection of twelve figures of which nothing has come."""
    values: dict[str, Any] = dict.fromkeys(BOARD_SCHEMA)
    values |= {
        "place": "lewisham", "agency": agency, "agency_name": agency and agency.replace("-", " ").title(),
        "return": "national-indicators", "title": "National Indicator Set, 2010-11", "period": "FY2025-26",
        "due": due, "at": "17:00", "explanation": "10 working days after the end.", "assumed": False,
        "figures": 12, "owed": 12, "accepted": 0, "keyed": 12, "given": 0, "returns": ["national-indicators"],
        "state": "not_started",
    }  # fmt: skip
    values |= changed
    return values | {"key": values["key"] or f"{values['place']}/{agency}/{values['return']}/{values['period']}"}


def frame(*rows: dict[str, Any], **more: pl.DataType) -> pl.DataFrame:
    """``BOARD_SCHEMA``; ``more``: further columns."""
    return pl.DataFrame(list(rows), schema=BOARD_SCHEMA | more, orient="row")


def at(text: str) -> datetime:
    """London wall time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def as_of(rows: list[dict[str, Any]], now: datetime) -> pl.DataFrame:
    """The same rows later: what has not come is late once its deadline has passed."""
    aged = []
    for each in rows:
        deadline = Deadline(each["due"], datetime.min.time().replace(hour=17), "", assumed=False).instant
        late = each["state"] == "not_started" and deadline is not None and now >= deadline
        aged.append(each | {"state": "late"} if late else each)
    return frame(*aged)


def mornings(first: str, days: int, hour: int = 8) -> list[datetime]:
    """That hour of so many days in London, one after the other."""
    start = date.fromisoformat(first)
    return [at(f"{start + timedelta(days=n)} {hour:02}:00") for n in range(days)]
