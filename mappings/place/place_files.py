"""Reads the files of one place, and refuses rows that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from indicators.areas.area_book import AreaBook
from mappings.calendar.closures_and_terms import ClosedDay, PlaceLead, Term, read_closed_days, read_leads, read_terms
from mappings.definitions.burden_assumptions import PlaceCosts, read_place_costs
from mappings.place.contacts import Contact, read_contacts
from mappings.place.place_definitions import (
    AGENCY_COLUMNS,
    APPROVAL_COLUMNS,
    KEPT_COLUMNS,
    KEPT_WITH_DECIDER,
    OF_RECORD_COLUMNS,
    Agency,
    Approval,
    Kept,
    OfRecord,
    PlaceFile,
    PlaceReturn,
)
from mappings.place.record_settings import Supplier, read_record_settings, read_suppliers
from mappings.place.succession import check_succession
from returnonce.definition_files.base import InForce
from returnonce.definition_files.tsv_files import D, read_table
from returnonce.definition_files.yaml_files import define, read_yaml
from returnonce.errors import Refused

T = TypeVar("T")


@dataclass(frozen=True)
class PlaceFiles:
    """What a place's folder says."""

    said: PlaceFile
    agencies: tuple[Agency, ...]
    of_record: tuple[OfRecord, ...]
    approvals: tuple[Approval, ...]
    kept: tuple[Kept, ...]
    costs: PlaceCosts | None
    suppliers: tuple[Supplier, ...]
    record_settings: dict[str, dict[str, Any]]
    closed_days: tuple[ClosedDay, ...]
    terms: tuple[Term, ...]
    leads: tuple[PlaceLead, ...]
    contacts: tuple[Contact, ...]


def read_place_files(folder: Path, book: AreaBook) -> PlaceFiles:
    """Read ``place.yaml`` and ``agencies.tsv``, and the further tables where they are.

    Raises:
        Refused: a file is wrong, or rows contradict each other; names file, row, column, mend.
    """
    said = _place_file(folder)
    agencies = read_table(folder / "agencies.tsv", Agency, AGENCY_COLUMNS)
    # Further tables name agencies, so agencies are checked first.
    _check_agencies(folder.name, agencies, book)
    files = PlaceFiles(
        said=said,
        agencies=agencies,
        of_record=_optional(folder / "of_record.tsv", OfRecord, OF_RECORD_COLUMNS),
        approvals=_optional(folder / "approvals.tsv", Approval, APPROVAL_COLUMNS),
        kept=_kept(folder / "kept.tsv"),
        costs=read_place_costs(folder),
        suppliers=read_suppliers(folder, (agency.code for agency in agencies), book),
        record_settings=read_record_settings(folder),
        closed_days=read_closed_days(folder),
        terms=read_terms(folder),
        leads=read_leads(folder),
        contacts=read_contacts(folder, (agency.code for agency in agencies)),
    )
    _check_place(folder.name, files.said, book)
    _check_of_record(folder.name, files, book)
    for number, row in enumerate(files.suppliers, start=2):
        _dates_in_order(row, f"{folder.name}/suppliers.tsv row {number}")
    _check_decisions(folder.name, files)
    return files


def _place_file(folder: Path) -> PlaceFile:
    path = folder / "place.yaml"
    if not path.is_file():
        raise Refused("A place needs a file place.yaml.", where=folder.name, mend="Add it, or move the folder away.")
    where = f"{folder.name}/place.yaml"
    said = define(PlaceFile, read_yaml(path), where=where)
    if said.name != folder.name:
        raise Refused(f"name: '{said.name}' is not the folder's name.", where=where, mend="Make the two the same.")
    return said


def _optional(path: Path, kind: type[D], columns: tuple[str, ...]) -> tuple[D, ...]:
    return read_table(path, kind, columns) if path.exists() else ()


def _kept(path: Path) -> tuple[Kept, ...]:
    """Kept lines; who decided is a last column that a table may do without."""
    heading = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0] if path.exists() else ""
    return _optional(path, Kept, KEPT_WITH_DECIDER if "decided_by" in heading else KEPT_COLUMNS)


def _check_place(name: str, said: PlaceFile, book: AreaBook) -> None:
    where = f"{name}/place.yaml"
    _known_areas(said.areas, book, f"{where} areas")
    for number, entry in enumerate(said.returns, start=1):
        _check_return(entry, said.areas, f"{where} return {number} ({entry.return_code})")
    for one, other in combinations(said.returns, 2):
        if one.overlaps(other):
            raise Refused(
                f"The return {one.return_code} is given twice for the same area and time.",
                where=where,
                mend="Let one end before the other begins.",
            )


def _check_return(entry: PlaceReturn, areas: tuple[str, ...], where: str) -> None:
    for area in entry.areas:
        if area not in areas:
            what = f"The area {area} is not one of the place's."
            raise Refused(what, where=where, mend="Add it to areas, or take it out here.")
        if entry.areas.count(area) > 1:
            raise Refused(f"The area {area} is given twice.", where=where, mend="Keep one of the two.")
    if entry.last is not None and entry.last.end < entry.first.start:
        what = f"to: {entry.last} is over before {entry.first} begins."
        raise Refused(what, where=where, mend="Correct the two periods.")


def _check_agencies(name: str, agencies: tuple[Agency, ...], book: AreaBook) -> None:
    where = f"{name}/agencies.tsv"
    _once(agencies, lambda agency: (agency.code,), "The agency {} is given twice.", where)
    for number, agency in enumerate(agencies, start=2):
        at = f"{where} row {number}"
        _known_areas(agency.areas, book, f"{at} column areas")
        _dates_in_order(agency, at)
    check_succession(name, agencies, book)
    for one, other in combinations(agencies, 2):
        _one_per_role(one, other, book, where)


def _one_per_role(one: Agency, other: Agency, book: AreaBook, where: str) -> None:
    shared = sorted({*one.roles} & {*other.roles})
    if not shared or not _overlap(one, other):
        return
    grounds = {book.footprint(area) for area in one.areas} & {book.footprint(area) for area in other.areas}
    if grounds:
        raise Refused(
            f"Both {one.code} and {other.code} have the role {shared[0]} on the same ground at the same time.",
            where=where,
            mend="Take the role from one, or let it end before the other begins.",
        )


def _check_of_record(name: str, files: PlaceFiles, book: AreaBook) -> None:
    where = f"{name}/of_record.tsv"
    codes = {agency.code for agency in files.agencies}
    for number, row in enumerate(files.of_record, start=2):
        at = f"{where} row {number}"
        _known_areas((row.area,), book, f"{at} column area")
        _dates_in_order(row, at)
        if row.agency not in codes:
            raise Refused(
                f"column agency: there is no agency '{row.agency}'.",
                where=at,
                mend="Write the code of one in agencies.tsv.",
            )
    for one, other in combinations(files.of_record, 2):
        if (one.indicator, one.area) == (other.indicator, other.area) and _overlap(one, other):
            raise Refused(
                f"{one.indicator} has two agencies of record for {one.area} at the same time.",
                where=where,
                mend="Keep one, or let it end before the other begins.",
            )


def _check_decisions(name: str, files: PlaceFiles) -> None:
    _once(
        files.approvals,
        lambda row: (row.return_code, row.line, row.approved_on),
        "{} is decided twice on one day.",
        f"{name}/approvals.tsv",
    )
    _once(files.kept, lambda row: (row.return_code, row.line), "{} is given twice.", f"{name}/kept.tsv")


def _known_areas(codes: Iterable[str], book: AreaBook, where: str) -> None:
    for code in codes:
        if code not in book:
            raise Refused(
                f"There is no area '{code}'.",
                where=where,
                mend="Write its code as in the area files, such as E10000024.",
            )


def _dates_in_order(row: InForce, where: str) -> None:
    if isinstance(row.start, date) and isinstance(row.end, date) and row.end <= row.start:
        raise Refused(
            f"column to: {row.end} is not after {row.start}.",
            where=where,
            mend="The day in 'to' is the first on which it no longer holds.",
        )


def _overlap(one: InForce, other: InForce) -> bool:
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def _begins_before_end(one: InForce, other: InForce) -> bool:
    return not (isinstance(one.start, date) and isinstance(other.end, date) and one.start >= other.end)


def _once(rows: tuple[T, ...], key: Callable[[T], tuple[object, ...]], what: str, where: str) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        found = key(row)
        if found in seen:
            named = " ".join(str(part) for part in found[:2])
            raise Refused(what.format(named), where=f"{where} row {number}", mend=f"Row {seen[found]} says it already.")
        seen[found] = number
