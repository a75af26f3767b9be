"""The sandboxed side of reading a list of measures: every sheet's rows as texts, whatever stands above the headings.

Text comes here as UTF-8; the process that asked knows the other encodings, and this file stays light.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.parsers import expat

from collectors.readers.xlsx.sheet import SheetTooLarge, SourceSheet
from collectors.readers.xlsx.workbook import SourceWorkbook
from collectors.readers.zip_faults import ZIP_FAULTS, open_zip

RESULT = "list.json"
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 60_000, 256, 8_000
_SEPARATORS = (",", "\t", ";", "|")
#: A separator is one where this share of the rows has the same number of cells.
_REGULAR = 0.6
_LOOKED_AT = 400


def read(source: Path, out: Path) -> None:
    """Write ``list.json``: sheets (name, hidden, rows of number and texts), or the fault of the file."""
    data = source.read_bytes()
    try:
        result = _workbook(source) if data.startswith(b"PK") else _text(data)
    except SheetTooLarge:
        result = {"fault": "large"}
    except (expat.ExpatError, *ZIP_FAULTS, LookupError, ValueError, StopIteration, csv.Error):
        result = {"fault": "damaged"}
    (out / RESULT).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8", errors="replace")


def _workbook(source: Path) -> dict[str, Any]:
    with open_zip(source) as package:
        book = SourceWorkbook(package)
        sheets = []
        for number, entry in enumerate(book.sheets):
            sheet = book.read(number, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
            sheets.append({"name": entry.name, "hidden": entry.state != "visible", "rows": _rows(sheet)})
    return {"form": "xlsx", "sheets": sheets}


def _rows(sheet: SourceSheet) -> list[tuple[int, list[str]]]:
    cells: dict[int, dict[int, str]] = {}
    for column, (rows, texts) in sheet.columns.items():
        for row, text in zip(rows, texts, strict=True):
            cells.setdefault(row, {})[column] = text[:MOST_CELL]
    return [(row, [cell.get(n, "") for n in range(max(cell) + 1)]) for row, cell in sorted(cells.items())]


def _text(data: bytes) -> dict[str, Any]:
    text = data.decode("utf-8")
    csv.field_size_limit(1 << 27)
    separator = _separator(text)
    rows: list[tuple[int, list[str]]] = []
    for number, record in enumerate(_records(text, separator), start=1):
        if len(rows) >= MOST_ROWS:
            return {"fault": "large"}
        if any(cell.strip() for cell in record):
            rows.append((number, [cell[:MOST_CELL] for cell in record[:MOST_COLUMNS]]))
    return {"form": "csv", "sheets": [{"name": "", "hidden": False, "rows": rows}]}


def _records(text: str, separator: str | None) -> Any:
    if separator is None:
        return ([line] for line in text.splitlines())
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str | None:
    """The separator by which most rows have equally many cells; None where each line is one cell."""
    best: tuple[float, str] | None = None
    for separator in _SEPARATORS:
        widths = Counter[int]()
        for _, record in zip(
            range(_LOOKED_AT), csv.reader(io.StringIO(text, newline=""), delimiter=separator), strict=False
        ):
            filled = sum(1 for cell in record if cell.strip())
            if filled:
                widths[len(record)] += 1
        if not widths:
            continue
        width, rows = max(widths.items(), key=lambda each: (each[1], each[0]))
        regular = rows / sum(widths.values())
        if width > 1 and regular >= _REGULAR and (best is None or regular * width > best[0]):
            best = regular * width, separator
    return best[1] if best else None
