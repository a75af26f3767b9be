"""The fields of a place's files: agencies, exceptions of record, approvals, kept lines, returns made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from indicators.period.arithmetic import Period
from mappings.calendar.working_days import Nation
from mappings.definitions.field_types import PeriodCode, Role
from returnonce.definition_files.base import Code, Definition, InForce, NotEstablished, Text

AgencyKind = Literal[
    "council",
    "council_department",
    "district_council",
    "pct",
    "nhs_trust",
    "partnership",
    "provider",
    "police",
    "fire",
    "probation",
    "yot",
    "school",
    "third_sector",
]


def _split(value: object) -> object:
    return [part.strip() for part in value.split("|") if part.strip()] if isinstance(value, str) else value


Roles = Annotated[tuple[Role, ...], BeforeValidator(_split)]
Codes = Annotated[tuple[Text, ...], BeforeValidator(_split)]


AGENCY_COLUMNS = ("code", "name", "kind", "roles", "areas", "from", "to", "successor", "source")
OF_RECORD_COLUMNS = ("indicator", "area", "agency", "from", "to", "source")
APPROVAL_COLUMNS = ("return", "line", "object_id", "approved_by", "approved_on", "reason")
KEPT_COLUMNS = ("return", "line", "from", "reason")
DUE_DAY_COLUMNS = ("return", "stage", "period", "day", "source")
KEPT_WITH_DECIDER = (*KEPT_COLUMNS, "decided_by")


class Agency(InForce):
    """An organisation that supplies figures. Without a role it supplies only its own part."""

    code: Code
    name: Text
    kind: AgencyKind
    roles: Roles = ()
    areas: Codes
    #: Who took over when it ended; several where a service was parted by area.
    successors: Annotated[tuple[Code | NotEstablished, ...], BeforeValidator(_split), Field(alias="successor")] = ()
    source: Text


class OfRecordException(InForce):
    """An exception to the roles: this agency answers for this indicator and area."""

    indicator: Code
    area: Text
    agency: Code
    source: Text


class Approval(Definition):
    """A decision that a line may be sent, filled from this indicator."""

    return_code: Code = Field(alias="return")
    line: Text
    object_id: Code
    approved_by: Text
    approved_on: date
    reason: Text


class KeptLine(Definition):
    """A line that the place keeps reporting after its return was abolished."""

    return_code: Code = Field(alias="return")
    line: Text
    start: date = Field(alias="from")
    reason: Text
    #: Who decided it, where that was recorded.
    decided_by: Text | None = None


class PlaceDueDay(Definition):
    """A day that a recipient gave for one period of a return, as this place was told it. ``stage``: of several."""

    return_code: Code = Field(alias="return")
    stage: Code | None = None
    period: PeriodCode
    day: date
    source: Text


class PlaceReturn(Definition):
    """A return that the place makes, for which areas, from one period to another (both included).

    ``records``: the return made of records about people, where a return of figures has the same code. ``scheduled``:
    the return as the schedule alone has it.
    """

    return_code: Code = Field(alias="return")
    records: bool = False
    scheduled: bool = False
    areas: Codes
    first: PeriodCode = Field(alias="from")
    last: PeriodCode | None = Field(default=None, alias="to")
    illustrative: bool

    def takes(self, period: Period) -> bool:
        """True when the whole period lies between the first and the last."""
        return self.first.start <= period.start and (self.last is None or period.end <= self.last.end)

    def overlaps(self, other: PlaceReturn) -> bool:
        """True when both name the same return, area and some of the same days."""
        form = (self.return_code, self.records, self.scheduled)
        other_form = (other.return_code, other.records, other.scheduled)
        same = form == other_form and bool({*self.areas} & {*other.areas})
        early, late = sorted((self, other), key=lambda entry: entry.first.start)
        return same and (early.last is None or late.first.start <= early.last.end)


class PlaceSchedule(Definition):
    """Every return of a pack's schedule that the kind of each area makes, but for some, within a time."""

    pack: Code
    areas: Codes
    first: PeriodCode = Field(alias="from")
    last: PeriodCode | None = Field(default=None, alias="to")
    #: Returns of the pack that are not made here.
    leave_out: tuple[Code, ...] = Field(default=(), alias="except")


class PlaceFile(Definition):
    """``place.yaml``. ``illustrative``: figures made up for this place go with the project."""

    name: Code
    title: Text
    areas: tuple[Text, ...] = Field(min_length=1)
    illustrative: bool
    #: Whose bank holidays count.
    nation: Nation = "england"
    returns: tuple[PlaceReturn, ...]
    schedules: tuple[PlaceSchedule, ...] = ()
    sources: tuple[Text, ...]
    #: The packs that are switched on here, and with them those that they need; all where none are named.
    packs: tuple[Code, ...] | None = None
