"""Returns falling due: which, for which areas and periods, from when, by when, and begun by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from indicators.period.arithmetic import Period, PeriodKind, list_periods
from indicators.period.codes import parse_period
from mappings.calendar.due_rules import Timetable
from mappings.definitions.record_returns import RecordReturn
from mappings.definitions.return_definitions import Edition
from mappings.definitions.returns import Return
from mappings.definitions.scheduled_returns import ScheduledReturn, Stage
from mappings.obligations.date_calculator import DateCalculator
from mappings.obligations.obligation_dates import add_given_day
from mappings.obligations.schedule_entries import find_edition_of_schedule, is_made_otherwise, is_scheduled_alone
from mappings.place.place_definitions import PlaceReturn
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.obligations.event_ledger import Event
    from mappings.obligations.extension_ledger import ExtensionGrant
    from mappings.obligations.obligation_dates import ObligationDates
    from mappings.ruleset.ruleset import Ruleset

OBLIGATION_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(("key", "place", "return", "edition", "title", "area", "area_name", "period"), pl.String),
    **dict.fromkeys(("opens", "due", "send_by", "refresh"), pl.Date),
    #: How the due date comes about, and what is uncertain about it.
    **dict.fromkeys(("explanation", "due_note"), pl.String),
    "assumed": pl.Boolean,
    #: An extension that holds, in words; the record sets of a return that is made of records.
    "grant": pl.String,
    "record_set": pl.List(pl.String),
    "legal_basis": pl.String,
    "kept": pl.Boolean,
    #: London wall time of the due day.
    "at": pl.String,
}
UNDATED = "Due after an event, such as notice of inspection; there is no date until it happens."


@dataclass(frozen=True)
class Obligation:
    """One return falling due for one area and period.

    ``found`` and ``edition`` are those of a return of figures, ``records`` is that of one made of records; one that
    stands in the schedule alone has ``scheduled``. ``event`` is what began it; without one, a return that events
    begin has no date.
    """

    key: str
    place: Place
    found: Return | None
    edition: Edition | None
    records: RecordReturn | None
    area: str
    period: Period
    timetable: Timetable
    dates: ObligationDates
    event: Event | None
    ended: bool
    #: Of a return that stands in the schedule alone, and which of its several sendings.
    scheduled: ScheduledReturn | None = None
    stage: Stage | None = None

    @property
    def code(self) -> str:
        """The return's code."""
        return self.timetable.return_code

    @property
    def title(self) -> str:
        """The return's title in that year, and the stage of one that is sent in several."""
        definition = self.edition or self.records or self.scheduled
        title = definition.title if definition else ""
        return f"{title}, {self.stage.title}" if self.stage else title

    @property
    def due(self) -> date | None:
        """The day by which the return has to be made, with any extension; None until an event sets it."""
        return self.dates.due.date


@dataclass(frozen=True)
class _Form:
    """What a return is for one period: an edition of figures, a file of records, or a date of the schedule alone."""

    found: Return | None
    edition: Edition | None
    records: RecordReturn | None
    timetable: Timetable
    ended: bool
    scheduled: ScheduledReturn | None = None
    stage: Stage | None = None


def list_obligations(
    ruleset: Ruleset,
    place: Place,
    *,
    start: date,
    end: date,
    events: Iterable[Event] = (),
    grants: Sequence[ExtensionGrant] = (),
) -> Iterator[Obligation]:
    """What a place has to make for the periods that end from ``start`` to ``end``, both included.

    An event for such a period, or on such a day, begins an obligation of its own; a return that only events
    begin keeps its standing obligation without a date until there is one.

    Raises:
        NotFound: the place names a return that there is not.
    """
    mine = [event for event in events if event.place == place.name]
    reckoner = DateCalculator(ruleset, place, grants)
    begun = [one for event in mine if _in_span(event, start, end) for one in _list_from_event(ruleset, event, reckoner)]
    met = {(one.code, one.area, one.period.code) for one in begun}
    for one in _list_regular(ruleset, reckoner, start, end):
        if one.due is not None or (one.code, one.area, one.period.code) not in met:
            yield one
    yield from begun


def _in_span(event: Event, start: date, end: date) -> bool:
    return start <= event.day <= end or start <= parse_period(event.period).end <= end


def _list_regular(ruleset: Ruleset, date_calculator: DateCalculator, start: date, end: date) -> Iterator[Obligation]:
    place = date_calculator.place
    for row in place.returns:
        for period in list_periods(_kinds(row, ruleset), max(start, row.first.start), end):
            if not row.takes(period):
                continue
            for area in row.areas:
                # A body owes nothing for a time at the end of which it did not exist.
                if ruleset.areas.history.stood(area, period.end, period.end):
                    for form in _list_forms(row, area, period, place, ruleset):
                        yield _obligation(form, area, period, date_calculator, None)


def _list_forms(row: PlaceReturn, area: str, period: Period, place: Place, ruleset: Ruleset) -> Iterator[_Form]:
    """What an entry of a place asks for in a period; nothing where it has no form then, or another entry has it."""
    if not is_scheduled_alone(row, ruleset):
        form = _form(row.return_code, period, place, ruleset, records=is_made_of_records(row, ruleset))
        yield from (form,) if form else ()
    elif not is_made_otherwise(row, area, period, place, ruleset):
        edition = find_edition_of_schedule(row.return_code, area, period, place, ruleset)
        if edition is not None:
            yield _Form(ruleset.returns[row.return_code], edition, None, edition.timetable, ended=False)
        else:
            yield from _list_scheduled_forms(row.return_code, period, ruleset)


def _list_scheduled_forms(code: str, period: Period, ruleset: Ruleset) -> Iterator[_Form]:
    scheduled = ruleset.scheduled_returns.get(code)
    for stage, timetable in scheduled.list_timetables(period) if scheduled else ():
        yield _Form(None, None, None, timetable, ended=False, scheduled=scheduled, stage=stage)


def _list_from_event(ruleset: Ruleset, event: Event, date_calculator: DateCalculator) -> Iterator[Obligation]:
    """The obligation that an event begins; none where the return has no form for its period any more."""
    period = parse_period(event.period)
    row = next((row for row in date_calculator.place.returns if row.return_code == event.return_code), None)
    if row is not None and is_scheduled_alone(row, ruleset):
        forms = [*_list_scheduled_forms(event.return_code, period, ruleset)]
    else:
        records = event.return_code not in ruleset.returns
        form = _form(event.return_code, period, date_calculator.place, ruleset, records=records)
        forms = [form] if form else []
    for each in forms:
        yield _obligation(each, event.area, period, date_calculator, event)


def is_made_of_records(row: PlaceReturn, ruleset: Ruleset) -> bool:
    """True where a place's entry means the return that is made of records."""
    return row.records or (row.return_code not in ruleset.returns and not is_scheduled_alone(row, ruleset))


def _kinds(row: PlaceReturn, ruleset: Ruleset) -> set[PeriodKind]:
    if is_scheduled_alone(row, ruleset):
        return set(ruleset.scheduled_returns[row.return_code].period_kinds)
    if is_made_of_records(row, ruleset):
        known = ruleset.record_returns
        if row.return_code in known:
            return set(known[row.return_code].period_kinds)
    return {kind for edition in ruleset.return_named(row.return_code).editions for kind in edition.period_kinds}


def _form(code: str, period: Period, place: Place, ruleset: Ruleset, *, records: bool) -> _Form | None:
    if records:
        obligations_found = ruleset.record_returns.get(code)
        timetable = obligations_found.timetable_for(period) if obligations_found else None
        return _Form(None, None, obligations_found, timetable, ended=False) if timetable else None
    figures = ruleset.return_named(code)
    choice = figures.choose_edition(period, kept_codes=place.kept_line_codes(code, period.end))
    edition = choice.edition
    if edition is None or period.kind not in edition.period_kinds:
        return None
    return _Form(figures, edition, None, edition.timetable, choice.ended)


def _obligation(
    form: _Form, area: str, period: Period, date_calculator: DateCalculator, event: Event | None
) -> Obligation:
    code, place = form.timetable.return_code, date_calculator.place
    named = [place.name, code, area, period.code, *([form.stage.code] if form.stage else [])]
    named += [event.name] if event else []
    timetable = form.timetable
    if event is None:
        timetable = add_given_day(timetable, period, place, date_calculator.ruleset)
    dates = date_calculator.find_dates(timetable, period, area, event)
    return Obligation(
        "/".join(named),
        place,
        form.found,
        form.edition,
        form.records,
        area,
        period,
        timetable,
        dates,
        event,
        form.ended,
        form.scheduled,
        form.stage,
    )


def make_obligation_frame(obligations_found: Sequence[Obligation], ruleset: Ruleset) -> pl.DataFrame:
    """``OBLIGATION_SCHEMA``, by due date; those without one are last and say why."""
    rows = [_row(one, ruleset) for one in obligations_found]
    frame = pl.DataFrame(rows, schema=OBLIGATION_SCHEMA, orient="row")
    return frame.sort("due", "return", "area", "period", "key", nulls_last=True)


def _row(obligation: Obligation, ruleset: Ruleset) -> tuple[object, ...]:
    dates, edition = obligation.dates, obligation.edition
    sets = list(obligation.records.record_sets) if obligation.records else None
    return (
        obligation.key, obligation.place.name, obligation.code, edition.edition if edition else None,
        obligation.title, obligation.area,
        ruleset.areas.get(obligation.area).name, obligation.period.code, dates.opens.date if dates.opens else None,
        dates.due.date,
        dates.send_by.date, dates.refresh.date if dates.refresh else None, dates.due.explanation,
        describe_due_uncertainty(obligation),
        dates.due.assumed, _describe_extension(dates), sets, edition.legal_basis if edition else None, obligation.ended,
        dates.due.at.isoformat("minutes"),
    )  # fmt: skip


def describe_due_uncertainty(obligation: Obligation) -> str | None:
    """What is uncertain about the due date."""
    dates = obligation.dates
    if dates.due.date is None:
        return UNDATED if obligation.timetable.due else dates.due.explanation
    return "The due rule is assumed." if dates.due.assumed else None


def _describe_extension(dates: ObligationDates) -> str | None:
    grant = dates.grant
    return f"until {grant.until}, granted by {grant.granted_by}: {grant.reason}" if grant else None
