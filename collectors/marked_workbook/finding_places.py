"""Findings at the cells of the sender's own sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from collectors.marked_workbook.own_sheets import LETTERS, OwnSheet, fold, read_own_sheets
from collectors.readers.sheet_metadata import column_letter, read_reference
from collectors.submissions.findings import FINDING_SCHEMA, Finding, as_findings

#: Where a finding names a row and no column that is there.
FIRST_COLUMN = 0
#: A larger file's columns go without their letters on pages; its marked workbook has them.
MOST_BYTES_READ_TWICE = 5 << 20


@dataclass(frozen=True)
class PlacedFinding:
    """A finding with its cell: the number of its sheet, its row as shown and its column from 0, as far as known."""

    finding: Finding
    sheet: int | None
    row: int | None
    column: int | None

    @property
    def cell(self) -> tuple[int, int] | None:
        """Row as shown and column of the cell that is marked; None where the finding is of no row."""
        return None if self.sheet is None or self.row is None else (self.row, self.column or FIRST_COLUMN)

    @property
    def cell_name(self) -> str:
        """``D12``; ``12:12`` of a whole row; empty where there is none."""
        if self.sheet is None or self.row is None:
            return ""
        return f"row {self.row}" if self.column is None else f"{column_letter(self.column)}{self.row}"


def place_findings(findings: Sequence[Finding], sheets: Sequence[OwnSheet]) -> list[PlacedFinding]:
    """Each finding at its cell. A finding's sheet is a sheet's name, or that of a table of records, whose sheet is the
    one that names most of the columns with findings."""
    headings: dict[str | None, set[str]] = {}
    for one in findings:
        headings.setdefault(one.sheet, set()).update([one.column] if one.column else [])
    chosen = {sheet: _choose_sheet(sheet, columns, sheets) for sheet, columns in headings.items()}
    places = {
        sheet: sheets[number].find_columns(headings[sheet]) if number is not None else {}
        for sheet, number in chosen.items()
    }
    return [
        PlacedFinding(one, chosen[one.sheet], one.row, _find_column(one.column, places[one.sheet])) for one in findings
    ]


def find_letters(path: Path, name: str, findings: pl.DataFrame) -> dict[str, str]:
    """The letters, as Excel shows them, of the columns that findings (``FINDING_SCHEMA``) name, by :func:`letter_key`;
    none of a file that is too large to be read twice. ``name``: what its sender calls the file."""
    columns = findings.filter(pl.col("column").is_not_null()).unique(["sheet", "column"], maintain_order=True)
    if columns.is_empty() or path.stat().st_size > MOST_BYTES_READ_TWICE:
        return {}
    placed = place_findings(as_findings(columns.select(list(FINDING_SCHEMA))), read_own_sheets(path, name))
    return {
        letter_key(one.finding.sheet, one.finding.column): column_letter(one.column)
        for one in placed
        if one.column is not None
    }


def letter_key(sheet: str | None, column: str | None) -> str:
    """A column of a sheet as one text."""
    return f"{sheet or ''}!{column or ''}"


def _choose_sheet(name: str | None, columns: set[str], sheets: Sequence[OwnSheet]) -> int | None:
    if len(sheets) < 2:
        return 0 if sheets else None
    named = [number for number, sheet in enumerate(sheets) if name and fold(sheet.name) == fold(name)]
    if named:
        return named[0]
    known = {number: len(sheet.find_columns(columns)) for number, sheet in enumerate(sheets)}
    best = max(known, key=lambda number: known[number])
    return best if known[best] else None


def _find_column(heading: str | None, places: Mapping[str, int]) -> int | None:
    if heading is None:
        return None
    if heading in places:
        return places[heading]
    return read_reference(f"{heading}1")[1] if LETTERS.fullmatch(heading) else None
