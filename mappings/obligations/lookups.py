"""Look up the place, timetable and areas that a command names, or refuse with the known ones."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.period.arithmetic import Period
from mappings.calendar.due_rules import Timetable
from mappings.definitions.record_returns import RecordReturn
from mappings.definitions.return_definitions import Edition
from mappings.definitions.scheduled_returns import ScheduledReturn
from mappings.obligations.obligation_dates import add_given_day
from mappings.obligations.schedule_entries import is_scheduled_alone
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, Refused

_MEND_PERIOD = "Give a period in which it is required."


def find_place(ruleset: Ruleset, name: str) -> Place:
    """A place by its name. Raises ``NotFound``, which names the known places."""
    if name in ruleset.places:
        return ruleset.places[name]
    raise ruleset.no_such_place(name)


def find_timetable(ruleset: Ruleset, return_code: str, period: Period, place: Place) -> Timetable:
    """The dates of a return, of figures or of records, for a period.

    Raises:
        NotFound: no such return.
        Refused: it has no form, or no timetable, for that period.
    """
    records = ruleset.record_returns
    if return_code not in {*ruleset.returns, *records, *ruleset.scheduled_returns}:
        known_returns = f"Returns are: {', '.join(ruleset.returns)}; of records: {', '.join(records)}."
        raise NotFound(f"There is no return {return_code!r}.", mend=known_returns)
    of_records = records[return_code].timetable_for(period) if return_code in records else None
    timetable = (
        _find_figure_timetable(ruleset, return_code, period, place)
        or of_records
        or _find_scheduled_timetable(ruleset, return_code, period, place)
    )
    if timetable is None:
        raise Refused(_explain_no_timetable(ruleset, return_code, period, place), where="--period", mend=_MEND_PERIOD)
    return add_given_day(timetable, period, place, ruleset)


def _find_figure_timetable(ruleset: Ruleset, return_code: str, period: Period, place: Place) -> Timetable | None:
    if return_code not in ruleset.returns:
        return None
    edition = (
        ruleset.returns[return_code]
        .choose_edition(period, kept_codes=place.kept_line_codes(return_code, period.end))
        .edition
    )
    return edition.timetable if edition and period.kind in edition.period_kinds else None


def _find_scheduled_timetable(ruleset: Ruleset, return_code: str, period: Period, place: Place) -> Timetable | None:
    """Of its first stage, where a return is sent in several; none where the place has it in no schedule."""
    scheduled = _find_scheduled(ruleset, return_code, place)
    return next((timetable for _, timetable in scheduled.list_timetables(period)), None) if scheduled else None


def _find_scheduled(ruleset: Ruleset, return_code: str, place: Place) -> ScheduledReturn | None:
    entries = (row for row in place.returns if row.return_code == return_code)
    is_scheduled = any(is_scheduled_alone(row, ruleset) for row in entries)
    return ruleset.scheduled_returns[return_code] if is_scheduled else None


def _explain_no_timetable(ruleset: Ruleset, return_code: str, period: Period, place: Place) -> str:
    if return_code in ruleset.returns:
        choice = ruleset.returns[return_code].choose_edition(
            period, kept_codes=place.kept_line_codes(return_code, period.end)
        )
        if choice.reason:
            return choice.reason
    kinds = [kind for edition in _list_forms(ruleset, return_code, place) for kind in edition.period_kinds]
    kind_words = " or ".join(dict.fromkeys(kind.replace("_", " ") for kind in kinds))
    return f"{return_code} is not made for {period}, but for a {kind_words}."


def _list_forms(ruleset: Ruleset, return_code: str, place: Place) -> Iterator[Edition | RecordReturn | ScheduledReturn]:
    if return_code in ruleset.returns:
        yield from ruleset.returns[return_code].editions
    if return_code in ruleset.record_returns:
        yield ruleset.record_returns[return_code]
    scheduled = _find_scheduled(ruleset, return_code, place)
    if scheduled is not None:
        yield scheduled


def check_place_makes(place: Place, return_code: str, area: str | None, period: Period) -> None:
    """Check that the place makes the return for the area (None: for any) and period.

    Raises:
        Refused: it does not; names the areas for which it does.
    """
    place_returns = (row for row in place.returns if row.return_code == return_code and row.takes(period))
    areas = {area for row in place_returns for area in row.areas}
    if not areas:
        message = f"{place.title} does not make {return_code} in {period}."
        raise Refused(
            message, where="--period", mend="Its place.yaml says which returns it makes, and from when to when."
        )
    if area not in {None, *areas}:
        message = f"{place.title} does not make {return_code} for {area} in {period}."
        raise Refused(message, where="--area", mend=f"It does for {', '.join(sorted(areas))}.")
