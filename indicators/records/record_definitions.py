"""Definition models of a record set's files: tables, columns, code lists, rules and settings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from indicators.period.arithmetic import PeriodKind
from indicators.records.layouts import Layout
from returnonce.definition_files.base import Code, Confidence, Definition, InForce, Text

ColumnType = Literal["text", "date", "code", "integer", "postcode", "nhs_number"]
Required = Literal["yes", "no", "conditional"]
#: ``identifies``: who it is; ``sensitive``: what is so about them; ``no``: neither by itself.
Personal = Literal["identifies", "sensitive", "no"]
Severity = Literal["error", "query", "note"]
#: A whole year, or a cut of one that goes on.
YEAR_KINDS: tuple[PeriodKind, ...] = ("financial_year", "calendar_year", "window", "quarter", "month")


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value


Spellings = Annotated[tuple[Text, ...], BeforeValidator(_split)]


class RecordColumn(Definition):
    """One column of a table. ``aliases`` are headings seen in files; ``xml`` an element's name that differs."""

    table: Text
    column: Text
    type: ColumnType
    required: Required
    code_list: Text | None = None
    personal: Personal
    aliases: Spellings = ()
    xml: Text | None = None
    confidence: Confidence
    source: Text
    note: Text | None = None

    @property
    def name(self) -> str:
        return self.column


class CodeEntry(Definition):
    """One code of a list, with the official rule that a code outside the list breaks, where it is known."""

    code_list: Text
    code: Text
    meaning: Text | None = None
    official_rule: Text | None = None
    confidence: Confidence
    source: Text
    note: Text | None = None


class Removal(Definition):
    """Something that a version removes."""

    kind: Literal["table", "column", "code"]
    name: Text
    member: Text | None = None
    reason: Text


class Reference(Definition):
    """Each row belongs to one of another table, found by these columns."""

    to: Text
    on: tuple[Text, ...]


class TableDefinition(Definition):
    """One table. ``person`` is the column that says whose row it is."""

    name: Text
    file: Text
    title: Text
    key: tuple[Text, ...]
    person: Text | None = None
    refers: tuple[Reference, ...] = ()
    required: bool = False
    aliases: tuple[Text, ...] = ()
    notes: Text | None = None


class Retention(Definition):
    """How many days records are kept after they are received."""

    days: int = Field(ge=1)
    source: Text
    assumed: bool


class Setting(Definition):
    """A choice that the official guidance leaves open, and the default."""

    name: Code
    value: Any
    unit: Text | None = None
    question: Text
    source: Text
    confidence: Confidence


class SetDefinition(Definition):
    """``set.yaml``: facts common to every version."""

    code: Code
    title: Text
    #: The return that its records are sent for; none where they are the council's own.
    record_return: Code | None = None
    purposes: tuple[Code, ...]
    role: Code | None = None
    person: Text
    retention: Retention
    confidence: Confidence
    sources: tuple[Text, ...]
    dates: dict[str, tuple[Text, ...]]
    settings: tuple[Setting, ...] = ()
    tables: tuple[TableDefinition, ...]
    #: A file may leave out tables and columns: what is not given is asked about, and gives no figure.
    partial: bool = False
    #: Systems spell the codes as they like: a spelling that a concept knows is as good as the list's own.
    any_spelling: bool = False
    #: A value that is not in its column's list is noted, since the lists are not official or not complete.
    note_codes: bool = False
    #: Submissions overlap: each is of the rolling months before it, and every one that is kept is looked at together.
    rolling: bool = False
    #: Columns of dates in which ZZ may stand for a day, a month or a year that nobody knows.
    partial_dates: tuple[Text, ...] = ()
    #: A code in small letters is as good as its capitals.
    capitals: bool = False
    #: The kinds of period that its files can be of.
    period_kinds: tuple[PeriodKind, ...] = YEAR_KINDS
    #: How a sender is asked for the period, where there are better words than the kinds.
    period_hint: Text | None = None
    notes: Text | None = None


class VersionDefinition(Definition):
    """``version.yaml``: one year's or dataset's form, over the one that it extends."""

    version: Text
    extends: Text | None = None
    in_force: InForce
    layout: Layout = "current"
    confidence: Confidence
    sources: tuple[Text, ...]
    notes: Text | None = None


class RecordRule(Definition):
    """A check as data: ``wrong`` is one SQL condition, true for a row that breaks the rule."""

    rule: Code
    official: Text | None = None
    severity: Severity
    table: Text
    join: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    by: tuple[Text, ...] = ()
    order: tuple[Text, ...] = ()
    beside: tuple[Text, ...] = ()
    start: Text | None = Field(default=None, alias="from")
    end: Text | None = Field(default=None, alias="to")
    wrong: Text
    columns: tuple[Text, ...]
    what: Text
    why: Text
    mend: Text
    source: Text
    confidence: Confidence


class VersionLayer(Definition):
    """A version's folder as read: only what it changes."""

    version: VersionDefinition
    columns: tuple[RecordColumn, ...] = ()
    codes: tuple[CodeEntry, ...] = ()
    removed: tuple[Removal, ...] = ()
    tables: tuple[TableDefinition, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether this version was in force on a day."""
        return self.version.in_force.covers(day)


class RelatedCount(Definition):
    """How many rows of another table belong to a record: by these columns, or because they are nested in it."""

    table: Text
    by: tuple[Text, ...] = ()
    where: Text | None = None


class WorkList(Definition):
    """A work list as data. ``wrong`` is one SQL condition, true for a record that lacks something."""

    name: Code
    title: Text
    indicators: tuple[Code, ...]
    table: Text
    join: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    counts: dict[str, RelatedCount] = Field(default_factory=dict)
    wrong: Text
    columns: tuple[Text, ...]
    what: Text


class WideHeading(Definition):
    """One heading of the file, with the table that its value comes from. A key of several tables stands once."""

    position: int
    table: Text
    column: Text
