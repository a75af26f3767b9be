"""XLSX to a table: size checks here, the workbook itself in the sandbox."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from collectors.readers.limits import JAIL
from collectors.readers.marks import Mark
from collectors.readers.raw_table import ROW, RawTable, TableReading, cell_name
from collectors.readers.sheet_metadata import CellMetadata, MergedRange, SheetMetadata
from collectors.readers.upload_form import OUR_OWN_SHEETS
from collectors.readers.xlsx.package_checks import check_package
from collectors.readers.xlsx.worker import RESULT
from returnonce import sandbox
from returnonce.errors import Refused


def read_xlsx(path: Path, data: bytes) -> TableReading:
    """The sheet Figures, or the only one; ``data`` is the content of ``path``."""
    fault = check_package(data)
    if fault:
        return TableReading(None, (fault,))
    # A process that is limited itself, and ends with this file, needs no other.
    run = sandbox.run_here if sandbox.is_inside() else partial(sandbox.run, limits=JAIL)
    try:
        with run("collectors.readers.xlsx.worker:read", path) as out:
            sheet = json.loads((out / RESULT).read_bytes())
    except Refused as error:
        return TableReading(None, (Mark("file-heavy", detail=error.what),))
    if "mark" in sheet:
        return TableReading(None, (Mark(*sheet["mark"]),))
    if not sheet["rows"]:
        return TableReading(None, (Mark("file-empty"),))
    return TableReading(_table(sheet), tuple(_file_marks(sheet)))


def _file_marks(sheet: dict[str, Any]) -> list[Mark]:
    marks = []
    if sheet["hidden"]:
        marks.append(Mark("sheet-hidden"))
    others = [name for name in sheet["ignored"] if name.strip().casefold() not in OUR_OWN_SHEETS]
    if others:
        # How many, and not which: the sheets of another kind of workbook may be called after people.
        marks.append(Mark("sheets-ignored", detail=str(len(others))))
    return marks


def _table(sheet: dict[str, Any]) -> RawTable:
    columns: dict[str, tuple[list[int], list[str]]] = sheet["columns"]
    first = min(rows[0] for rows, _ in columns.values())
    width = max(int(position) for position in columns) + 1
    height = sheet["rows"] - first
    header, cells = [""] * width, {ROW: pl.int_range(first + 1, sheet["rows"] + 1, dtype=pl.Int64, eager=True)}
    for position in range(width):
        texts: list[str | None] = [None] * (height + 1)
        for row, text in zip(*columns.get(str(position), ([], [])), strict=True):
            texts[row - first] = text or None
        header[position] = texts[0] or ""
        cells[cell_name(position)] = pl.Series(texts[1:], dtype=pl.String)
    return RawTable(sheet["name"], tuple(header), first, pl.DataFrame(cells), _metadata(sheet))


def _metadata(sheet: dict[str, Any]) -> SheetMetadata:
    return SheetMetadata(
        cells=tuple(CellMetadata(*fact) for fact in sheet["facts"]),
        merged=tuple(MergedRange(*merged) for merged in sheet["merged"]),
        hidden_rows=tuple(sheet["hidden_rows"]),
        hidden_columns=tuple(sheet["hidden_columns"]),
        hidden=sheet["hidden"],
        ignored_sheets=tuple(sheet["ignored"]),
        template=sheet["template"],
        derived=sheet["derived"],
    )
