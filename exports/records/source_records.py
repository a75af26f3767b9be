"""Finds the stored records that feed a return: whose they are, and of which period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.models import RecordSubmissionRow
from indicators.records.record_frames import Records
from indicators.records.sealed_records import list_record_submissions, load_records
from mappings.definitions.record_returns import RecordReturn
from mappings.place.places import Place
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound, Refused

_SENDER = re.compile(r"(?=[A-Z]*\d)[A-Z0-9]{4,8}")


@dataclass(frozen=True)
class RecordSource:
    """One record set that feeds the return: its row in the store, and its records."""

    row: RecordSubmissionRow
    records: Records


def find_source_records(
    session: Session,
    context: AppContext,
    record_return: RecordReturn,
    period: Period,
    *,
    area: str | None = None,
    agency: str | None = None,
) -> dict[str, RecordSource]:
    """By record set, the records that a return is written from; for a return of two sets one of them is enough.

    A return of a day (Annex A) is written from the records of the year in which the day lies, else from the
    newest before it.

    Raises:
        NotFound: no records that could feed it are kept.
        Refused: neither area nor agency says whose records are meant.
    """
    ruleset, sources = context.ruleset, {}
    for code in record_return.record_sets:
        row = _row(session, code, _sender(ruleset, code, area, agency, period.end), period)
        if row is not None:
            settings = ruleset.record_settings(row.agency, code)
            sources[code] = RecordSource(
                row, load_records(context.vault, row, ruleset.records, purpose=record_return.code, settings=settings)
            )
    if sources:
        return sources
    raise NotFound(
        f"No records for {record_return.title} and {period.code} are kept here.",
        where=record_return.code,
        mend="Collect the agency's file first; records that were purged, or stayed at home, cannot be written out.",
    )


def load_earlier_years(
    session: Session, context: AppContext, source: RecordSource, purpose: str
) -> tuple[Records, ...]:
    """The same agency's stored whole years before a source's period, newest first."""
    rows = list_record_submissions(session, source.row.record_set, agencies=[source.row.agency])
    whole = (row for row in rows if parse_period(row.period).kind == "financial_year")
    earlier_rows = (row for row in whole if parse_period(row.period).end < source.records.period.start)
    vault, ruleset, settings = context.vault, context.ruleset, source.records.record_set.settings
    return tuple(load_records(vault, row, ruleset.records, purpose=purpose, settings=settings) for row in earlier_rows)


def find_sender_code(ruleset: Ruleset, agency: str, record_set: str, on: date, records: Records) -> str:
    """How an agency is named in its own file: as the place says, if its records do too; else as they alone do.

    Raises:
        Refused: the records name several agencies, and the place does not say which it is.
    """
    codes = records.tables["episode"]["AGNCY"].drop_nulls().unique().sort().to_list()
    place_codes = ruleset.sender_codes(agency, record_set, on)
    for code in place_codes:
        if code in codes or not codes:
            return code
    # The code goes into a file name and the audit trail: text that is no agency's code may name a person.
    if len(codes) == 1 and _SENDER.fullmatch(codes[0]):
        return str(codes[0])
    raise Refused(
        f"{agency} is not named in its records by one code that could be its own.",
        where="suppliers.tsv",
        mend="Say the agency's own code in the column sender_code.",
    )


def _row(session: Session, record_set: str, agency: str, period: Period) -> RecordSubmissionRow | None:
    rows = list_record_submissions(session, record_set, agencies=[agency])
    if period.kind != "day":
        return next((row for row in rows if row.period == period.code), None)
    candidates = [row for row in rows if parse_period(row.period).start <= period.end]
    inside = [row for row in candidates if parse_period(row.period).end >= period.end]
    # A whole year before a cut of it: it is the last word.
    return (
        min(inside, key=lambda row: parse_period(row.period).kind == "window")
        if inside
        else next(iter(candidates), None)
    )


def _sender(ruleset: Ruleset, record_set: str, area: str | None, agency: str | None, on: date) -> str:
    if agency is not None:
        return agency
    role = ruleset.records.record_set(record_set).role
    place = ruleset.place_of(area) if area is not None else None
    in_role = _agency_in_role(place, role, area, on)
    if in_role is not None:
        return in_role
    raise Refused(
        "Whose records are meant is not clear.", where=record_set, mend="Give --agency CODE, the one that sent them."
    )


def _agency_in_role(place: Place | None, role: str | None, area: str | None, on: date) -> str | None:
    if place is None or role is None or area is None:
        return None
    agency = place.agency_in_role(role, area, on)
    return agency.code if agency else None


def records_by_set(sources: Mapping[str, RecordSource]) -> dict[str, Records]:
    """The records alone."""
    return {code: source.records for code, source in sources.items()}
