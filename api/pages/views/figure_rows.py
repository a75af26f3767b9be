"""Rows of a received file as a page shows them: by row number and column letter, as a spreadsheet does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.readers.sheet_metadata import column_letter
from collectors.received_rows import ReceivedRows

#: Characters of a cell that are shown.
MOST_CHARACTERS = 200
#: By which an address leads to the figure's first cell.
ANCHOR = "cell"


@dataclass(frozen=True)
class ShownCell:
    """One cell; ``what``: which part of the figure it gives, empty in a cell of the figure whose part is not known;
    None elsewhere. ``anchor``: by which an address leads to the first of them."""

    text: str
    what: str | None = None
    anchor: str = ""


@dataclass(frozen=True)
class ShownRow:
    """One row; ``is_marked``: the figure stands in it."""

    number: int
    cells: tuple[ShownCell, ...]
    is_marked: bool


@dataclass(frozen=True)
class ReceivedRowsView:
    """``sentence``: where the figure stands; ``has_cells``: whether its cells are known, and not its row alone."""

    sheet: str
    letters: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    sentence: str
    has_cells: bool


def received_rows_view(rows: ReceivedRows) -> ReceivedRowsView:
    """The headings, where they stand further up, and the rows around the figure."""
    shown = [*([rows.headings] if rows.headings else []), *rows.rows]
    names = ", ".join(rows.cell_names)
    numbers = ", ".join(map(str, rows.figure_rows))
    where = f"The figure stands in {names}." if names else f"The figure was read from row {numbers}."
    return ReceivedRowsView(
        rows.sheet, tuple(map(column_letter, range(rows.columns))),
        tuple(_row(number, texts, rows) for number, texts in shown), where, bool(rows.cells),
    )  # fmt: skip


def _row(number: int, texts: Mapping[int, str], rows: ReceivedRows) -> ShownRow:
    first = next(iter(rows.cells), None)
    cells = tuple(
        ShownCell(_shorten(texts.get(at, "")), rows.cells.get((number, at)), ANCHOR if (number, at) == first else "")
        for at in range(rows.columns)
    )
    return ShownRow(number, cells, number in rows.figure_rows)


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}\u2026"
