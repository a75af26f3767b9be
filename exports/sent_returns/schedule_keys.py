"""Finds the return of the schedule that a door names, by code, area, period and stage, or refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from exports.sent_returns.sent_returns import ScheduleKey
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.obligations.event_ledger import Event
from mappings.obligations.obligations import Obligation, list_obligations
from mappings.place.places import Place
from mappings.plan.scheduled_collections import find_stage_of
from returnonce.errors import NotFound, Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset


def is_made_elsewhere(ruleset: Ruleset, return_code: str, area: str, period: str, events: Sequence[Event] = ()) -> bool:
    """Whether the return stands in the schedule alone for that area and period, and so has no edition."""
    if return_code not in ruleset.scheduled_returns or return_code not in ruleset.returns:
        return return_code in ruleset.scheduled_returns
    span = parse_period(period)
    return bool(_list_scheduled(ruleset, return_code, ruleset.areas.find(area, on=span.end).code, span, events))


def find_schedule_key(
    ruleset: Ruleset,
    return_code: str,
    area: str,
    period: str,
    *,
    stage: str | None = None,
    events: Sequence[Event] = (),
) -> ScheduleKey:
    """What a sending is noted of. ``stage``: of several, or the event that began the obligation.

    Raises:
        NotFound: no place has the return in its schedule for that area and period; or there is no such area.
        Refused: it is sent in several stages, and none of them is named.
    """
    return choose_schedule_key(find_scheduled_obligations(ruleset, return_code, area, period, events), stage)


def find_scheduled_obligations(
    ruleset: Ruleset, return_code: str, area: str, period: str, events: Sequence[Event] = ()
) -> list[Obligation]:
    """What the schedules of places have of a return for an area and period: one, or one for each stage.

    Raises:
        NotFound: no place has it for that area and period; or there is no such area.
    """
    span = parse_period(period)
    code = ruleset.areas.find(area, on=span.end).code
    scheduled = _list_scheduled(ruleset, return_code, code, span, events)
    if not scheduled:
        raise _explain_absence(ruleset, return_code, code, span)
    return scheduled


def choose_schedule_key(scheduled: Sequence[Obligation], stage: str | None) -> ScheduleKey:
    """The key of one of several obligations that differ in their stage. Raises ``Refused`` as the stage is none."""
    by_stage = {find_stage_of(one): one for one in scheduled}
    one = by_stage.get(stage or "")
    if one is None:
        raise _explain_stages(scheduled[0].code, stage, list(by_stage))
    return ScheduleKey(one.place.name, one.code, one.area, one.period.code, stage or "")


def _explain_stages(return_code: str, stage: str | None, stages: list[str]) -> Refused:
    mend = f"Name the stage, one of {', '.join(stages)}." if any(stages) else "Leave the stage out."
    what = f"{return_code} is sent in several stages."
    return Refused(f"There is no stage {stage!r} of {return_code}." if stage else what, where="stage", mend=mend)


def _list_scheduled(
    ruleset: Ruleset, return_code: str, area: str, period: Period, events: Sequence[Event]
) -> list[Obligation]:
    return [
        one
        for place in _list_places(ruleset, return_code, area)
        for one in list_obligations(ruleset, place, start=period.end, end=period.end, events=events)
        if one.scheduled is not None and (one.code, one.area, one.period) == (return_code, area, period)
    ]


def _list_places(ruleset: Ruleset, return_code: str, area: str) -> list[Place]:
    return [
        place
        for place in ruleset.places.values()
        if any(row.return_code == return_code and area in row.areas for row in place.returns)
    ]


def _explain_absence(ruleset: Ruleset, return_code: str, area: str, period: Period) -> NotFound:
    absence = ruleset.areas.history.absence(area, period)
    if absence is not None:
        return NotFound(absence, mend="Name the area that stood then.")
    title = ruleset.areas.get(area).name
    what = f"No place has {return_code} in its schedule for {title} ({area}) in {period.label()}."
    return NotFound(what, mend="See what is due: returnonce plan. A place has it by the schedules of its place.yaml.")
