"""The ledger of published dates: one row whenever a date is new, moves, is cancelled or comes back.

Calendars are made from it, so that an event keeps its name and its sequence number for ever and
nothing in a calendar depends on the day on which it is asked for. Rows are never updated or deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from sqlalchemy import ColumnElement, Index, and_, func
from sqlmodel import Field, Session, SQLModel, col, select

from mappings.calendar.deadlines import format_date, format_hour
from returnonce import audit
from returnonce.clock import Clock
from returnonce.webhooks.events import NewEvent, add_event

DateKind = Literal["collection", "obligation"]
NEW, MOVED, REWORDED, CANCELLED, REVIVED = "new", "moved", "reworded", "cancelled", "revived"


class DateLedgerRow(SQLModel, table=True):
    """A date as it held from ``known_at`` on. ``sequence`` rises with each move; ``revision`` with each row.

    ``at`` is London wall time (``17:00``). ``who`` names who sends: an agency, or an area.
    """

    __tablename__ = "dated"
    __table_args__ = (Index("dated_by_place", "place", "kind"),)

    key: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    sequence: int
    change: str
    reason: str
    kind: str
    place: str
    agency: str | None = None
    who: str
    return_code: str
    period: str
    title: str
    day: date
    at: str
    explanation: str
    assumed: bool
    cancelled: bool
    known_at: datetime


@dataclass(frozen=True)
class PlannedDate:
    """A date of the current plan."""

    key: str
    kind: DateKind
    place: str
    agency: str | None
    who: str
    return_code: str
    period: str
    title: str
    day: date
    at: str
    explanation: str
    assumed: bool


def record_changes(
    session: Session, clock: Clock, planned_dates: Iterable[PlannedDate], *, is_in_view: Callable[[DateLedgerRow], bool]
) -> list[DateLedgerRow]:
    """Append the rows that changed, in the caller's transaction, and return them.

    ``is_in_view``: true of a row that would be among ``planned_dates`` if its date still held, so that dates
    outside the span or the places of the plan are not taken for cancelled.
    """
    planned_by_key = {planned.key: planned for planned in planned_dates}
    latest_by_key = {row.key: row for row in read_latest_rows(session)}
    vanished = (
        row for key, row in latest_by_key.items() if key not in planned_by_key and not row.cancelled and is_in_view(row)
    )
    changed = [
        *_list_new_and_moved(planned_by_key.values(), latest_by_key, clock),
        *(_make_cancelled_row(row, clock) for row in vanished),
    ]
    session.add_all(changed)
    if changed:
        counts = Counter(row.change for row in changed)
        audit.record(session, clock, act="note-dates", subject="dates", details=dict(sorted(counts.items())))
        _notify_recipients(session, clock, changed)
    return changed


def _notify_recipients(session: Session, clock: Clock, changed: Iterable[DateLedgerRow]) -> None:
    """Send recipients' webhooks the event that a return's date moved, was cancelled or came back."""
    for row in changed:
        if row.kind == "obligation" and row.change in {MOVED, CANCELLED, REVIVED}:
            area = row.key.split("/")[2]
            day = None if row.cancelled else row.day
            event = NewEvent("deadline.changed", row.place, row.return_code, area, row.period, day=day)
            add_event(session, clock, event)


def read_latest_rows(session: Session, *where: ColumnElement[bool]) -> list[DateLedgerRow]:
    """The newest row of every date; ``where`` may select by what never changes (place, kind, agency, return).

    A bound on ``known_at`` gives the rows that were the newest then.
    """
    latest = select(DateLedgerRow.key, func.max(DateLedgerRow.revision).label("revision")).where(*where)
    newest = latest.group_by(col(DateLedgerRow.key)).subquery()
    same = and_(col(DateLedgerRow.key) == newest.c.key, col(DateLedgerRow.revision) == newest.c.revision)
    return sorted(session.exec(select(DateLedgerRow).join(newest, same)), key=lambda row: row.key)


def read_last_change(session: Session, *where: ColumnElement[bool]) -> datetime | None:
    """The instant of the last row, or of the last of the rows selected."""
    return session.exec(select(func.max(DateLedgerRow.known_at)).where(*where)).one()


def format_moment(day: date, at: str) -> str:
    """``Friday 27 November 2026, 5pm``."""
    return f"{format_date(day)}, {format_hour(time.fromisoformat(at))}"


def _list_new_and_moved(
    planned_dates: Iterable[PlannedDate], latest_by_key: dict[str, DateLedgerRow], clock: Clock
) -> Iterator[DateLedgerRow]:
    for planned in planned_dates:
        before = latest_by_key.get(planned.key)
        if before is None:
            yield _make_row(planned, clock, change=NEW, reason="", revision=0, sequence=0)
        elif change := _find_change(before, planned):
            step = 0 if change == REWORDED else 1
            yield _make_row(
                planned, clock, change=change, reason=_explain_change(change, before), revision=before.revision + 1,
                sequence=before.sequence + step,
            )  # fmt: skip


def _make_cancelled_row(before: DateLedgerRow, clock: Clock) -> DateLedgerRow:
    changes = {
        "revision": before.revision + 1,
        "sequence": before.sequence + 1,
        "change": CANCELLED,
        "reason": f"Nothing is owed any more; it was due {format_moment(before.day, before.at)}.",
        "cancelled": True,
        "known_at": clock.now(),
    }
    return DateLedgerRow(**(before.model_dump() | changes))


def _find_change(before: DateLedgerRow, planned: PlannedDate) -> str | None:
    if before.cancelled:
        return REVIVED
    if (before.day, before.at) != (planned.day, planned.at):
        return MOVED
    old_wording = (before.title, before.explanation, before.assumed, before.who)
    return REWORDED if old_wording != (planned.title, planned.explanation, planned.assumed, planned.who) else None


def _explain_change(change: str, before: DateLedgerRow) -> str:
    if change == REVIVED:
        return "It is owed again."
    if change == REWORDED:
        return ""
    return f"Moved from {format_moment(before.day, before.at)}."


def _make_row(
    planned: PlannedDate, clock: Clock, *, change: str, reason: str, revision: int, sequence: int
) -> DateLedgerRow:
    return DateLedgerRow(
        **vars(planned), change=change, reason=reason, revision=revision, sequence=sequence, cancelled=False,
        known_at=clock.now(),
    )  # fmt: skip
