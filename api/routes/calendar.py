"""Days on which people work, and when returns fall due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.dependencies import CallerDep, ClockDep
from api.http.as_of import AsOfReaderDep
from api.schemas.definitions import CalendarShown, DayOff, ReturnDue
from api.schemas.instants import Day
from indicators.period.arithmetic import financial_year_of
from indicators.period.codes import check_days
from mappings.calendar.due_rules import Timetable
from mappings.calendar.working_days import Calendar, Nation
from mappings.obligations.obligations import list_obligations
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import ANYTHING, check_read_definitions
from returnonce.clock import today
from returnonce.definition_files.base import NOT_ESTABLISHED
from returnonce.errors import NotFound, WrongUsage

router = APIRouter(tags=["calendar"])
MOST_DAYS = 1_100
WORKED_OUT = "worked out by the library holidays; not yet proclaimed"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarQuery:
    """Whose days are shown, and which."""

    clock: ClockDep
    place: Annotated[str | None, Query(description="The days of this place, and what falls due there.")] = None
    nation: Annotated[Nation, Query(description="Whose holidays, where no place is named.")] = "england"
    return_code: Annotated[str | None, Query(alias="return", description="Only this return's due days.")] = None
    start: Annotated[Day | None, Query(alias="from", description="First day; without it, of the financial year.")] = (
        None
    )
    end: Annotated[Day | None, Query(alias="to", description="Last day.")] = None

    def arguments(self) -> dict[str, str | None]:
        """The arguments of :func:`calendar_content`. Raises ``WrongUsage``."""
        start, end = _span(today(self.clock), self.start, self.end)
        chosen = {"place": self.place, "nation": self.nation, "return_code": self.return_code}
        return {**chosen, "start": str(start), "end": str(end)}


@router.get("/calendar", operation_id="getCalendar", summary="Working days and due days", response_model=CalendarShown)
def get_calendar(query: Annotated[CalendarQuery, Depends()], reader: AsOfReaderDep, who: CallerDep) -> Response:
    """Bank holidays with their sources, days that the place closes or opens, and by the definitions alone the due days
    of periods that end in the span: what was granted or what happened is in the schedule. With ``as_of`` by the
    calendars and rules of then."""
    check_read_definitions(who, ANYTHING)
    return reader.definitions(calendar_content, **query.arguments())


def calendar_content(
    ruleset: Ruleset, *, place: str | None, nation: Nation, return_code: str | None, start: str, end: str
) -> dict[str, Any]:
    """``CalendarShown`` as JSON can hold it; days in ISO form. Raises ``NotFound``."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    place_definition = _place(ruleset, place)
    if return_code is not None and return_code not in ruleset.scheduled_returns:
        ruleset.return_named(return_code)
    calendar = (
        ruleset.calendar_of(place_definition) if place_definition else ruleset.calendars.get(nation, ruleset.calendar)
    )
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    content = CalendarShown(
        nation=place_definition.nation if place_definition else nation,
        place=place_definition.name if place_definition else None, start=first, end=last,
        working_days=sum(calendar.is_working(day) for day in days),
        days_off=[_day_off(calendar, place_definition, day) for day in days if _is_off(calendar, day)],
        worked=[day for day in days if day in calendar.opened],
        due=list(_due(ruleset, place_definition, return_code, first, last)) if place_definition else [],
    )  # fmt: skip
    return content.model_dump(mode="json", by_alias=True)


def _span(now: date, start: date | None, end: date | None) -> tuple[date, date]:
    check_days({"from": start, "to": end})
    first = start or financial_year_of(end or now).start
    last = end or financial_year_of(start or now).end
    if first > last:
        raise WrongUsage(f"{first} is after {last}.", where="from", mend="Give the earlier day first.")
    if (last - first).days >= MOST_DAYS:
        raise WrongUsage(f"That is more than {MOST_DAYS} days.", where="to", mend="Ask for a shorter span.")
    return first, last


def _place(ruleset: Ruleset, name: str | None) -> Place | None:
    if name is None or name in ruleset.places:
        return ruleset.places[name] if name else None
    raise NotFound(f"There is no place {name!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")


def _is_off(calendar: Calendar, day: date) -> bool:
    return day.weekday() < 5 and not calendar.is_working(day)


def _day_off(calendar: Calendar, place_definition: Place | None, day: date) -> DayOff:
    own = (
        next((row for row in place_definition.closed_days if row.day == day and row.what == "closed"), None)
        if place_definition
        else None
    )
    if own is not None and place_definition is not None:
        return DayOff(day=day, name=own.name, whose=place_definition.name, source=own.source)
    source = calendar.sources.get(day, WORKED_OUT)
    return DayOff(day=day, name=calendar.closure_reason(day) or "", whose=calendar.nation or "england", source=source)


def _due(
    ruleset: Ruleset, place_definition: Place, return_code: str | None, first: date, last: date
) -> Iterator[ReturnDue]:
    """Once for each return, stage and period, whatever areas it is made for."""
    seen = set()
    for obligation in list_obligations(ruleset, place_definition, start=first, end=last):
        key = (obligation.code, obligation.stage, obligation.period.code)
        if key in seen or return_code not in (None, obligation.code):
            continue
        seen.add(key)
        dates = obligation.dates
        yield ReturnDue(
            return_code=obligation.code, form=obligation.edition.edition if obligation.edition else obligation.title,
            period=obligation.period.code,
            opens=dates.opens.date if dates.opens else None, due=dates.due.date, at=f"{dates.due.at:%H:%M}",
            explanation=dates.due.explanation, assumed=dates.due.assumed, source=_source(obligation.timetable),
        )  # fmt: skip


def _source(timetable: Timetable) -> str:
    """Where the due day comes from; not established where neither a rule nor a day is known."""
    origin = timetable.given or timetable.due
    return origin.source if origin else NOT_ESTABLISHED
