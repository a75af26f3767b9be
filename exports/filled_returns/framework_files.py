"""A compiled framework as files: a workbook, a JSON document, and two CSV files, published and own apart."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from exports.filled_returns.render import Format, file_stem_from_codes
from exports.filled_returns.write import WrittenFile
from exports.formats.spreadsheet_csv import guard_formula
from exports.formats.xlsx.fast_writer import write_workbooks
from exports.layouts.framework import lay_out_framework
from mappings.fill.framework_sheet import FrameworkSheet
from returnonce.blobs import sha256, write_atomic
from returnonce.numbers import format_shortest

_MICROS = frozenset(
    {"value", "numerator", "denominator", "england", "neighbours_median", "neighbours_lowest", "neighbours_highest"}
)


def write_framework(sheet: FrameworkSheet, folder: Path, formats: Sequence[Format]) -> list[WrittenFile]:
    """The sheet in each format: the same bytes for the same figures and definitions."""
    stem = file_stem_from_codes(sheet.framework.about.framework, sheet.area.code, _period(sheet))
    files = [(f"{stem}{ending}", form, data) for form in formats for ending, data in _render(sheet, form).items()]
    return [WrittenFile(write_atomic(folder / name, data), form, sha256(data), len(data)) for name, form, data in files]


def _period(sheet: FrameworkSheet) -> str:
    return sheet.until.code if sheet.until else "latest"


def _render(sheet: FrameworkSheet, form: Format) -> dict[str, bytes]:
    """Bytes by the ending of the file."""
    if form == "xlsx":
        return {".xlsx": next(write_workbooks([lay_out_framework(sheet)]))}
    if form == "csv":
        return {".csv": _csv(sheet.metrics), ".own.csv": _csv(sheet.own)}
    return {".json": _json(sheet)}


def _csv(frame: pl.DataFrame) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(frame.columns)
    for row in frame.iter_rows(named=True):
        writer.writerow([_cell(name, value) for name, value in row.items()])
    return out.getvalue().encode()


def _cell(name: str, value: Any) -> str:
    exact = _exact(name, value)
    return "" if exact is None else str(exact) if name in _MICROS else guard_formula(str(exact))


def _exact(name: str, value: Any) -> Any:
    """A number as exact decimal text."""
    return format_shortest(value) if name in _MICROS and value is not None else value


def _json(sheet: FrameworkSheet) -> bytes:
    about = sheet.framework.about
    body = {
        "framework": about.framework, "title": about.title, "says": about.says, "area": sheet.area.code,
        "area_name": sheet.area.name, "until": sheet.until.code if sheet.until else None, "ruleset": sheet.ruleset,
        "neighbours": list(sheet.neighbours), "published": _rows(sheet.metrics), "own_records": _rows(sheet.own),
        "provenance": _rows(sheet.trail),
    }  # fmt: skip
    return (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode()


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [{name: _exact(name, value) for name, value in row.items()} for row in frame.iter_rows(named=True)]
