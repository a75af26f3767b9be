"""The dates of the current plan, in the shape of the date ledger; and what changed against the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from indicators.period.codes import parse_period
from mappings.calendar.event_kinds import EventKinds
from mappings.obligations.event_ledger import Event, read_events
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.scheduled_collections import is_scheduled_row
from mappings.reminders.date_ledger import DateKind, DateLedgerRow, PlannedDate, record_changes
from mappings.reminders.public_explanations import remove_names
from mappings.reminders.reminder_text import find_return_title
from returnonce.clock import Clock, today

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Periods that end this long before or after today are in view; the longest lead to a due date is under a year.
VIEW_SPAN = timedelta(days=400)


def record_planned_dates(
    session: Session, clock: Clock, ruleset: Ruleset, place: str | None = None
) -> list[DateLedgerRow]:
    """Compare the current plan's dates with the ledger, for one place or all, and append what changed.

    Raises:
        NotFound: no such place.
    """
    current_date = today(clock)
    start, end = current_date - VIEW_SPAN, current_date + VIEW_SPAN
    collection_plan = make_plan(ruleset, PlanScope(start, end, place), session, today=current_date, mark_given=False)
    places = {place} if place else set(ruleset.places)
    events = {event.name: event for event in read_events(session)}
    is_in_view = make_view_filter(start, end, places, events, ruleset.event_kinds, all_places=place is None)
    return record_changes(session, clock, list_planned_dates(ruleset, collection_plan), is_in_view=is_in_view)


def list_planned_dates(ruleset: Ruleset, collection_plan: Plan) -> Iterator[PlannedDate]:
    """Every obligation and collection of a plan that has a date and an agency or area."""
    for row in collection_plan.obligations.iter_rows(named=True):
        if row["due"] is not None:
            yield _make_planned_date(ruleset, row, "obligation", who=row["area_name"], agency=None)
    for row in collection_plan.collections.iter_rows(named=True):
        if row["due"] is not None and row["agency"] is not None:
            yield _make_planned_date(ruleset, row, "collection", who=row["agency_name"], agency=row["agency"])


def make_view_filter(
    start: date, end: date, places: set[str], events: Mapping[str, Event], kinds: EventKinds, *, all_places: bool
) -> Callable[[DateLedgerRow], bool]:
    """A filter: true of a row that the plan of the span and places would contain if its date still held.

    ``events``: those that count; a date begun by one that was ended is always in view. ``all_places``: so is one of
    a place that there is no more.
    """

    def is_in_view(row: DateLedgerRow) -> bool:
        days = [parse_period(row.period).end]
        if name := _find_event_name(row, kinds):
            if name not in events:
                return row.place in places or all_places
            days.append(events[name].day)
        return (row.place in places or all_places) and any(start <= day <= end for day in days)

    return is_in_view


def _find_event_name(row: DateLedgerRow, kinds: EventKinds) -> str:
    """Name of the event that begins it, else empty; in the key after place, return, area (or agency) and period.

    A record set or an area may stand there too; an event is known by its kind and place, which its name begins with.
    """
    begins = tuple(f"{kind}-{row.place}-" for kind in kinds)
    return next((part for part in row.key.split("/")[4:] if part.startswith(begins)), "")


def _find_title(ruleset: Ruleset, row: dict[str, Any]) -> str:
    """The return's; of one that stands in the schedule alone with its stage, where it is sent in several."""
    if is_scheduled_row(row):
        return str(row["title"])
    return find_return_title(ruleset, row["return"], of_records=bool(row["record_set"]))


def _make_planned_date(
    ruleset: Ruleset, row: dict[str, Any], kind: DateKind, *, who: str, agency: str | None
) -> PlannedDate:
    return PlannedDate(
        key=f"{kind} {row['key']}",
        kind=kind,
        place=row["place"],
        agency=agency,
        who=who,
        return_code=row["return"],
        period=row["period"],
        title=_find_title(ruleset, row),
        day=row["due"],
        at=row["at"],
        explanation=remove_names(row["explanation"] or ""),
        assumed=bool(row["assumed"]),
    )
