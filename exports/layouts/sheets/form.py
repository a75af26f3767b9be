"""A form: a sheet of fixed cells, each with a text or with a fact about one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet
from exports.layouts.sheets.words import banner_lines, fill_words
from exports.presentation.readable_cells import split_by_book
from mappings.definitions.workbook_layouts import CellStyle
from mappings.fill.cells import FilledReturn
from returnonce.errors import Refused

#: What tells the cells of one line apart.
_KEY = ("line", "area", "area_name", "period", "breakdown")
#: A cell without anything has no frame.
_EMPTY, _WIDTH = "note", 12


class LineCell(NamedTuple):
    """Which cell of the return a form's cell shows, and what of it."""

    line: str
    column: SheetColumn
    area: str | None
    period: str | None
    breakdown: str | None


@dataclass(frozen=True)
class FormCell:
    """One cell: ``row`` and ``column`` from 0, and the text or the line's fact that stands there."""

    row: int
    column: int
    content: str | LineCell
    style: CellStyle


@dataclass(frozen=True)
class FormSheet:
    """One form. ``widths``: by place of column."""

    name: str
    contents: str
    cells: tuple[FormCell, ...]
    widths: Mapping[int, float]
    wide_paper: bool = False
    optional = False

    def choose_rows(self, cells: pl.LazyFrame) -> pl.LazyFrame:
        """The rows of the cells that it shows, with what it shows of them."""
        shown = [cell.content for cell in self.cells if isinstance(cell.content, LineCell)]
        names = [name for each in shown for name in each.column.source_names]
        rows = cells.filter(pl.col("line").is_in(sorted({each.line for each in shown})))
        return rows.select(list(dict.fromkeys([*_KEY, "symbol", *names, "book"])))

    def make_sheets(self, filled: Sequence[FilledReturn], frame: pl.DataFrame) -> list[WorkbookSheet]:
        """A sheet for each return. Raises ``Refused`` where a line has several such cells."""
        books = split_by_book(frame, len(filled))
        return [self._make_sheet(*each) for each in zip(filled, (book.frame for book in books), strict=True)]

    def _make_sheet(self, filled: FilledReturn, rows: pl.DataFrame) -> WorkbookSheet:
        height = 1 + max(cell.row for cell in self.cells)
        columns = 1 + max(cell.column for cell in self.cells)
        grid = [[_grid_cell(None, None, 0, _EMPTY)] * columns for _ in range(height)]
        for cell in self.cells:
            grid[cell.row][cell.column] = self._read_cell(cell, filled, rows)
        # Below the form, whose cells keep their places.
        for words, tone in banner_lines(filled):
            grid += [
                [_grid_cell(None, None, 0, _EMPTY)] * columns,
                [_grid_cell(None, text, 0, tone) for text in (words, *[None] * (columns - 1))],
            ]
        frame = pl.DataFrame(
            {f"{name}{at}": [row[at][name] for row in grid] for at in range(columns) for name in _GRID},
            schema={f"{name}{at}": kind for at in range(columns) for name, kind in _GRID.items()},
        )
        return WorkbookSheet(
            self.name,
            self.name,
            tuple(self._grid_column(at) for at in range(columns)),
            frame,
            headed=False,
            wide_paper=self.wide_paper,
            contents=self.contents,
        )

    def _grid_column(self, at: int) -> SheetColumn:
        return SheetColumn(
            "", f"number{at}", self.widths.get(at, _WIDTH), "number", decimals=f"decimals{at}", fallback=f"text{at}",
            tone=f"tone{at}", fallback_form="text",
        )  # fmt: skip

    def _read_cell(self, cell: FormCell, filled: FilledReturn, rows: pl.DataFrame) -> dict[str, Any]:
        if isinstance(cell.content, str):
            return _grid_cell(None, fill_words(cell.content, filled), 0, cell.style)
        row = self._find_row(cell.content, filled, rows)
        if row is None:
            return _grid_cell(None, None, 0, cell.style)
        column = cell.content.column
        if column.form != "number":
            return _grid_cell(None, row[column.source], 0, cell.style)
        decimals = row[column.decimals] if isinstance(column.decimals, str) else column.decimals
        return _grid_cell(row[column.source], row[column.fallback or "symbol"], decimals, cell.style)

    def _find_row(self, line_cell: LineCell, filled: FilledReturn, rows: pl.DataFrame) -> dict[str, Any] | None:
        """The line's cell, that of the return's own area and period before others; None where it has none."""
        matching = [row for row in rows.filter(line=line_cell.line).iter_rows(named=True) if _fits(row, line_cell)]
        own = {
            "area": line_cell.area or filled.area.code,
            "period": line_cell.period or filled.period.code,
            "breakdown": line_cell.breakdown or "total",
        }
        for name, value in own.items():
            matching = [row for row in matching if row[name] == value] or matching
        if len(matching) > 1:
            message = f"The line {line_cell.line} has {len(matching)} cells of which {self.name} may mean any."
            raise Refused(message, where=filled.edition.layout, mend="Name its area, period or breakdown there.")
        return matching[0] if matching else None


_GRID: dict[str, Any] = {"number": pl.Int64, "text": pl.String, "decimals": pl.Int64, "tone": pl.String}


def _grid_cell(number: int | None, text: str | None, decimals: int, tone: str) -> dict[str, Any]:
    return {"number": number, "text": text, "decimals": decimals, "tone": tone}


def _fits(row: Mapping[str, Any], line_cell: LineCell) -> bool:
    named = (line_cell.area in {None, row["area"], row["area_name"]}, line_cell.period in {None, row["period"]})
    return all(named) and line_cell.breakdown in {None, row["breakdown"]}
