"""What a place has in its schedule by its packs: the returns that each area's kind of council makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indicators.areas.area_book import AreaBook
from indicators.period.arithmetic import Period
from mappings.definitions.scheduled_returns import ScheduledReturn
from mappings.place.place_definitions import PlaceFile, PlaceReturn, PlaceSchedule
from returnonce.errors import Refused

#: The returns of each pack's schedule.
Schedules = Mapping[str, tuple[ScheduledReturn, ...]]


def list_scheduled_entries(place_file: PlaceFile, schedules: Schedules, book: AreaBook) -> Iterator[PlaceReturn]:
    """An entry for each return of the schedules of a place that any of its areas makes.

    Raises:
        Refused: there is no such pack, it schedules nothing, or a return that is left out is none of its own.
    """
    for number, schedule in enumerate(place_file.schedules, start=1):
        where = f"{place_file.name}/place.yaml schedule {number} ({schedule.pack})"
        for scheduled in _list_returns(schedule, schedules, where):
            areas = tuple(code for code in schedule.areas if book.get(code).kind in scheduled.made_by.kinds)
            if areas:
                yield _make_entry(schedule, scheduled, areas)


def _list_returns(schedule: PlaceSchedule, schedules: Schedules, where: str) -> list[ScheduledReturn]:
    scheduled_returns = schedules.get(schedule.pack, ())
    codes = [one.code for one in scheduled_returns]
    if not codes:
        mend = f"Packs with a schedule are: {', '.join(schedules) or 'none'}."
        raise Refused(f"pack: no pack {schedule.pack} schedules returns.", where=where, mend=mend)
    for code in schedule.leave_out:
        if code not in codes:
            mend = f"Its returns are: {', '.join(codes)}."
            raise Refused(f"except: {schedule.pack} does not schedule {code!r}.", where=where, mend=mend)
    return [one for one in scheduled_returns if one.code not in schedule.leave_out]


def _make_entry(schedule: PlaceSchedule, scheduled: ScheduledReturn, areas: tuple[str, ...]) -> PlaceReturn:
    # Its fields are checked already.
    return PlaceReturn.model_construct(
        return_code=scheduled.code,
        records=False,
        scheduled=True,
        areas=areas,
        first=_find_first(schedule.first, scheduled),
        last=schedule.last,
        illustrative=False,
    )


def _find_first(first: Period, scheduled: ScheduledReturn) -> Period:
    """The school year that ends in a first financial year is the first of returns by school year."""
    by_school_year = first.kind == "financial_year" and "academic_year" in scheduled.period_kinds
    return first.latest("academic_year") if by_school_year else first
