"""Returns that stand in the schedule alone: who makes them, for whom, by when as far as is known; not filled here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Literal

from pydantic import Field

from indicators.areas.area_files import AreaKind
from indicators.period.arithmetic import Period, PeriodKind
from mappings.calendar.due_dates import find_timetable_faults
from mappings.calendar.due_rules import (
    AS_SCHEDULED,
    NOT_GIVEN,
    AsScheduled,
    DueRule,
    EventKind,
    GivenDay,
    Lead,
    Timetable,
)
from mappings.definitions.field_types import PeriodCode, Role
from returnonce.definition_files.base import NOT_ESTABLISHED, Code, Confidence, Definition, NotEstablished, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_named_definitions
from returnonce.errors import Refused

Recurrence = Literal[
    "annual",
    "every second year",
    "every third year",
    "termly",
    "quarterly",
    "monthly",
    "daily",
    "each inspection",
]


class GivenPeriodDay(GivenDay):
    """The due day that a recipient gave for one period."""

    period: PeriodCode


class Makers(Definition):
    """The kinds of area whose councils make a return."""

    kinds: tuple[AreaKind, ...] = Field(min_length=1)
    assumed: bool
    source: Text


class Owner(Definition):
    """The role of the agency that makes and sends a return; without one of that role, the council itself does."""

    role: Role
    assumed: bool
    source: Text


class Step(Definition):
    """Something to be done on the way, in order; ``working_days`` before the due day, where that is settled."""

    title: Text
    working_days: int | None = Field(default=None, ge=0)


class Hours(Definition):
    """What making it once takes, in hours of work."""

    each: Decimal = Field(ge=0)
    assumed: bool
    source: Text


class Stage(Definition):
    """One of several sendings for the same period, such as provisional and certified figures, or one a term."""

    code: Code
    title: Text
    due: DueRule | AsScheduled | NotEstablished = NOT_ESTABLISHED
    days: tuple[GivenPeriodDay, ...] = ()
    last_known: Text | None = None


class ScheduledReturn(Definition):
    """``scheduled_returns/<code>.yaml``.

    ``due`` is a rule only where a source has one, and ``as scheduled`` where one says that the day is published anew
    for each period; ``days`` are due days as the recipient gave them, and ``last_known`` is what else a source says, in
    its words. With ``stages`` each has its own. ``hours``: what making it takes.
    """

    code: Code
    title: Text
    recipient: Text
    portal: Code | NotEstablished
    frequency: Recurrence
    period_kinds: tuple[PeriodKind, ...] = Field(min_length=1)
    made_by: Makers
    owner: Owner
    due: DueRule | AsScheduled | NotEstablished = NOT_ESTABLISHED
    days: tuple[GivenPeriodDay, ...] = ()
    last_known: Text | None = None
    stages: tuple[Stage, ...] = ()
    lead: Lead | None = None
    steps: tuple[Step, ...] | NotEstablished = NOT_ESTABLISHED
    hours: Hours | NotEstablished = NOT_ESTABLISHED
    confidence: Confidence
    sources: tuple[Text, ...] = Field(min_length=1)
    notes: Text | None = None

    def list_timetables(self, period: Period) -> Iterator[tuple[Stage | None, Timetable]]:
        """The dates for a period, once or for each stage; none for a kind of period for which it is not made."""
        if period.kind in self.period_kinds:
            for stage in self.stages or (None,):
                yield stage, self._timetable(stage, period)

    def _timetable(self, stage: Stage | None, period: Period) -> Timetable:
        dated = stage or self
        given = next((one for one in dated.days if one.period == period), None)
        return Timetable(
            return_code=self.code,
            stage=stage.code if stage else "",
            due=dated.due if isinstance(dated.due, DueRule) else None,
            given=GivenDay(day=given.day, source=given.source) if given else None,
            undated=self._explain_no_date(dated),
            lead=self.lead,
        )

    def _explain_no_date(self, dated: ScheduledReturn | Stage) -> str:
        known = f" Last known: {dated.last_known.rstrip('.')}." if dated.last_known else ""
        if dated.due == AS_SCHEDULED:
            return f"{NOT_GIVEN}{known}"
        return f"When it is due is not established; it is made {describe_recurrence(self.frequency)}.{known}"


def describe_recurrence(frequency: Recurrence) -> str:
    """As in a sentence: ``once a year``, ``at each inspection``."""
    words = {
        "annual": "once a year",
        "termly": "once a term",
        "quarterly": "once a quarter",
        "monthly": "once a month",
        "daily": "every day",
        "each inspection": "at each inspection",
        "every second year": "every second year, in which ones is not established",
        "every third year": "every third year, in which ones is not established",
    }
    return words[frequency]


def load_scheduled_returns(
    folder: FilePath, *, portals: Collection[str], event_kinds: Mapping[str, EventKind]
) -> dict[str, ScheduledReturn]:
    """Every such return by its code; none where there is no such folder.

    Raises:
        Refused: a file is wrong, is not named by its code, or names a portal that there is not.
    """
    by_code = read_named_definitions(ScheduledReturn, folder, key="code")
    for name, one in by_code.items():
        where = f"scheduled_returns/{name}.yaml"
        if one.portal not in {NOT_ESTABLISHED, *portals}:
            mend = f"Write one of {', '.join(portals)}, or {NOT_ESTABLISHED}."
            raise Refused(f"portal: there is no portal {one.portal!r}.", where=where, mend=mend)
        _check_dates(one, event_kinds, where)
    return by_code


def _check_dates(one: ScheduledReturn, event_kinds: Mapping[str, EventKind], where: str) -> None:
    dated_parts: tuple[ScheduledReturn | Stage, ...] = (one, *one.stages)
    for dated in dated_parts:
        if isinstance(dated.due, DueRule):
            for message, mend in find_timetable_faults(Timetable(due=dated.due), event_kinds):
                raise Refused(message, where=where, mend=mend)
        for given in dated.days:
            if given.period.kind not in one.period_kinds:
                kinds = " or ".join(kind.replace("_", " ") for kind in one.period_kinds)
                message = f"days: {given.period} is no {kinds}, for which the return is made."
                raise Refused(message, where=where, mend="Write the period as such a one.")
    codes = [stage.code for stage in one.stages]
    if one.stages and (one.days or one.due != NOT_ESTABLISHED):
        raise Refused("It has stages and due days of its own.", where=where, mend="Give each stage its own.")
    if len(set(codes)) < len(codes):
        raise Refused("A stage is given twice.", where=where, mend="Keep one of them.")


def explain_not_filled(one: ScheduledReturn) -> Refused:
    """Why a return cannot be filled, and how it could be."""
    return Refused(
        f"{one.title} ({one.code}) stands in the schedule alone: no form or line of it is known here, so there is "
        "nothing to fill.",
        mend=f"Add lines to it by a pack: mappings/returns/{one.code}/lines.tsv beside an edition, as docs/howto/"
        f"keep-the-whole-year.md shows. To note that it was sent: returnonce sent {one.code} --receipt ….",
    )
