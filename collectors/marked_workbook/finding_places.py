"""Findings at the cells of the sender's own sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collectors.marked_workbook.own_sheets import OwnSheet, fold
from collectors.readers.sheet_metadata import column_letter, read_reference
from collectors.submissions.column_letters import ColumnLetters, letter_key
from collectors.submissions.findings import Finding

#: Where a finding names a row and no column that is there.
FIRST_COLUMN = 0


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


def place_findings(
    findings: Sequence[Finding], sheets: Sequence[OwnSheet], letters: ColumnLetters
) -> list[PlacedFinding]:
    """Each finding at its cell. A finding's sheet is a sheet's name, or that of a table of records, whose sheet is the
    one that names most of the columns with findings. ``letters``: of their columns, as the check found them."""
    headings: dict[str | None, set[str]] = {}
    for one in findings:
        headings.setdefault(one.sheet, set()).update([one.column] if one.column else [])
    chosen = {sheet: _choose_sheet(sheet, columns, sheets) for sheet, columns in headings.items()}
    return [PlacedFinding(one, chosen[one.sheet], one.row, _find_column(one, letters)) for one in findings]


def _choose_sheet(name: str | None, columns: set[str], sheets: Sequence[OwnSheet]) -> int | None:
    if len(sheets) < 2:
        return 0 if sheets else None
    named = [number for number, sheet in enumerate(sheets) if name and fold(sheet.name) == fold(name)]
    if named:
        return named[0]
    known = {number: len(sheet.find_columns(columns)) for number, sheet in enumerate(sheets)}
    best = max(known, key=lambda number: known[number])
    return best if known[best] else None


def _find_column(finding: Finding, letters: ColumnLetters) -> int | None:
    letter = letters.get(letter_key(finding.sheet, finding.column))
    return None if letter is None else read_reference(f"{letter}1")[1]
