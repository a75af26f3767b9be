"""Marks on what a workbook hides or muddles: formulas without results, merged cells, hidden rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from collectors.figures.headings import NUMBERS
from collectors.figures.invisible_text import CleanedColumn
from collectors.readers.marks import Mark
from collectors.readers.raw_table import RawTable
from collectors.readers.sheet_metadata import CellMetadata, column_letter
from collectors.readers.xlsx.cells import show_rounded

_CODES = {"formula": "formula-without-value", "error": "cell-error"}


def sheet_marks(
    table: RawTable, positions: Mapping[str, int], cleaned_columns: Iterable[CleanedColumn] = ()
) -> tuple[Mark, ...]:
    """Only for columns that are read (``positions``: name to column), and rows from the headings down.
    ``cleaned_columns``: where invisible characters were taken out."""
    names = {position: name for name, position in positions.items()}
    return (
        *_find_cleaned(cleaned_columns, names),
        *_cells(table, names),
        *_find_merged_cells(table, names),
        *_find_hidden_cells(table, names),
    )


def _find_cleaned(cleaned_columns: Iterable[CleanedColumn], names: Mapping[int, str]) -> Iterator[Mark]:
    for one in cleaned_columns:
        if one.position in names:
            cells = "1 cell" if one.cells == 1 else f"{one.cells:,} cells"
            yield Mark("text-cleaned", one.first_row, names[one.position], None, cells)


def _cells(table: RawTable, names: Mapping[int, str]) -> Iterator[Mark]:
    for fact in table.metadata.cells:
        if fact.column in names and fact.row > table.header_row:
            mark = _cell(fact, names[fact.column])
            if mark:
                yield mark


def _cell(fact: CellMetadata, name: str) -> Mark | None:
    if fact.kind in _CODES:
        return Mark(_CODES[fact.kind], fact.row, name, fact.text or None)
    if fact.kind == "percent" and name in NUMBERS:
        return Mark("cell-percent", fact.row, name, fact.text, f"{float(fact.text) * 100:g}%")
    if fact.kind.startswith("fixed-") and name in NUMBERS:
        return Mark("cell-rounded", fact.row, name, fact.text, f"{show_rounded(fact.text, fact.kind):f}")
    # A date in the period column or among numbers is told where those are read.
    if fact.kind == "date" and name not in {*NUMBERS, "period", "note"}:
        return Mark("cell-date", fact.row, name, fact.text)
    return None


def _find_merged_cells(table: RawTable, names: Mapping[int, str]) -> Iterator[Mark]:
    last = int(table.cells["row"].max() or table.header_row)  # type: ignore[arg-type]
    for merged in table.metadata.merged:
        columns = [n for n in names if merged.first_column <= n <= merged.last_column]
        if columns and merged.last_row >= table.header_row and merged.first_row <= last:
            yield Mark("merged-cells", max(merged.first_row, table.header_row), names[min(columns)], None, merged.name)


def _find_hidden_cells(table: RawTable, names: Mapping[int, str]) -> Iterator[Mark]:
    for row in table.metadata.hidden_rows:
        if row > table.header_row:
            yield Mark("row-hidden", row)
    for column in sorted(set(table.metadata.hidden_columns) & set(names)):
        yield Mark("column-hidden", table.header_row, names[column], detail=f" ({column_letter(column)})")
