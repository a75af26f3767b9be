"""Which period, version and sender a file of records is of: as requested, and as the file says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from collectors.readers.marks import RecordMark
from collectors.records.marks import record_mark_frame
from indicators.period.arithmetic import Period, PeriodKind, financial_year, window
from indicators.period.printed import read_period
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_definitions import YEAR_KINDS, SetDefinition, VersionDefinition
from indicators.records.record_sets import RecordSet
from returnonce.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

YEAR_HINT = "Name it: FY2024-25 for a whole year, or 2024-04-01..2024-12-31 for a cut of one that goes on."
#: So many codes of other senders are named.
_MOST_NAMED = 5
#: How a period of each kind is written.
PERIOD_EXAMPLES: Mapping[PeriodKind, str] = {
    "financial_year": "FY2024-25",
    "academic_year": "AY2024-25",
    "calendar_year": "CY2024",
    "quarter": "FY2024-25-Q3",
    "month": "2024-M10",
    "day": "2025-03-31",
    "window": "2024-04-01..2024-12-31",
}


def decide_period(definition: SetDefinition, requested: str | None, facts: Mapping[str, Any]) -> Period:
    """The period that was requested, else the one in the file.

    Raises:
        WrongUsage: there is neither.
        Refused: the two contradict each other, or a record set is not of such a period.
    """
    in_file = _period_in_file(facts)
    period = read_period(requested, kinds=definition.period_kinds) if requested is not None else in_file
    hint = _describe_periods(definition)
    if period is None:
        raise WrongUsage("Which period these records are of is not said.", where="period", mend=hint)
    if period.kind not in definition.period_kinds:
        article = "an" if period.kind == "academic_year" else "a"
        what = f"Records of this kind are not of {article} {period.kind.replace('_', ' ')}."
        raise Refused(what, where="period", mend=hint)
    if in_file is not None and not _agree(period, in_file):
        raise Refused(
            f"The file says that it is of {in_file.code}, and not of {period.code}.",
            where="period",
            mend="Send the other file, or name the period that this one is of.",
        )
    return period


def _describe_periods(definition: SetDefinition) -> str:
    examples = [PERIOD_EXAMPLES[kind] for kind in definition.period_kinds]
    written = YEAR_HINT if definition.period_kinds == YEAR_KINDS else f"Name it as {', or '.join(examples)}."
    return definition.period_hint or written


def decide_version(
    definitions: RecordDefinitions, code: str, period: Period, requested: str | None, facts: Mapping[str, Any]
) -> str:
    """The version that was requested, else the one in the file's name, else the one in force.

    Where none was in force, the nearest in time of those whose headings fit best.

    Raises:
        Refused: no version was in force, and none fits.
        NotFound: there is no such version.
    """
    letter, known_versions = facts.get("letter"), definitions.versions(code)
    if requested is not None:
        return requested
    if letter in known_versions:
        return str(letter)
    try:
        return definitions.find_version(code, period)
    except Refused:
        fitting = [str(name) for name in facts.get("best_versions", ()) if name in known_versions]
        if not fitting:
            raise
        return min(fitting, key=lambda name: _days_apart(known_versions[name], period))


class SenderNames(NamedTuple):
    """How such files name their sender: in which ``column``, and by which codes this sender and the file do."""

    column: str
    own: Collection[str]
    in_file: Collection[str]


def find_sender_names(
    ruleset: Ruleset, agency: str, record_set: RecordSet, area: str, on: date, facts: Mapping[str, Any]
) -> SenderNames | None:
    """The codes of an agency's place, or the three digits of a census's authority; None where neither is there."""
    if codes := ruleset.sender_codes(agency, record_set.code, on):
        return SenderNames("AGNCY", codes, facts.get("agencies", ()))
    digits = [alias.alias for alias in ruleset.areas.dated_aliases(area) if alias.scheme == "department"]
    return SenderNames("LEA", digits, [facts["lea"]]) if digits and "lea" in facts else None


def file_marks(
    record_set: RecordSet, period: Period, names: SenderNames | None, sent_under: str | None
) -> pl.DataFrame:
    """What there is to say of version and sender of the file as a whole (``RECORD_MARK_SCHEMA``).

    ``sent_under``: a code of another agency by which the file names its sender, and the sender confirms it.
    """
    marks = []
    if not record_set.layer.in_force.covers(period.end):
        marks.append(RecordMark("record-version-near", detail=record_set.version))
    if names is not None and not set(names.own) & set(names.in_file):
        marks.append(_sender_mark(names, sent_under))
    return record_mark_frame(marks)


def _sender_mark(names: SenderNames, sent_under: str | None) -> RecordMark:
    own, others = " or ".join(names.own), ", ".join(sorted(names.in_file)[:_MOST_NAMED])
    if not names.in_file:
        return RecordMark("record-sender", column=names.column, detail=own)
    if sent_under in names.in_file:
        return RecordMark("record-sender-confirmed", column=names.column, detail=sent_under)
    return RecordMark("record-sender-other", column=names.column, detail=f"{others}, and not {own}")


def _days_apart(version: VersionDefinition, period: Period) -> int:
    """Between a version's time and a period's last day."""
    ends = (version.in_force.start, version.in_force.end)
    return min(abs((day - period.end).days) for day in ends if isinstance(day, date))


def _period_in_file(facts: Mapping[str, Any]) -> Period | None:
    if facts.get("period"):
        first, last = (date.fromisoformat(str(day)) for day in facts["period"])
        whole = financial_year(first.year)
        return whole if (first, last) == (whole.start, whole.end) else window(first, last)
    year = str(facts.get("year") or "")
    return financial_year(int(year) - 1) if year.isascii() and year.isdigit() and 1990 < int(year) < 2100 else None


def _agree(period: Period, in_file: Period) -> bool:
    """One contains the other: a cut lies within the file's year; a month's file may hold the year so far."""
    return period.contains(in_file) or in_file.contains(period)
