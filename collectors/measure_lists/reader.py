"""Any list of measures, CSV or XLSX, to the rows that the overlap finder reads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collectors.measure_lists.columns import ListColumns, ListHeadings, as_period, find_columns, is_code, rank_headings
from collectors.measure_lists.worker import MOST_ROWS, RESULT
from collectors.readers.encodings import decode_text
from collectors.readers.file_names import safe_name
from collectors.readers.upload_copy import own_copy
from collectors.readers.xlsx.package_checks import OLE, check_package
from mappings.definitions.overlap_vocabulary import HeadingRole
from mappings.overlap.profiles import Measure
from returnonce import sandbox
from returnonce.errors import Refused
from returnonce.sandbox import SandboxLimits

#: A list is a small file; a larger one is something else.
MOST_BYTES, MOST_MEASURES = 50 << 20, 20_000
JAIL = SandboxLimits(memory=1 << 30, cpu_seconds=30, wall_seconds=60)
ALL_SHEETS = "all"
_BULLET = re.compile(r"^\s*(?:[-–—•·*▪◦]\s*)+")
_FAULTS = {
    "large": (f"A sheet has more than {MOST_ROWS:,} rows or 256 columns.", "Give the rows of measures alone."),
    "damaged": ("The file is damaged, or is no list.", "Open it, save it anew as .xlsx or .csv, and give that."),
    "encoding": ("The letters of the file cannot be read.", "Save it as CSV UTF-8, and give that."),
}
_CONTAINER = {
    "file-encrypted": ("The workbook is locked with a password.", "Take the password off, and give it again."),
    "file-old-excel": ("This is an old Excel workbook (.xls).", "Save it as .xlsx, and give that."),
    "file-binary-excel": ("This is a binary workbook (.xlsb).", "Save it as .xlsx, and give that."),
    "file-macros": ("The workbook carries macros.", "Save it as .xlsx, and give that."),
    "file-external-links": ("The workbook is linked to other workbooks.", "Break the links, and give it again."),
}


@dataclass(frozen=True)
class MeasureList:
    """Measures of one list, and what there is to say of how it was read."""

    measures: tuple[Measure, ...]
    notes: tuple[str, ...] = ()


def read_list(
    path: Path,
    headings: Sequence[HeadingRole],
    *,
    sheet: str | None = None,
    column: str | None = None,
    area: Sequence[str] = (),
) -> MeasureList:
    """Rows with a title, in columns that their headings tell.

    ``column`` is the title's heading or letter; ``area`` are names of which values are wanted.

    Raises:
        NotFound: there is no such file.
        Refused: it cannot be read, holds no titles, or leaves open which sheet or column is meant.
    """
    file_name = safe_name(path.name)
    with own_copy(path) as copy:
        sheets = _read(copy, file_name)
    sheets_to_read = _choose_sheets(sheets, sheet, column, file_name, rank_headings(headings))
    measures: list[Measure] = []
    notes: list[str] = []
    for name, rows, columns in sheets_to_read:
        sheet_measures, sheet_notes = read_rows(name if len(sheets_to_read) > 1 or name else "", rows, columns, area)
        measures += sheet_measures
        notes += sheet_notes
    if len(measures) > MOST_MEASURES:
        raise Refused(
            f"The list holds {len(measures):,} measures; the most is {MOST_MEASURES:,}.",
            where=file_name,
            mend="Give it in parts.",
        )
    if not measures:
        raise Refused(
            "There is no measure under the headings.",
            where=file_name,
            mend="Say which column holds the titles.",
        )
    return MeasureList(tuple(measures), tuple(notes))


def _read(copy: Path, file_name: str) -> list[dict[str, Any]]:
    size = copy.stat().st_size
    if not size:
        raise Refused("The file is empty.", where=file_name, mend="Give a list with a title in each row.")
    if size > MOST_BYTES:
        raise Refused(
            f"The file has {size >> 20} MB; the most is {MOST_BYTES >> 20}.",
            where=file_name,
            mend="Give the sheet of measures alone.",
        )
    data = copy.read_bytes()
    _check_kind(data, file_name)
    if not data.startswith(b"PK"):
        copy.write_bytes(_as_utf8(data, file_name))
    with sandbox.run("collectors.measure_lists.worker:read", copy, limits=JAIL) as out:
        output = json.loads((out / RESULT).read_bytes())
    if "fault" in output:
        what, mend = _FAULTS[output["fault"]]
        raise Refused(what, where=file_name, mend=mend)
    sheets: list[dict[str, Any]] = [each for each in output["sheets"] if each["rows"]]
    if not sheets:
        raise Refused("The file is empty.", where=file_name, mend="Give a list with a title in each row.")
    return sheets


def _as_utf8(data: bytes, file_name: str) -> bytes:
    decoded = decode_text(data)
    if decoded.data is None:
        what, mend = _FAULTS["encoding"]
        raise Refused(what, where=file_name, mend=mend)
    return decoded.data


def _check_kind(data: bytes, file_name: str) -> None:
    if data.startswith((b"PK", OLE)):
        fault = check_package(data)
        if fault is not None:
            what, mend = _CONTAINER.get(fault.code, _FAULTS["damaged"])
            raise Refused(what, where=file_name, mend=mend)
    elif data[:256].lstrip().startswith((b"%PDF", b"\x1f\x8b", b"{\\rtf", b"<")):
        raise Refused(
            "This is neither CSV nor XLSX.", where=file_name, mend="Save the list as .xlsx or .csv, and give that."
        )


Rows = list[tuple[int, list[str]]]


def _choose_sheets(
    sheets: list[dict[str, Any]], sheet: str | None, column: str | None, file_name: str, headings: ListHeadings
) -> list[tuple[str, Rows, ListColumns]]:
    """The sheets to read, with their columns."""
    if sheet is not None and sheet.casefold() != ALL_SHEETS:
        sheets = [each for each in sheets if each["name"].strip().casefold() == sheet.strip().casefold()] or _no_sheet(
            sheets, sheet, file_name
        )
    readable = []
    for each in sheets:
        columns = find_columns(each["rows"], column, headings)
        if columns is not None and (sheet is not None or not each["hidden"]):
            readable.append((each["name"], each["rows"], columns))
    headed = [each for each in readable if each[2].header is not None] or readable
    if not headed:
        raise Refused(
            "No column of titles was found." if column is None else f"There is no column {column!r} with titles.",
            where=file_name,
            mend="Name the column that holds the titles, by its heading or its letter.",
        )
    if len(headed) > 1 and sheet is None:
        raise Refused(
            f"{len(headed)} sheets hold titles: {_names(headed)}.",
            where=file_name,
            mend=f"Name the sheet, or {ALL_SHEETS} for every one.",
        )
    return headed


def _names(sheets: list[tuple[str, Rows, ListColumns]]) -> str:
    return ", ".join(f"“{name[:40]}”" for name, *_ in sheets[:6]) + (" and more" if len(sheets) > 6 else "")


def _no_sheet(sheets: list[dict[str, Any]], sheet: str, file_name: str) -> list[dict[str, Any]]:
    names = ", ".join(f"“{sheet['name'][:40]}”" for sheet in sheets[:6])
    raise Refused(f"There is no sheet {sheet[:40]!r} with rows.", where=file_name, mend=f"There are: {names}.")


def read_rows(name: str, rows: Rows, columns: ListColumns, area: Sequence[str] = ()) -> tuple[list[Measure], list[str]]:
    """The measures of a sheet's rows (number and cells), and what there is to say of how they were read."""
    body = [(number, cells) for number, cells in rows if columns.header is None or number > columns.header]
    measures: list[Measure] = []
    sections = 0
    filled = _usually_filled(body, columns)
    for number, cells in body:
        title = _cell(cells, columns.title)
        if not re.search(r"[^\W\d_]{2}", title) or columns.is_heading(cells):
            continue
        if _a_section(title, filled) and not any(_cell(cells, position) for position in filled):
            sections += 1
            continue
        measures += _read_row(number, title, cells, columns, name)
    notes = (
        [f"{sections} rows stand without anything beside them, and were read as headings of sections."]
        if sections
        else []
    )
    if columns.header is None:
        notes.append(f"No headings were found; titles were read from column {columns.letter}.")
    return _join_repeated(measures, columns, area), notes


def _a_section(title: str, filled: list[int]) -> bool:
    """Whether a row without any of those cells is the heading of a section: one blank cell alone proves nothing."""
    return len(filled) >= 2 or bool(filled and (title.isupper() or title.endswith(":")))


def _usually_filled(body: Rows, columns: ListColumns) -> list[int]:
    """Columns filled in most rows that have a title: a row with none of them is the heading of a section."""
    titled = [cells for _, cells in body if _cell(cells, columns.title)]
    others = [
        position
        for role, position in columns.roles.items()
        if role in ("code", "unit", "numerator", "denominator", "frequency")
    ]
    often = [p for p in others if sum(1 for cells in titled if _cell(cells, p)) >= 0.85 * len(titled)]
    return often if len(titled) >= 5 else []


def _read_row(number: int, title: str, cells: list[str], columns: ListColumns, sheet: str) -> list[Measure]:
    role = {name: _cell(cells, position) for name, position in columns.roles.items()}
    values = tuple((period, _cell(cells, position)) for period, position in columns.periods if _cell(cells, position))
    period = as_period(role.get("period", ""))
    if period and role.get("value"):
        values += ((f"{role.get('area', '')}\x1f{period}", role["value"]),)
    code = role.get("code", "")
    if code.isdigit() and columns.national:
        code = f"NI {code}"
    texts = ("unit", "numerator", "denominator", "definition", "polarity", "topic", "axis")
    row = Measure(
        number,
        "",
        code=code if is_code(code) else "",
        values=values,
        sheet=sheet,
        **{t: role.get(t, "") for t in texts},
    )
    return [replace(row, title=each) for each in _titles(title)]


def _titles(cell: str) -> list[str]:
    """One title, or several where a cell holds a list with bullets."""
    lines = [line for line in cell.splitlines() if line.strip()]
    bullets = [line for line in lines if _BULLET.match(line)]
    if len(bullets) >= 2:
        return [" ".join(_BULLET.sub("", line).split()) for line in bullets if len(line.split()) > 1]
    return [" ".join(cell.split())]


def _join_repeated(measures: list[Measure], columns: ListColumns, area: Sequence[str]) -> list[Measure]:
    """Rows that repeat a measure for each area and period, as one measure with many values."""
    if not {"period", "value"} <= columns.roles.keys():
        return measures
    area_names = {name.casefold() for name in area}
    joined: dict[tuple[str, str], Measure] = {}
    for measure in measures:
        first = joined.setdefault((measure.code, measure.title), replace(measure, values=()))
        of_area = tuple(
            (key.rpartition("\x1f")[2], text)
            for key, text in measure.values
            if "\x1f" not in key or not key.partition("\x1f")[0] or key.partition("\x1f")[0].casefold() in area_names
        )
        joined[measure.code, measure.title] = replace(first, values=first.values + of_area)
    return list(joined.values())


def _cell(cells: list[str], position: int | None) -> str:
    return cells[position].strip() if position is not None and position < len(cells) else ""
