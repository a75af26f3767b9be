"""The dates of one obligation: opening, due date, refresh, and the day by which agencies must send figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING

from indicators.period.arithmetic import Period
from mappings.calendar.anchor_dates import find_anchor
from mappings.calendar.deadlines import Deadline, format_date
from mappings.calendar.due_dates import compute_due_date, describe_beyond_table, describe_skipped_days
from mappings.calendar.due_rules import DueRule, GivenDay, Lead, Timetable
from mappings.calendar.event_kinds import EventKinds, find_event_kind
from mappings.calendar.working_days import ONE_DAY, Calendar, add_working_days
from mappings.obligations.event_ledger import Event
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionRows
from mappings.place.places import Place
from returnonce.clock import LONDON
from returnonce.count_text import format_count

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

__all__ = ["ObligationDates", "Timetable", "find_dates"]


NO_EXTENSIONS = ExtensionRows()
#: Where a source gives a day and no hour.
HOUR = time(17)


@dataclass(frozen=True)
class ObligationDates:
    """``due`` includes the recipient's extension; ``send_by`` includes the agency's own as well.

    A :class:`Deadline` without a date is counted from an event or a day that is not yet known.
    """

    opens: Deadline | None
    due: Deadline
    refresh: Deadline | None
    send_by: Deadline
    grant: ExtensionGrant | None


def find_dates(
    timetable: Timetable,
    period: Period,
    *,
    place: Place,
    ruleset: Ruleset,
    event: Event | None = None,
    extensions: ExtensionRows = NO_EXTENSIONS,
) -> ObligationDates:
    """Work out the dates of a return for a period at a place.

    ``extensions``: those of other places, returns, periods, areas and agencies are ignored; the agency's own counts
    for ``send_by``.

    Raises:
        Refused: a day lies before the table of bank holidays.
    """
    table = _apply_event_rule(timetable, event, ruleset.event_kinds)
    rules = _DateRules(table, period, place, ruleset.calendar_of(place), event, ruleset.event_kinds)
    key = (place.name, timetable.return_code, period.code)
    return_grant, agency_grant = extensions.find_for_return(*key), extensions.find_for_agency(*key)
    opens, due_unextended = rules.day(table.opens), rules.due()
    due = _extend_due(due_unextended, return_grant)
    send_by_unextended = rules.send_by(opens, due)
    send_by = _extend_due(send_by_unextended, agency_grant)
    applied_grant = (
        agency_grant if send_by is not send_by_unextended else return_grant if due is not due_unextended else None
    )
    refresh = _postpone_refresh(rules.day(table.refresh), due)
    changes = _list_changes(ruleset, timetable.return_code, period) if table is timetable else ()
    return ObligationDates(opens, _add_words(due, changes), refresh, _add_words(send_by, changes), applied_grant)


def add_given_day(timetable: Timetable, period: Period, place: Place, ruleset: Ruleset) -> Timetable:
    """The timetable with the day that the recipient gave for this very period.

    As the place was told it; else as the schedule has it, where the timetable has no rule.
    """
    own = (timetable.return_code, timetable.stage, period)
    row = next((row for row in place.due_days if (row.return_code, row.stage or "", row.period) == own), None)
    if row is not None:
        return timetable.model_copy(update={"given": GivenDay(day=row.day, source=row.source)})
    scheduled = ruleset.scheduled_returns.get(timetable.return_code)
    if timetable.due is not None or timetable.given is not None or scheduled is None:
        return timetable
    given = next((of_schedule.given for _, of_schedule in scheduled.list_timetables(period)), None)
    return timetable.model_copy(update={"given": given}) if given else timetable


def _list_changes(ruleset: Ruleset, code: str, period: Period) -> tuple[str, ...]:
    """What packs change in the dates of the return's form for a period."""
    definition = ruleset.returns.get(code)
    edition = definition.edition_for(period) if definition else None
    return ruleset.date_changes_of(code, edition.edition if edition else None)


def _add_words(deadline: Deadline, words: Iterable[str]) -> Deadline:
    added = " ".join(words)
    return replace(deadline, explanation=f"{deadline.explanation.rstrip('.')}. {added}") if added else deadline


@dataclass(frozen=True)
class _DateRules:
    """The inputs from which all dates of one obligation are counted."""

    table: Timetable
    period: Period
    place: Place
    calendar: Calendar
    event: Event | None
    kinds: EventKinds

    def day(self, rule: DueRule | None) -> Deadline | None:
        event = self.event.day if self.event else None
        if rule is None:
            return None
        return compute_due_date(rule, self.period, self.calendar, event=event, terms=self.place.terms, kinds=self.kinds)

    def due(self) -> Deadline:
        """The day that was given for the period; else by the rule; else none, and why."""
        if self.table.given is not None:
            return _make_given_deadline(self.table.given, self.period)
        due = self.day(self.table.due)
        return due or Deadline(None, HOUR, self.table.undated, assumed=False)

    def send_by(self, opens: Deadline | None, due: Deadline) -> Deadline:
        """The lead's working days before the due date, but not before there is anything to send."""
        lead = self._find_lead()
        if due.date is None:
            return due
        if lead is None or lead.working_days == 0:
            return replace(due, explanation=f"When the return itself falls due: {due.explanation}")
        lead_day = add_working_days(due.date, -lead.working_days, self.calendar)
        day = self._move_to_opening(lead_day, opens, due.date)
        opening_note = (
            "" if day == lead_day else f"; before {format_date(day)} there is nothing to send, so it is that day"
        )
        holidays_note = describe_beyond_table(due.date, self.calendar)
        lead_text = (
            f"{format_count(lead.working_days, 'working day')} before {format_date(due.date)}, "
            f"when the return falls due: {format_date(lead_day)}"
        )
        explanation = (
            f"{lead_text}{describe_skipped_days(lead_day, due.date, self.calendar)}{opening_note}.{holidays_note}"
        )
        return Deadline(day, due.at, explanation, due.assumed or lead.assumed, due.zone)

    def _find_lead(self) -> Lead | None:
        place_lead = next((row for row in self.place.leads if row.return_code == self.table.return_code), None)
        return (
            Lead(working_days=place_lead.working_days, assumed=False, source=place_lead.source)
            if place_lead
            else self.table.lead
        )

    def _move_to_opening(self, lead_day: date, opens: Deadline | None, due: date) -> date:
        """The lead day, or the first working day on which there is something to send, but not after ``due``."""
        first_day = self._find_first_day(opens, due)
        if first_day is None or lead_day >= first_day:
            return lead_day
        while first_day < due and not self.calendar.is_working(first_day):
            first_day += ONE_DAY
        return min(first_day, due)

    def _find_first_day(self, opens: Deadline | None, due: date) -> date | None:
        if opens is not None and opens.date is not None:
            return opens.date
        rule = self.table.due
        if rule is None:
            return None
        event = self.event.day if self.event else None
        anchor = find_anchor(rule, self.period, event=event, terms=self.place.terms, kinds=self.kinds)
        # A return due after a period is about the whole period.
        after_period = self.period.end + ONE_DAY if due > self.period.end else None
        match rule.anchor:
            case "period_end":
                return self.period.end + ONE_DAY
            case "period_start":
                return after_period or self.period.start
            case "event" if _counts_backwards(rule):
                # A meeting is prepared before it takes place; a notice is answered after it.
                return after_period
            case "event":
                return max((day for day in (anchor.day, after_period) if day is not None), default=None)
            case _:
                return anchor.day


def _counts_backwards(rule: DueRule) -> bool:
    return any((count or 0) < 0 for count in (rule.working_days, rule.days, rule.months))


def _make_given_deadline(due_day: GivenDay, period: Period) -> Deadline:
    words = f"{format_date(due_day.day)}, the day that was given for {period.label()}. The hour is not established."
    return Deadline(due_day.day, HOUR, words, assumed=False)


def _apply_event_rule(timetable: Timetable, event: Event | None, kinds: EventKinds) -> Timetable:
    """The return's own timetable, or that of the event's kind where the return has no rule for the event."""
    due = timetable.due
    if event is None or (due is not None and due.anchor == "event" and due.event in {None, event.kind}):
        return timetable
    kind = find_event_kind(kinds, event.kind)
    if kind.due is None:
        return timetable
    return Timetable(return_code=timetable.return_code, due=kind.due, lead=kind.lead)


def _extend_due(due: Deadline, grant: ExtensionGrant | None) -> Deadline:
    """The granted day, unless it is not later: an extension never takes time away.

    A granted day is never assumed, whatever the rule was. Without a date there is nothing to extend: an extension for
    an event ends with the event.
    """
    if grant is None or grant.until is None or due.date is None:
        return due
    day, at = grant.until, grant.at or due.at
    if (day, at) <= (due.date, due.at):
        return due
    granted_on = format_date(grant.granted_at.astimezone(LONDON).date())
    grant_words = f"extended by {grant.granted_by} on {granted_on} ({grant.reason.rstrip('.')})"
    return Deadline(
        day, at, f"{format_date(day)}, {grant_words}. Without the extension: {due.explanation}", False, due.zone
    )


def _postpone_refresh(refresh: Deadline | None, due: Deadline) -> Deadline | None:
    """Corrections are accepted at least as long as the return itself."""
    if refresh is None or refresh.date is None or due.date is None or refresh.date >= due.date:
        return refresh
    explanation = (
        f"{format_date(due.date)}, when the return itself falls due, which was extended. {refresh.explanation}"
    )
    return Deadline(due.date, due.at, explanation, refresh.assumed, due.zone)
