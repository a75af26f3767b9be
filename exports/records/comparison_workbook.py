"""A comparison of two sets of inspection lists, as a workbook: counts on the first sheets, children on the last."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from exports.formats.xlsx.styles import style_properties
from indicators.records.workbook_comparison import OURS, Comparison
from returnonce.workbook import new_workbook

TITLE = "Inspection lists compared"
#: Room for headings of two lines, in points.
HEADING_HEIGHT = 28
NAMED = "This sheet names children. Keep the file as you keep their records; the other sheets hold counts only."


class _Sheet(NamedTuple):
    """A sheet: what it is called, what it says at the top, and its headings with widths."""

    name: str
    note: str
    headings: tuple[tuple[str, int], ...]


_LISTS = _Sheet(
    "Lists",
    "Rows and people on each list, rows that repeat another in every cell counted once.",
    (
        ("List", 9), ("Title", 60), ("Rows here", 11), ("Rows there", 11), ("People here", 11), ("People there", 11),
        ("People in both", 11), ("Only here", 11), ("Only there", 11),
    ),
)  # fmt: skip
_COLUMNS = _Sheet(
    "Columns",
    "Differ: people with one row on each side whose cells differ, a code by what it means. Columns that nobody fills, "
    "and those filled alike, are not shown.",
    (("List", 9), ("Column", 70), ("Here", 11), ("There", 11), ("Differ", 11)),
)
_CODES = _Sheet(
    "Codes",
    "Cells with something that is no code of the template, in any spelling that is known.",
    (("List", 9), ("Column", 70), ("Here", 11), ("There", 11)),
)
_PEOPLE = _Sheet("People", NAMED, (("List", 9), ("Stands only", 12), ("Person", 24), ("Rows", 8)))


def render_comparison(comparison: Comparison, *, here: str, there: str, people: bool) -> bytes:
    """The workbook's bytes. ``here`` and ``there`` say in words what was compared.

    ``people``: with the sheet that names who is on one side alone; without it there are only counts.
    """
    target = BytesIO()
    with new_workbook(target, title=TITLE, subject=f"{here}; {there}") as book:
        forms = _forms(book)
        about = (f"Here: {here}. There: {there}.",)
        _write(book, _LISTS, about, comparison.lists, forms)
        _write(book, _COLUMNS, (), _informative(comparison.columns), forms)
        _write(book, _CODES, (), comparison.codes, forms)
        if people:
            where = pl.when(pl.col("in") == OURS).then(pl.lit("here")).otherwise(pl.lit("there")).alias("in")
            _write(book, _PEOPLE, (), comparison.people.with_columns(where), forms)
    return target.getvalue()


def _informative(columns: pl.DataFrame) -> pl.DataFrame:
    """Columns of which there is something to tell."""
    is_same = (pl.col("ours") == pl.col("theirs")) & (pl.col("cells_differ").fill_null(0) == 0)
    return columns.filter(~is_same)


def _forms(book: Workbook) -> dict[str, Format]:
    tones = {"title": "text", "note": "text", "heading": "wrap"}
    forms = {tone: book.add_format(style_properties(tone, form)) for tone, form in tones.items()}
    return forms | {
        "text": book.add_format(style_properties("plain", "wrap")),
        "number": book.add_format(style_properties("plain", "n0")),
    }


def _write(book: Workbook, form: _Sheet, about: Sequence[str], frame: pl.DataFrame, forms: dict[str, Format]) -> None:
    sheet = book.add_worksheet(form.name)
    top = [(TITLE, "title"), *((line, "note") for line in (*about, form.note))]
    for row, (line, tone) in enumerate(top):
        sheet.write_string(row, 0, line, forms[tone])
    for column, (heading, width) in enumerate(form.headings):
        sheet.set_column(column, column, width)
        sheet.write_string(len(top), column, heading, forms["heading"])
    sheet.set_row(len(top), HEADING_HEIGHT)
    for row, cells in enumerate(frame.iter_rows(), start=len(top) + 1):
        for column, cell in enumerate(cells):
            _cell(sheet, row, column, cell, forms)
    sheet.freeze_panes(len(top) + 1, 1)
    sheet.autofilter(len(top), 0, len(top) + frame.height, len(form.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, row: int, column: int, cell: object, forms: dict[str, Format]) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, forms["text"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, forms["number"])
    else:
        sheet.write_string(row, column, str(cell), forms["text"])
