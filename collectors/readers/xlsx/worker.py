"""The sandboxed side of reading a workbook of figures: one pass over the XML, every cell as text.

The cells' exact texts come from the XML itself: reading libraries round long numbers, give an empty
cell for a formula without result, and allocate by a sheet's extent. None of that may happen here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collectors.readers import limits
from collectors.readers.upload_form import DERIVED_SHEET, TEMPLATE_SHEET
from collectors.readers.xlsx.sheet import SourceSheet
from collectors.readers.xlsx.workbook import SourceWorkbook
from collectors.readers.xlsx.worker_result import refusal, write_result

RESULT = "sheet.json"


def read(source: Path, out: Path) -> None:
    """Write ``sheet.json``: a mark that refuses the workbook, or the sheet's cells and facts."""
    write_result(source, out / RESULT, lambda package: _read_book(SourceWorkbook(package)))


def _read_book(book: SourceWorkbook) -> dict[str, Any]:
    sheet_number = book.choose()
    if sheet_number is None:
        return refusal("sheet-missing", str(len(book.sheets)))
    sheet = book.read(sheet_number, most_rows=limits.XLSX_ROWS, most_columns=limits.XLSX_COLUMNS)
    return {
        "name": book.sheets[sheet_number].name,
        "hidden": book.sheets[sheet_number].state != "visible",
        "ignored": [entry.name for n, entry in enumerate(book.sheets) if n != sheet_number],
        "template": _read_pairs(book, sheet_number, TEMPLATE_SHEET),
        "derived": _read_pairs(book, sheet_number, DERIVED_SHEET),
        "rows": sheet.rows,
        "columns": dict(sorted(sheet.columns.items())),
        "facts": sheet.facts,
        "merged": sheet.merged,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
    }


def _read_pairs(book: SourceWorkbook, sheet_number: int, sheet: str) -> dict[str, str]:
    number = book.find(sheet)
    if number is None or number == sheet_number:
        return {}
    return _pairs(book.read(number, most_rows=limits.XLSX_ROWS, most_columns=limits.XLSX_COLUMNS))


def _pairs(sheet: SourceSheet) -> dict[str, str]:
    """Column A as keys, column B as values."""
    names, answers = (dict(zip(*sheet.columns.get(n, ([], [])), strict=True)) for n in (0, 1))
    return {name.strip().casefold(): answers[row].strip() for row, name in names.items() if row in answers}
