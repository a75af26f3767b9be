"""Every sheet of a workbook of records to cells. Runs in the sandbox.

Which sheet is which list, and where its headings stand, is found out by the process that asked.
"""

from __future__ import annotations

from xml.parsers import expat

import polars as pl

from collectors.readers import limits as upload_limits
from collectors.readers.multi_table_files import limits
from collectors.readers.multi_table_files.worker_files import SourceFile
from collectors.readers.multi_table_files.worker_output import WorkerOutput
from collectors.readers.raw_table import ROW, cell_name
from collectors.readers.sheet_metadata import column_letter
from collectors.readers.xlsx.package_checks import check_package
from collectors.readers.xlsx.sheet import SheetTooLarge, SourceSheet
from collectors.readers.xlsx.workbook import SourceWorkbook
from collectors.readers.zip_faults import ZIP_FAULTS, open_zip

_CODES = {
    "file-encrypted": "record-encrypted",
    "file-old-excel": "record-old-excel",
    "file-macros": "record-macros",
    "file-too-large": "record-too-large",
    "file-too-big-inside": "record-too-large",
    "file-external-links": "record-links",
}
_CELLS = {"formula": "record-cell-formula", "error": "record-cell-error"}
_MIDNIGHT = " 00:00:00"


def read_workbook(member: SourceFile, output: WorkerOutput) -> None:
    """Write each sheet's cells; ``output.form`` is ``xlsx``."""
    output.form = "xlsx"
    fault = check_package(member.read())
    if fault is not None:
        output.add_mark(_CODES.get(fault.code, "record-damaged"))
        return
    try:
        with open_zip(member.path) as package:
            book = SourceWorkbook(package)
            if len(book.sheets) > limits.MEMBERS:
                output.add_mark("record-too-large", detail=f"more than {limits.MEMBERS} sheets")
                return
            for number in range(len(book.sheets)):
                _keep(book, number, output)
    except SheetTooLarge:
        most = f"{upload_limits.XLSX_ROWS:,} rows or {upload_limits.XLSX_COLUMNS} columns"
        output.add_mark("record-too-large", detail=f"a sheet has more than {most}")
    except (expat.ExpatError, *ZIP_FAULTS):
        output.add_mark("record-damaged")
    except (LookupError, ValueError, StopIteration):
        output.add_mark("record-damaged")


def _keep(book: SourceWorkbook, number: int, output: WorkerOutput) -> None:
    sheet = book.read(number, most_rows=upload_limits.XLSX_ROWS, most_columns=upload_limits.XLSX_COLUMNS)
    if not sheet.columns:
        return
    entry = book.sheets[number]
    place = f"sheet {number + 1}"
    output.add_table(_frame(sheet), name=entry.name, header=[], place=place)
    if entry.state != "visible":
        output.add_mark("record-sheet-hidden", table=place)
    for row, column, kind, _ in sheet.facts:
        if kind in _CELLS and len(output.marks) < limits.MOST_PLACES:
            output.add_mark(_CELLS[kind], table=place, row=row, column=column_letter(column))


def _frame(sheet: SourceSheet) -> pl.DataFrame:
    dates = {(row, column): text for row, column, kind, text in sheet.facts if kind == "date"}
    rows = sorted({row for rows_of_column, _ in sheet.columns.values() for row in rows_of_column})
    at = {row: n for n, row in enumerate(rows)}
    cells: dict[str, pl.Series] = {ROW: pl.Series(rows, dtype=pl.Int64)}
    for column in range(max(sheet.columns) + 1):
        texts: list[str | None] = [None] * len(rows)
        for row, text in zip(*sheet.columns.get(column, ([], [])), strict=True):
            texts[at[row]] = text.removesuffix(_MIDNIGHT) if (row, column) in dates else text
        cells[cell_name(column)] = pl.Series(texts, dtype=pl.String)
    return pl.DataFrame(cells)
