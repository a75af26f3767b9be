"""The dates of one obligation: opening, due date, refresh, and the day by which agencies must send figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from indicators.period.codes import Period
from mappings.calendar.anchor_dates import anchor_of
from mappings.calendar.due_dates import due_date, left_out, told_ahead
from mappings.calendar.due_rules import DueRule, Lead, Timetable
from mappings.calendar.event_kinds import find_event_kind
from mappings.calendar.working_days import ONE_DAY, Calendar, Due, add_working_days, in_words
from mappings.obligations.events import Event
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionTerms, find_longest_grant
from mappings.place.places import Place
from returnonce.clock import LONDON

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = ["ObligationDates", "Timetable", "find_dates"]


@dataclass(frozen=True)
class ObligationDates:
    """``due`` includes the recipient's extension; ``send_by`` includes the agency's own as well.

    A :class:`Due` without a date is counted from an event or a day that is not yet known.
    """

    opens: Due | None
    due: Due
    refresh: Due | None
    send_by: Due
    grant: ExtensionGrant | None


def find_dates(
    timetable: Timetable,
    period: Period,
    *,
    place: Place,
    ruleset: Ruleset,
    event: Event | None = None,
    grants: Sequence[ExtensionGrant] = (),
    agency: str | None = None,
    area: str | None = None,
) -> ObligationDates:
    """Work out the dates of a return for a period at a place.

    ``grants``: the ledger's rows, oldest first; those of other places, returns, periods and agencies are ignored,
    and those of other areas where ``area`` is given. ``agency``: whose own extension counts for ``send_by``.

    Raises:
        Refused: a day lies before the table of bank holidays.
    """
    table = _begun_by(timetable, event)
    reckoned = _DateRules(table, period, place, ruleset.calendar_of(place), event)
    about = ExtensionTerms(place.name, timetable.return_code, area, period.code, None)
    theirs = find_longest_grant(grants, about)
    ours = find_longest_grant(grants, about._replace(agency=agency)) if agency else None
    opens, plain = reckoned.day(table.opens), reckoned.due()
    due = _extended(plain, theirs)
    needed = reckoned.send_by(opens, due)
    send_by = _extended(needed, ours)
    held = ours if send_by is not needed else theirs if due is not plain else None
    return ObligationDates(opens, due, _not_before(reckoned.day(table.refresh), due), send_by, held)


@dataclass(frozen=True)
class _DateRules:
    """The inputs from which all dates of one obligation are counted."""

    table: Timetable
    period: Period
    place: Place
    calendar: Calendar
    event: Event | None

    def day(self, rule: DueRule | None) -> Due | None:
        event = self.event.day if self.event else None
        return due_date(rule, self.period, self.calendar, event=event, terms=self.place.terms) if rule else None

    def due(self) -> Due:
        found = self.day(self.table.due)
        assert found is not None  # a timetable has a due rule
        return found

    def send_by(self, opens: Due | None, due: Due) -> Due:
        """The lead's working days before the due date, but not before there is anything to send."""
        lead = self._lead()
        if due.date is None:
            return due
        if lead is None or lead.working_days == 0:
            return replace(due, explanation=f"When the return itself falls due: {due.explanation}")
        wanted = add_working_days(due.date, -lead.working_days, self.calendar)
        day = self._earliest(wanted, opens, due.date)
        held = "" if day == wanted else f"; before {in_words(day)} there is nothing to send, so it is that day"
        ahead = told_ahead(due.date, self.calendar)
        said = f"{_working_days(lead)} before {in_words(due.date)}, when the return falls due: {in_words(wanted)}"
        explanation = f"{said}{left_out(wanted, due.date, self.calendar)}{held}.{ahead}"
        return Due(day, due.at, explanation, due.assumed or lead.assumed, due.zone)

    def _lead(self) -> Lead | None:
        own = next((row for row in self.place.leads if row.return_code == self.table.return_code), None)
        return Lead(working_days=own.working_days, assumed=False, source=own.source) if own else self.table.lead

    def _earliest(self, wanted: date, opens: Due | None, due: date) -> date:
        """The lead day, or the first working day on which there is something to send, but not after ``due``."""
        floor = self._first_day(opens, due)
        if floor is None or wanted >= floor:
            return wanted
        while floor < due and not self.calendar.is_working(floor):
            floor += ONE_DAY
        return min(floor, due)

    def _first_day(self, opens: Due | None, due: date) -> date | None:
        if opens is not None and opens.date is not None:
            return opens.date
        rule = self.table.due
        found = anchor_of(rule, self.period, event=self.event.day if self.event else None, terms=self.place.terms)
        # A return due after a period is about the whole period.
        whole = self.period.end + ONE_DAY if due > self.period.end else None
        match rule.anchor:
            case "period_end":
                return self.period.end + ONE_DAY
            case "period_start":
                return whole or self.period.start
            case "event" if _counts_back(rule):
                # A meeting is prepared before it takes place; a notice is answered after it.
                return whole
            case "event":
                return max((day for day in (found.day, whole) if day is not None), default=None)
            case _:
                return found.day


def _counts_back(rule: DueRule) -> bool:
    return any((count or 0) < 0 for count in (rule.working_days, rule.days, rule.months))


def _begun_by(timetable: Timetable, event: Event | None) -> Timetable:
    """The return's own timetable, or that of the event's kind where the return has no rule for the event."""
    if event is None or (timetable.due.anchor == "event" and timetable.due.event in {None, event.kind}):
        return timetable
    kind = find_event_kind(event.kind)
    if kind.due is None:
        return timetable
    return Timetable(return_code=timetable.return_code, due=kind.due, lead=kind.lead)


def _extended(due: Due, grant: ExtensionGrant | None) -> Due:
    """The granted day, unless it is not later: an extension never takes time away.

    A granted day is never assumed, whatever the rule was. Without a date there is nothing to extend: an extension for
    an event ends with the event.
    """
    if grant is None or grant.until is None or due.date is None:
        return due
    day, at = grant.until, grant.at or due.at
    if (day, at) <= (due.date, due.at):
        return due
    on = in_words(grant.granted_at.astimezone(LONDON).date())
    granted = f"extended by {grant.granted_by} on {on} ({grant.reason.rstrip('.')})"
    return Due(day, at, f"{in_words(day)}, {granted}. Without the extension: {due.explanation}", False, due.zone)


def _not_before(refresh: Due | None, due: Due) -> Due | None:
    """Corrections are accepted at least as long as the return itself."""
    if refresh is None or refresh.date is None or due.date is None or refresh.date >= due.date:
        return refresh
    said = f"{in_words(due.date)}, when the return itself falls due, which was extended. {refresh.explanation}"
    return Due(due.date, due.at, said, refresh.assumed, due.zone)


def _working_days(lead: Lead) -> str:
    return f"{lead.working_days} working day{'' if lead.working_days == 1 else 's'}"
