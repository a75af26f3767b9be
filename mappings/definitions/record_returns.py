"""Returns made of records about people: recipient, record sets, file forms and timetables."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import pairwise
from typing import Literal

from indicators.period.arithmetic import Period, PeriodKind
from indicators.records.layouts import Layout
from mappings.calendar.due_dates import find_timetable_faults
from mappings.calendar.due_rules import AS_SCHEDULED, NOT_GIVEN, AsScheduled, DueRule, EventKind, Lead, Timetable
from returnonce.definition_files.base import Code, Confidence, Definition, InForce, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.yaml_files import read_named_definitions
from returnonce.errors import NotFound, Refused


class ReturnFile(Definition):
    """A form in which the return is sent, and what its files are called."""

    form: Literal["csv", "xml", "xlsx"]
    name: Text
    source: Text
    confidence: Confidence


class DatedTimetable(InForce):
    """When the return opens and closes for the periods that end from one day to another."""

    opens: DueRule | None = None
    due: DueRule | AsScheduled
    refresh: DueRule | None = None
    lead: Lead | None = None


class RecordReturn(Definition):
    """``record_returns/<code>.yaml``. ``layout``: whether the newest version's layout is confirmed.

    ``period_kinds``: the kinds of period it is made for; ``day`` alone is a return that only an event begins.
    Timetables are oldest first and do not overlap.
    """

    code: Code
    title: Text
    recipient: Text
    record_sets: tuple[Code, ...]
    files: tuple[ReturnFile, ...]
    period_kinds: tuple[PeriodKind, ...]
    timetables: tuple[DatedTimetable, ...]
    layout: Layout
    confidence: Confidence
    sources: tuple[Text, ...]
    notes: Text | None = None

    def timetable_for(self, period: Period) -> Timetable | None:
        """The dates in force on the period's last day; None where there are none, or for another kind of period."""
        if period.kind not in self.period_kinds:
            return None
        dated = next((timetable for timetable in self.timetables if timetable.covers(period.end)), None)
        if dated is None:
            return None
        return _timetable(self.code, dated)


def load_record_returns(
    folder: FilePath, *, record_sets: Collection[str], event_kinds: Mapping[str, EventKind]
) -> dict[str, RecordReturn]:
    """Every such return by its code.

    Raises:
        Refused: a file is wrong, is not named by its code, or names a record set that there is not.
    """
    definitions_by_code = read_named_definitions(RecordReturn, folder, key="code")
    for name, definition in definitions_by_code.items():
        unknown = sorted(set(definition.record_sets) - set(record_sets))
        if unknown:
            message = f"There is no record set {unknown[0]!r}."
            raise Refused(
                message, where=f"{folder.name}/{name}.yaml", mend=f"Record sets are: {', '.join(record_sets)}."
            )
        _check_timetables(definition, event_kinds)
    return definitions_by_code


def _check_timetables(definition: RecordReturn, event_kinds: Mapping[str, EventKind]) -> None:
    where = f"{definition.code}.yaml timetables"
    for before, after in pairwise(definition.timetables):
        if not isinstance(before.end, date) or before.end != after.start:
            message = f"One ends on {before.end or 'no day'}, and the next begins on {after.start}."
            raise Refused(message, where=where, mend="Let each begin on the day on which the one before ends.")
    for timetable in definition.timetables:
        for message, mend in find_timetable_faults(_timetable(definition.code, timetable), event_kinds):
            raise Refused(message, where=where, mend=mend)


def _timetable(code: str, dated: DatedTimetable) -> Timetable:
    return Timetable(
        return_code=code, opens=dated.opens, due=None if dated.due == AS_SCHEDULED else dated.due, undated=NOT_GIVEN,
        refresh=dated.refresh, lead=dated.lead,
    )  # fmt: skip


def find_record_return(record_returns: Mapping[str, RecordReturn], code: str) -> RecordReturn:
    """A return of records by its code, else ``NotFound`` naming those there are."""
    if code in record_returns:
        return record_returns[code]
    raise NotFound(f"There is no return of records {code!r}.", mend=f"They are: {', '.join(record_returns)}.")
