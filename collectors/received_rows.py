"""The rows of a received file around the place of one figure, with the cells that it was read from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from collectors.marked_workbook.own_sheets import fold, is_text
from collectors.readers.encodings import decode_text
from collectors.readers.sheet_metadata import column_letter, read_reference
from collectors.readers.upload_form import fold_heading, is_heading_row
from collectors.readers.whole_workbook.reader import read_workbook

#: Rows that are shown before and after those of the figure, and of the first rows the ones that may be headings.
AROUND, ROWS_ABOVE_HEADINGS = 5, 20
#: Columns that are shown.
MOST_COLUMNS = 60
#: Larger files are downloaded: to open one would keep its reader waiting.
MOST_TEXT_BYTES, MOST_WORKBOOK_BYTES = 20 << 20, 5 << 20
#: The columns of an upload that give a figure.
FIGURE_COLUMNS = ("numerator", "denominator", "value", "symbol", "lower", "upper")

_PLACE = re.compile(r"(?:(?P<own>.+)!|sheet (?P<sheet>.+), )?(?P<what>rows?|cells?) (?P<list>.+)")
Row = tuple[int, Mapping[int, str]]


@dataclass(frozen=True)
class FigurePlace:
    """What a locator says: a sheet, rows as shown, and cells (row, column from 0) where it names them."""

    sheet: str | None
    rows: tuple[int, ...]
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class ReceivedRows:
    """Rows of one sheet by number as shown, each with its texts by column from 0. ``cells``: those of the figure, with
    what each is; empty where only its rows are known. ``headings``: the row of headings, where one was found."""

    sheet: str
    headings: Row | None
    rows: tuple[Row, ...]
    figure_rows: tuple[int, ...]
    cells: Mapping[tuple[int, int], str]

    @property
    def columns(self) -> int:
        """How many columns have something in them, of those that are shown."""
        shown = [*self.rows, *([self.headings] if self.headings else [])]
        return min(MOST_COLUMNS, 1 + max((at for _, texts in shown for at in texts), default=0))

    @property
    def cell_names(self) -> tuple[str, ...]:
        """``F10 (numerator)``."""
        return tuple(
            f"{column_letter(column)}{row}{f' ({what})' if what else ''}" for (row, column), what in self.cells.items()
        )


def read_place(locator: str | None) -> FigurePlace | None:
    """Where a figure stands by its locator, such as ``Figures!row 12`` or ``sheet A, cells C7, D7``; None where it
    names no row."""
    match = _PLACE.fullmatch(locator or "")
    if match is None:
        return None
    sheet, places = match["own"] or match["sheet"], [each.strip() for each in match["list"].split(",")]
    try:
        if match["what"].startswith("row"):
            return FigurePlace(sheet, tuple(sorted(map(int, places))))
        cells = tuple(map(read_reference, places))
    except ValueError:
        return None
    if any(column < 0 for _, column in cells):
        return None
    return FigurePlace(sheet, tuple(sorted({row for row, _ in cells})), cells)


def is_small_enough(name: str, size: int) -> bool:
    """Whether a file of that name and size is opened here."""
    return size <= (MOST_TEXT_BYTES if is_text(name) else MOST_WORKBOOK_BYTES)


def read_received_rows(data: bytes, name: str, place: FigurePlace) -> ReceivedRows | None:
    """The rows around a place; None where the file cannot be read, or has no such sheet or row."""
    for sheet, rows in _read_sheets(data, name, place):
        headings = _find_headings(rows)
        shown = tuple(row for row in rows if _is_near(row[0], place.rows))
        figure_rows = tuple(number for number, _ in shown if number in place.rows)
        if figure_rows:
            cells = _find_cells(place, headings, dict(shown))
            above = headings if headings is not None and headings not in shown else None
            return ReceivedRows(sheet, above, shown, figure_rows, cells)
    return None


def _read_sheets(data: bytes, name: str, place: FigurePlace) -> Iterable[tuple[str, Sequence[Row]]]:
    """The sheet that is named, or the only one; a text as far as it is shown."""
    if is_text(name):
        text = decode_text(data).data
        if text is None:
            return []
        csv.field_size_limit(1 << 27)
        lines = islice(csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline="")), place.rows[-1] + AROUND)
        return [("", [(at, _cells(each)) for at, each in enumerate(lines, start=1)])]
    sheets = [(one.name, one.rows) for one in read_workbook(data).sheets]
    named = [each for each in sheets if place.sheet is not None and fold(each[0]) == fold(place.sheet)]
    return named or (sheets if len(sheets) == 1 or place.sheet is None else [])


def _cells(texts: Sequence[str]) -> dict[int, str]:
    return {at: text for at, text in enumerate(texts) if text}


def _is_near(number: int, rows: Sequence[int]) -> bool:
    return any(row - AROUND <= number <= row + AROUND for row in rows)


def _find_headings(rows: Iterable[Row]) -> Row | None:
    """Of an upload, the row of its headings."""
    return next((row for row in islice(rows, ROWS_ABOVE_HEADINGS) if is_heading_row(list(row[1].values()))), None)


def _find_cells(
    place: FigurePlace, headings: Row | None, rows: Mapping[int, Mapping[int, str]]
) -> dict[tuple[int, int], str]:
    """The cells that are named, or those of an upload's row that give a figure."""
    if place.cells:
        return dict.fromkeys(place.cells, "")
    names = {at: fold_heading(text) for at, text in (headings[1] if headings else {}).items()}
    return {
        (row, at): what
        for row in place.rows
        for at, what in names.items()
        if what in FIGURE_COLUMNS and at in rows.get(row, {})
    }
