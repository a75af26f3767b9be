"""The events that begin obligations, such as the notice of an inspection, as the store has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from returnonce.column_types import INSTANT
from returnonce.read_connection import ReadConnection, ReadSource

_COLUMNS = ("name", "place", "return_code", "area", "period", "day", "note", "kind")
# As text on both databases, of which one has no days.
_QUERY = """
    SELECT name, place, return_code, area, period, CAST(day AS TEXT), note, kind, recorded_at, at
    FROM event LEFT JOIN event_end ON event_end.event = event.id ORDER BY id
"""


@dataclass(frozen=True)
class Event:
    """One event. ``name`` is unique in the store, and part of the key of what it begins; ``period`` is a code."""

    name: str
    place: str
    return_code: str
    area: str
    period: str
    day: date
    note: str
    kind: str = "inspection-notice"


def read_events(source: ReadSource, *, place: str | None = None, as_of: datetime | None = None) -> tuple[Event, ...]:
    """Events that count, in the order of recording; ``as_of``: as known at that instant."""
    schema = dict.fromkeys(_COLUMNS, pl.String) | dict.fromkeys(("recorded_at", "ended_at"), INSTANT)
    rows = ReadConnection.of(source).fetch(_QUERY, schema).iter_rows(named=True)
    return tuple(_make_event(row) for row in rows if _counts(row, as_of) and place in {None, row["place"]})


def _counts(row: dict[str, Any], as_of: datetime | None) -> bool:
    if as_of is None:
        return row["ended_at"] is None
    return row["recorded_at"] <= as_of and (row["ended_at"] is None or row["ended_at"] > as_of)


def _make_event(row: dict[str, Any]) -> Event:
    return Event(**{name: row[name] for name in _COLUMNS} | {"day": date.fromisoformat(row["day"])})
