"""A work list as a workbook: which of an agency's records its figures lack. For that agency and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import polars as pl

from exports.records.list_sheets import ONLY_FOR, fill_list, make_list_styles, write_title
from indicators.records.record_definitions import WorkList
from returnonce.workbook import new_workbook

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
        styles = make_list_styles(book)
        summary = book.add_worksheet("Lists")
        top = write_title(summary, f"Work list: {title}", (f"{agency}, {period}", ONLY_FOR), styles)
        fill_list(summary, _SUMMARY, _count_rows(lists, lacking), styles, top=top)
        fill_list(book.add_worksheet("Records"), _RECORDS, _list_rows(lists, lacking), styles, top=0)
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
