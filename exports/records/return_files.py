"""Writes a return of records in any of its forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from exports.records.annex_a import annex_a
from exports.records.cin_xml import cin_xml
from exports.records.ndtms_csv import describe_left_out, ndtms_file
from exports.records.ssda903_xml import ssda903_xml
from exports.records.table_csv import table_files
from indicators.records.record_frames import Records
from mappings.ruleset.ruleset import Ruleset
from returnonce.count_text import format_count
from returnonce.errors import Unsupported

#: Forms that each return can have; the first is the one that is written when none is named.
FORMS: Mapping[str, tuple[str, ...]] = {
    "ssda903": ("csv", "xml"),
    "cin": ("xml",),
    "ndtms": ("csv",),
    "ofsted-annex-a": ("xlsx",),
}


@dataclass(frozen=True)
class RecordReturnRequest:
    """Which return to write, in which form. ``sender_code``: the agency's code in its own file (NDTMS)."""

    return_code: str
    form: str
    day: date
    sender_code: str = ""
    version: str | None = None


@dataclass(frozen=True)
class RecordFiles:
    """Files by name, and what this form could not carry, in words."""

    files: dict[str, bytes]
    left_out: tuple[str, ...] = ()


def write_records(
    request: RecordReturnRequest,
    records_by_set: Mapping[str, Records],
    ruleset: Ruleset,
    earlier: Sequence[Records] = (),
) -> RecordFiles:
    """The files of one return from records by set; the same for the same records.

    ``earlier``: looked-after children of years before, newest first, for Annex A.

    Raises:
        Unsupported: the return has no such form.
        Refused, NotFound: as the return's own writer says.
    """
    forms = list_forms(request.return_code)
    if request.form not in forms:
        offered = ", ".join(forms)
        raise Unsupported(f"{request.return_code} is not made as {request.form}.", mend=f"It is made as: {offered}.")
    if request.return_code == "ofsted-annex-a":
        looked_after, in_need = records_by_set.get("children-looked-after"), records_by_set.get("children-in-need")
        data = annex_a(ruleset, looked_after, in_need, request.day, earlier=earlier)
        return RecordFiles({f"ofsted-annex-a_{request.day}.xlsx": data})
    if request.return_code not in FORMS:
        return RecordFiles(_name_table_files(records_by_set))
    [records] = records_by_set.values()
    if request.return_code == "ndtms":
        name, data = ndtms_file(records, agency=request.sender_code, version=request.version)
        left_out = describe_left_out(records, agency=request.sender_code, version=request.version)
        return RecordFiles({name: data}, left_out)
    if request.return_code == "cin":
        census = cin_xml(records)
        return RecordFiles({f"cin_{records.period.code}.xml": census.data}, _rows(census.left_out))
    if request.form == "csv":
        return RecordFiles(table_files(records))
    return _ssda903_xml(records)


def _name_table_files(records_by_set: Mapping[str, Records]) -> dict[str, bytes]:
    """Every table's file; of several record sets each after its set, since two may have a file of one name."""
    return {
        name if len(records_by_set) == 1 else f"{code}_{name}": data
        for code, records in records_by_set.items()
        for name, data in table_files(records).items()
    }


def list_forms(return_code: str) -> tuple[str, ...]:
    """The forms that a return is written in; one of a pack's own record set is a CSV file for each table."""
    return FORMS.get(return_code, ("csv",))


def merge_files(parts: Iterable[RecordFiles]) -> RecordFiles:
    """The files of several forms of one return."""
    all_parts = list(parts)
    files = {name: data for part in all_parts for name, data in part.files.items()}
    return RecordFiles(files, tuple(what for part in all_parts for what in part.left_out))


def _rows(left_out: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{format_count(count, 'row')} of {table}" for table, count in left_out.items())


def _ssda903_xml(records: Records) -> RecordFiles:
    xml = ssda903_xml(records)
    cells = [
        f"{format_count(count, 'cell')} of {table} {column} that the form has no room for"
        for (table, column), count in xml.unfit.items()
    ]
    return RecordFiles({f"ssda903_{records.period.code}.xml": xml.data}, (*_rows(xml.left_out), *cells))
