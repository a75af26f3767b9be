"""The sandboxed side of reading a publisher's workbook: every sheet that has content, every cell as text."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from collectors.readers import limits
from collectors.readers.whole_workbook.ods_document import OdsDocument, Row
from collectors.readers.xlsx.sheet import SourceSheet
from collectors.readers.xlsx.workbook import SourceWorkbook
from collectors.readers.xlsx.worker_result import refusal, write_result

RESULT = "sheets.json"
CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
MOST_CELLS = 5_000_000


def read(source: Path, out: Path) -> None:
    """Write ``sheets.json``: a mark that refuses the workbook, or its sheets' names and rows."""
    write_result(source, out / RESULT, _read_package)


def _read_package(package: zipfile.ZipFile) -> dict[str, Any]:
    names = set(package.namelist())
    if CONTENT not in names:
        return {"sheets": _read_xlsx(SourceWorkbook(package))}
    if MANIFEST in names and b"encryption-data" in package.read(MANIFEST):
        return refusal("file-encrypted", "")
    document = OdsDocument(most_rows=limits.XLSX_ROWS, most_columns=limits.PUBLISHED_COLUMNS, most_cells=MOST_CELLS)
    with package.open(CONTENT) as stream:
        sheets = document.read(stream)
    return {"sheets": [{"name": s.name, "visible": s.visible, "rows": s.rows} for s in sheets]}


def _read_xlsx(book: SourceWorkbook) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.name,
            "visible": entry.state == "visible",
            "rows": _rows(book.read(n, most_rows=limits.XLSX_ROWS, most_columns=limits.PUBLISHED_COLUMNS)),
        }
        for n, entry in enumerate(book.sheets)
        # A sheet of a chart has no cells.
        if "chartsheet" not in entry.part
    ]


def _rows(sheet: SourceSheet) -> list[Row]:
    dates = {(row, column) for row, column, fact, _ in sheet.facts if fact == "date"}
    rows: dict[int, dict[int, str]] = {}
    for column, (numbers, texts) in sheet.columns.items():
        for number, text in zip(numbers, texts, strict=True):
            clean = text.removesuffix(" 00:00:00") if (number, column) in dates else text.strip()
            if clean:
                rows.setdefault(number, {})[column] = clean
    return sorted(rows.items())
