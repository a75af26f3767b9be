"""The model of a workbook: sheets, columns, and the frame that each sheet shows.

A sheet is one title, a few lines under it, one header row and one table: the layout that the
Analysis Function's guidance on accessible spreadsheets asks for. Numbers are Int64 micros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import polars as pl

from exports.formats.xlsx.styles import FORM_NUMBERS, TONES
from returnonce.errors import Refused

#: Excel's own limits (specification of Microsoft Excel).
LONGEST_TEXT = 32_767
LONGEST_SHEET_NAME = 31
MOST_ROWS = 1_048_576
CUT = " … (cut here; the JSON file holds the whole text)"


_FORMS = {*FORM_NUMBERS, "number", "sparkline"}


@dataclass(frozen=True)
class SheetColumn:
    """One column: its heading, and where in the frame its cells are.

    ``form`` is ``text``, ``wrap``, ``centre``, ``number`` (micros) or ``sparkline`` (the cell holds
    the range that it draws, or nothing). ``decimals`` is fixed, or names an integer column.
    ``fallback`` names the text column shown where a number is null: its symbol, set as ``fallback_form``. ``tone``
    names a text column that overrides the row's tone for this cell.
    """

    heading: str
    source: str
    width: float
    form: Literal["text", "wrap", "centre", "number", "sparkline"] = "text"
    decimals: int | str = 0
    fallback: str | None = None
    tone: str | None = None
    fallback_form: Literal["text", "centre"] = "centre"

    @cached_property
    def source_names(self) -> list[str]:
        """The frame's columns that it reads."""
        sources = (self.source, self.fallback, self.tone, self.decimals)
        return [name for name in sources if isinstance(name, str)]


@dataclass(frozen=True)
class SheetShape:
    """A sheet without its cells. All workbooks of one return share the same shapes."""

    name: str
    widths: tuple[float, ...]
    header_row: int
    frozen_columns: int
    filters: bool
    landscape: bool
    wide_paper: bool
    charts: tuple[int, ...]


@dataclass(frozen=True)
class WorkbookSheet:
    """One table, or without ``headed`` a form: rows alone.

    ``tone`` names the frame's column of row tones; none means all are plain.

    ``together``: where ``frame`` is a slice of the rows of many sheets, these and the place of its first row, so that
    they need not be put together once more.
    """

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    frame: pl.DataFrame
    subtitles: tuple[tuple[str, str], ...] = ()
    tone: str | None = None
    frozen_columns: int = 0
    filters: bool = False
    landscape: bool = True
    wide_paper: bool = False
    contents: str = ""
    headed: bool = True
    together: tuple[pl.DataFrame, int] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_columns(self)

    @property
    def header_row(self) -> int:
        """Zero-based row of the headings: after the title and the lines under it; -1 where there are none."""
        return 1 + len(self.subtitles) if self.headed else -1

    @property
    def top(self) -> tuple[tuple[str, str], ...]:
        """The title and the lines under it, each with its tone."""
        return ((self.title, "title"), *self.subtitles) if self.headed else ()

    @property
    def last_row(self) -> int:
        """The last row's number as Excel shows it."""
        return self.header_row + 1 + self.frame.height

    @property
    def shape(self) -> SheetShape:
        """The sheet without its cells."""
        widths = tuple(column.width for column in self.columns)
        return SheetShape(
            self.name,
            widths,
            self.header_row,
            self.frozen_columns,
            filters=self.filters and self.frame.height > 0,
            landscape=self.landscape,
            wide_paper=self.wide_paper,
            charts=tuple(self.charts),
        )

    @property
    def charts(self) -> dict[int, list[tuple[int, str]]]:
        """By place of column: the zero-based row and the range of each small chart."""
        charts_by_column: dict[int, list[tuple[int, str]]] = {}
        for place, column in enumerate(self.columns):
            if column.form == "sparkline":
                ranges = enumerate(self.frame[column.source], start=self.header_row + 1)
                charts_by_column[place] = [(row, cells) for row, cells in ranges if cells is not None]
        return {place: charts for place, charts in charts_by_column.items() if charts}


@dataclass(frozen=True)
class WorkbookModel:
    """A workbook: what it is called, and its sheets in order."""

    title: str
    sheets: tuple[WorkbookSheet, ...]
    subject: str = ""

    def __post_init__(self) -> None:
        names = [sheet.name.casefold() for sheet in self.sheets]
        if len(set(names)) != len(names):
            raise Refused("Two sheets have the same name.", where=self.title, mend="Name each sheet once.")


def fit_cell_text(text: str) -> str:
    """Text short enough for a cell: Excel refuses a longer one, and a writer drops it unseen."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    # Excel counts UTF-16 units, of which a character beyond U+FFFF takes two.
    units = text.encode("utf-16-le")
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_SHEET_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", name):
        raise Refused(
            f"A sheet cannot be called {name!r}.",
            mend="Use at most 31 characters, none of [ ] : * ? / \\, and no ' at either end.",
        )


def _check_columns(sheet: WorkbookSheet) -> None:
    present = set(sheet.frame.columns)
    for column in sheet.columns:
        missing = sorted(name for name in column.source_names if name not in present)
        if missing:
            raise KeyError(f"sheet {sheet.name}: column {column.heading} needs {', '.join(missing)}")
        if column.form not in _FORMS:
            raise KeyError(f"sheet {sheet.name}: no form {column.form}")
    for _, tone in sheet.subtitles:
        if tone not in TONES:
            raise KeyError(f"sheet {sheet.name}: no tone {tone}")
    if sheet.header_row + sheet.frame.height >= MOST_ROWS:
        raise Refused(
            f"{sheet.frame.height} rows do not fit on one sheet.", where=sheet.name, mend="Take the CSV file."
        )
