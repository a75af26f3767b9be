"""Reads the files of one place, and refuses rows that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any, TypeVar

from indicators.areas.area_book import AreaBook
from indicators.records.record_catalogue import RecordDefinitions
from mappings.calendar.closures_and_terms import ClosedDay, PlaceLead, Term, read_closed_days, read_leads, read_terms
from mappings.definitions.burden_assumptions import Assumptions, PlaceCosts, read_place_costs
from mappings.place.agency_succession import check_succession
from mappings.place.contacts import Contact, read_contacts
from mappings.place.place_definitions import (
    AGENCY_COLUMNS,
    APPROVAL_COLUMNS,
    DUE_DAY_COLUMNS,
    KEPT_COLUMNS,
    KEPT_WITH_DECIDER,
    OF_RECORD_COLUMNS,
    Agency,
    Approval,
    KeptLine,
    OfRecordException,
    PlaceDueDay,
    PlaceFile,
    PlaceReturn,
    PlaceSchedule,
)
from mappings.place.record_settings import Supplier, read_record_settings, read_suppliers
from mappings.place.scheduled_entries import Schedules
from mappings.place.sharing_agreements import SharingAgreement, SharingNeed, read_sharing
from returnonce.definition_files.base import InForce
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import D, read_table
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused

T = TypeVar("T")
#: How far a due day may lie from its period: a typing slip lies farther.
FARTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class PlaceFiles:
    """What a place's folder says."""

    place_file: PlaceFile
    agencies: tuple[Agency, ...]
    of_record: tuple[OfRecordException, ...]
    approvals: tuple[Approval, ...]
    kept_lines: tuple[KeptLine, ...]
    costs: PlaceCosts | None
    suppliers: tuple[Supplier, ...]
    record_settings: dict[str, dict[str, Any]]
    closed_days: tuple[ClosedDay, ...]
    terms: tuple[Term, ...]
    leads: tuple[PlaceLead, ...]
    due_days: tuple[PlaceDueDay, ...]
    contacts: tuple[Contact, ...]
    sharing_agreements: tuple[SharingAgreement, ...]
    sharing_needs: tuple[SharingNeed, ...]


@dataclass(frozen=True)
class PlaceContext:
    """The definitions that a place's files name things of."""

    areas: AreaBook
    records: RecordDefinitions
    assumptions: Assumptions
    schedules: Schedules = field(default_factory=dict)


def read_place_files(folder: FilePath, context: PlaceContext) -> PlaceFiles:
    """Read ``place.yaml`` and ``agencies.tsv``, and the further tables where they are.

    Raises:
        Refused: a file is wrong, or rows contradict each other; names file, row, column, mend.
    """
    place_file, book, records = _read_place_file(folder), context.areas, context.records
    agencies = read_table(folder / "agencies.tsv", Agency, AGENCY_COLUMNS)
    # Further tables name agencies, so agencies are checked first.
    _check_agencies(folder.name, agencies, book)
    sharing_agreements, sharing_needs = read_sharing(folder, [agency.code for agency in agencies], records.codes)
    files = PlaceFiles(
        place_file=place_file,
        agencies=agencies,
        of_record=_read_optional(folder / "of_record.tsv", OfRecordException, OF_RECORD_COLUMNS),
        approvals=_read_optional(folder / "approvals.tsv", Approval, APPROVAL_COLUMNS),
        kept_lines=_read_kept_lines(folder / "kept.tsv"),
        costs=read_place_costs(folder, context.assumptions),
        suppliers=read_suppliers(folder, (agency.code for agency in agencies), book, records),
        record_settings=read_record_settings(folder, records),
        closed_days=read_closed_days(folder),
        terms=read_terms(folder),
        leads=read_leads(folder),
        due_days=_read_due_days(folder),
        contacts=read_contacts(folder, (agency.code for agency in agencies)),
        sharing_agreements=sharing_agreements,
        sharing_needs=sharing_needs,
    )
    _check_place(folder.name, files.place_file, book)
    _check_of_record(folder.name, files, book)
    for number, row in enumerate(files.suppliers, start=2):
        _check_date_order(row, f"{folder.name}/suppliers.tsv row {number}")
    _check_decisions(folder.name, files)
    return files


def _require_place_file(folder: FilePath) -> None:
    if not (folder / "place.yaml").is_file():
        raise Refused("A place needs a file place.yaml.", where=folder.name, mend="Add it, or move the folder away.")


def _read_place_file(folder: FilePath) -> PlaceFile:
    _require_place_file(folder)
    where = f"{folder.name}/place.yaml"
    place_file = define(PlaceFile, read_yaml(folder / "place.yaml"), where=where)
    if place_file.name != folder.name:
        raise Refused(
            f"name: '{place_file.name}' is not the folder's name.", where=where, mend="Make the two the same."
        )
    return place_file


def _read_optional(path: FilePath, kind: type[D], columns: tuple[str, ...]) -> tuple[D, ...]:
    return read_table(path, kind, columns) if path.exists() else ()


def _read_kept_lines(path: FilePath) -> tuple[KeptLine, ...]:
    """Kept lines; who decided is a last column that a table may do without."""
    heading = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0] if path.exists() else ""
    return _read_optional(path, KeptLine, KEPT_WITH_DECIDER if "decided_by" in heading else KEPT_COLUMNS)


def _read_due_days(folder: FilePath) -> tuple[PlaceDueDay, ...]:
    rows = _read_optional(folder / "due_days.tsv", PlaceDueDay, DUE_DAY_COLUMNS)
    where = f"{folder.name}/due_days.tsv"
    _check_unique(rows, lambda row: (row.return_code, row.period, row.stage), "{} is given twice.", where)
    for number, row in enumerate(rows, start=2):
        if not row.period.start - FARTHEST <= row.day <= row.period.end + FARTHEST:
            message = f"column day: {row.day} is years away from {row.period}."
            raise Refused(message, where=f"{where} row {number}", mend="Correct the day or the period.")
    return rows


def _check_place(name: str, place_file: PlaceFile, book: AreaBook) -> None:
    where = f"{name}/place.yaml"
    _check_areas(place_file.areas, book, f"{where} areas")
    for number, entry in enumerate(place_file.returns, start=1):
        _check_span_and_areas(entry, place_file.areas, f"{where} return {number} ({entry.return_code})")
    for first, second in combinations(place_file.returns, 2):
        if first.overlaps(second):
            raise Refused(
                f"The return {first.return_code} is given twice for the same area and time.",
                where=where,
                mend="Let one end before the other begins.",
            )
    for number, schedule in enumerate(place_file.schedules, start=1):
        _check_span_and_areas(schedule, place_file.areas, f"{where} schedule {number} ({schedule.pack})")


def _check_span_and_areas(entry: PlaceReturn | PlaceSchedule, areas: tuple[str, ...], where: str) -> None:
    for area in entry.areas:
        if area not in areas:
            message = f"The area {area} is not one of the place's."
            raise Refused(message, where=where, mend="Add it to areas, or take it out here.")
        if entry.areas.count(area) > 1:
            raise Refused(f"The area {area} is given twice.", where=where, mend="Keep one of the two.")
    if entry.last is not None and entry.last.end < entry.first.start:
        message = f"to: {entry.last} is over before {entry.first} begins."
        raise Refused(message, where=where, mend="Correct the two periods.")


def _check_agencies(name: str, agencies: tuple[Agency, ...], book: AreaBook) -> None:
    where = f"{name}/agencies.tsv"
    _check_unique(agencies, lambda agency: (agency.code,), "The agency {} is given twice.", where)
    for number, agency in enumerate(agencies, start=2):
        at = f"{where} row {number}"
        _check_areas(agency.areas, book, f"{at} column areas")
        _check_date_order(agency, at)
    check_succession(name, agencies, book)
    for first, second in combinations(agencies, 2):
        _check_one_per_role(first, second, book, where)


def _check_one_per_role(agency: Agency, second: Agency, book: AreaBook, where: str) -> None:
    shared = sorted({*agency.roles} & {*second.roles})
    if not shared or not _overlap(agency, second):
        return
    common_grounds = {book.footprint(area) for area in agency.areas} & {book.footprint(area) for area in second.areas}
    if common_grounds:
        raise Refused(
            f"Both {agency.code} and {second.code} have the role {shared[0]} on the same ground at the same time.",
            where=where,
            mend="Take the role from one, or let it end before the other begins.",
        )


def _check_of_record(name: str, files: PlaceFiles, book: AreaBook) -> None:
    where = f"{name}/of_record.tsv"
    codes = {agency.code for agency in files.agencies}
    for number, row in enumerate(files.of_record, start=2):
        at = f"{where} row {number}"
        _check_areas((row.area,), book, f"{at} column area")
        _check_date_order(row, at)
        if row.agency not in codes:
            raise Refused(
                f"column agency: there is no agency '{row.agency}'.",
                where=at,
                mend="Write the code of one in agencies.tsv.",
            )
    for first, second in combinations(files.of_record, 2):
        if (first.indicator, first.area) == (second.indicator, second.area) and _overlap(first, second):
            raise Refused(
                f"{first.indicator} has two agencies of record for {first.area} at the same time.",
                where=where,
                mend="Keep one, or let it end before the other begins.",
            )


def _check_decisions(name: str, files: PlaceFiles) -> None:
    _check_unique(
        files.approvals,
        lambda row: (row.return_code, row.line, row.approved_on),
        "{} is decided twice on one day.",
        f"{name}/approvals.tsv",
    )
    _check_unique(files.kept_lines, lambda row: (row.return_code, row.line), "{} is given twice.", f"{name}/kept.tsv")


def _check_areas(codes: Iterable[str], book: AreaBook, where: str) -> None:
    for code in codes:
        if code not in book:
            raise Refused(
                f"There is no area '{code}'.",
                where=where,
                mend="Write its code as in the area files, such as E10000024.",
            )


def _check_date_order(row: InForce, where: str) -> None:
    if isinstance(row.start, date) and isinstance(row.end, date) and row.end <= row.start:
        raise Refused(
            f"column to: {row.end} is not after {row.start}.",
            where=where,
            mend="The day in 'to' is the first on which it no longer holds.",
        )


def _overlap(in_force: InForce, second: InForce) -> bool:
    return _begins_before_end(in_force, second) and _begins_before_end(second, in_force)


def _begins_before_end(in_force: InForce, second: InForce) -> bool:
    return not (isinstance(in_force.start, date) and isinstance(second.end, date) and in_force.start >= second.end)


def _check_unique(rows: tuple[T, ...], key: Callable[[T], tuple[object, ...]], name: str, where: str) -> None:
    first_rows: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        row_key = key(row)
        if row_key in first_rows:
            key_text = " ".join(str(part) for part in row_key[:2])
            raise Refused(
                name.format(key_text), where=f"{where} row {number}", mend=f"Row {first_rows[row_key]} says it already."
            )
        first_rows[row_key] = number
