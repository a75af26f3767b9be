"""A work list as a workbook: which of an agency's records its figures lack. For that agency and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.formats.xlsx.row_heights import row_height
from exports.formats.xlsx.styles import style_properties
from indicators.records.record_definitions import WorkList
from returnonce.workbook import new_workbook

ONLY_FOR = "For the agency that sent these records only. It names people's records: keep it as you keep them."


class _Styles(NamedTuple):
    title: Format
    note: Format
    heading: Format
    text: Format
    number: Format


_STYLES = (("title", "text"), ("note", "text"), ("heading", "wrap"), ("plain", "wrap"), ("plain", "n0"))
_SUMMARY = (("List", 56), ("Records", 10), ("Figures that lack them", 40), ("What to do", 60))
_RECORDS = (("List", 60), ("Record", 36), ("File or table", 26), ("Row", 8), ("Columns", 34))


def render_work_list(
    lists: Sequence[WorkList], lacking: pl.DataFrame, *, title: str, agency: str, period: str
) -> bytes:
    """The workbook's bytes: a sheet that counts the records of each list, and one that names them.

    Args:
        lists: All lists that were asked; one that names no record is shown with 0.
        lacking: What they name (``LACKING_SCHEMA``).
        title: What the records are.
        agency: Whose they are.
        period: Code of their period.
    """
    target = BytesIO()
    with new_workbook(target, title=f"Work list: {title}", subject=f"{agency} {period}") as book:
        styles = _Styles(*(book.add_format(style_properties(*style)) for style in _STYLES))
        summary = book.add_worksheet("Lists")
        summary.write_string(0, 0, f"Work list: {title}", styles.title)
        for at, line in enumerate((f"{agency}, {period}", ONLY_FOR), start=1):
            summary.write_string(at, 0, line, styles.note)
        _fill(summary, _SUMMARY, _count_rows(lists, lacking), styles, top=4)
        _fill(book.add_worksheet("Records"), _RECORDS, _list_rows(lists, lacking), styles, top=0)
    return target.getvalue()


def _count_rows(lists: Sequence[WorkList], lacking: pl.DataFrame) -> list[tuple[Any, ...]]:
    counts = dict(lacking.group_by("list").len().iter_rows())
    return [
        (work_list.title, counts.get(work_list.name, 0), ", ".join(work_list.indicators), work_list.what)
        for work_list in lists
    ]


def _list_rows(lists: Sequence[WorkList], lacking: pl.DataFrame) -> list[tuple[Any, ...]]:
    titles = {work_list.name: work_list.title for work_list in lists}
    rows = lacking.select("list", "record", "file", "row", "columns").iter_rows()
    return [(titles[name], *rest) for name, *rest in rows]


def _fill(
    sheet: Worksheet, columns: Sequence[tuple[str, int]], rows: Sequence[tuple[Any, ...]], styles: _Styles, *, top: int
) -> None:
    """Headings and rows from row ``top`` (0 is the first), frozen and ready to be filtered."""
    for at, (heading, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, heading, styles.heading)
    for number, row in enumerate(rows, start=top + 1):
        texts = [
            (None if isinstance(cell, int) else str(cell), width) for cell, (_, width) in zip(row, columns, strict=True)
        ]
        sheet.set_row(number, row_height(texts))
        for at, cell in enumerate(row):
            # A number is a count; an id stays text, whatever it begins with.
            if isinstance(cell, int):
                sheet.write_number(number, at, cell, styles.number)
            else:
                sheet.write_string(number, at, cell, styles.text)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
