"""A place's closed days, school terms and lead times, read from its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from indicators.period.codes import FIRST_YEAR, LAST_YEAR
from mappings.calendar.due_rules import LONGEST_LEAD
from mappings.calendar.working_days import Calendar
from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import D, read_table
from returnonce.errors import Refused

CLOSED_DAY_COLUMNS = ("date", "name", "what", "source")
TERM_COLUMNS = ("term", "from", "to", "source")
LEAD_COLUMNS = ("return", "working_days", "source")
LONGEST_TERM = timedelta(days=366)


class ClosedDay(Definition):
    """A day that is not worked at this place, or a weekend or holiday that is."""

    day: date = Field(alias="date")
    name: Text
    what: Literal["closed", "opened"]
    source: Text


class Term(Definition):
    """A school term, from its first day to its last, both included."""

    name: Code = Field(alias="term")
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    source: Text


class PlaceLead(Definition):
    """The place's own lead for a return, instead of the one that the edition assumes."""

    return_code: Code = Field(alias="return")
    working_days: int = Field(ge=0, le=LONGEST_LEAD)
    source: Text


def read_closed_days(folder: FilePath) -> tuple[ClosedDay, ...]:
    """``closed_days.tsv``, where there is one. Raises ``Refused`` for a wrong row and a day given twice."""
    rows = _read_optional(folder / "closed_days.tsv", ClosedDay, CLOSED_DAY_COLUMNS)
    where = f"{folder.name}/closed_days.tsv"
    for number, row in enumerate(rows, start=2):
        _check_year(row.day, f"{where} row {number}", "date")
    _check_unique([row.day for row in rows], where)
    return rows


def read_terms(folder: FilePath) -> tuple[Term, ...]:
    """``terms.tsv``, where there is one.

    Raises:
        Refused: a row is wrong, ends before it begins or lasts for years, or two of one name share days.
    """
    rows = _read_optional(folder / "terms.tsv", Term, TERM_COLUMNS)
    for number, row in enumerate(rows, start=2):
        _check_term(row, rows[: number - 2], f"{folder.name}/terms.tsv row {number}")
    return rows


def _check_term(row: Term, before: tuple[Term, ...], where: str) -> None:
    _check_year(row.first, where, "from")
    if row.last < row.first:
        raise Refused(f"column to: {row.last} is before {row.first}.", where=where, mend="Correct the two days.")
    if row.last - row.first > LONGEST_TERM:
        fault = f"column to: {row.last} is more than a year after {row.first}."
        raise Refused(fault, where=where, mend="Correct the year.")
    if any(row.name == other.name and row.first <= other.last and other.first <= row.last for other in before):
        fault = f"column from: two terms called {row.name} share days."
        raise Refused(fault, where=where, mend="Keep one of them, or correct the days.")


def _check_year(day: date, where: str, column: str) -> None:
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise Refused(f"column {column}: {day} is centuries away.", where=where, mend="Correct the year.")


def read_leads(folder: FilePath) -> tuple[PlaceLead, ...]:
    """``leads.tsv``, where there is one. Raises ``Refused`` for a wrong row and a return given twice."""
    rows = _read_optional(folder / "leads.tsv", PlaceLead, LEAD_COLUMNS)
    _check_unique([row.return_code for row in rows], f"{folder.name}/leads.tsv")
    return rows


def apply_closed_days(calendar: Calendar, days: tuple[ClosedDay, ...]) -> Calendar:
    """A nation's calendar with the days that a place closes or opens."""
    closed = {row.day: row.name for row in days if row.what == "closed"}
    opened = frozenset(row.day for row in days if row.what == "opened")
    return replace(calendar, days={**calendar.days, **closed}, opened=opened) if days else calendar


def _read_optional(path: FilePath, kind: type[D], columns: tuple[str, ...]) -> tuple[D, ...]:
    return read_table(path, kind, columns) if path.exists() else ()


def _check_unique(keys: list[date] | list[str], where: str) -> None:
    for number, key in enumerate(keys, start=2):
        if key in keys[: number - 2]:
            raise Refused(f"{key} is given twice.", where=f"{where} row {number}", mend="Keep one of the rows.")
