"""A layout's declared tables to workbooks: rows chosen, headings of groups put in, banner on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel, WorkbookSheet
from exports.layouts.sheets.cover import make_cover_sheets
from exports.layouts.sheets.lineage import make_lineage_sheets
from exports.presentation.cell_kinds import group_by_kind
from exports.presentation.readable_cells import BookRows, combine_cells, present_cells, split_by_book
from mappings.fill.cells import FilledReturn

BANNER = "ILLUSTRATIVE: made-up figures, for showing how the return is filled. Not for use."
RowSelection = Callable[[pl.LazyFrame], pl.LazyFrame]


@dataclass(frozen=True)
class SheetTable:
    """One sheet of a layout.

    ``rows`` chooses and orders the cells, and may add columns. ``group`` names the text column
    whose changes get a heading row. An ``optional`` table is left out when it has no rows.
    """

    name: str
    contents: str
    columns: tuple[SheetColumn, ...]
    rows: RowSelection
    subtitles: tuple[str, ...] = ()
    group: str | None = None
    frozen_columns: int = 2
    filters: bool = False
    wide_paper: bool = False
    optional: bool = False
    tone: str = "row_tone"


def sent_rows(cells: pl.LazyFrame) -> pl.LazyFrame:
    """What goes to the recipient: everything but withheld lines."""
    return cells.filter(~pl.col("withheld"))


def all_rows(cells: pl.LazyFrame) -> pl.LazyFrame:
    """All cells, in the order of the return's lines."""
    return cells


def assemble_workbooks(
    filled: Sequence[FilledReturn],
    tables: Sequence[SheetTable],
    extra: Sequence[tuple[WorkbookSheet, ...]] | None = None,
) -> list[WorkbookModel]:
    """Whole workbooks: cover, the layout's tables, ``extra`` sheets of each, and where figures came from.

    All returns are of one edition; their cells are worked on together.
    """
    cells = combine_cells(filled)
    frames = _frames(tables, present_cells(cells, filled[0].edition, filled[0].areas))
    sheets_by_table = [_sheets(filled, table, frame) for table, frame in zip(tables, frames, strict=True)]
    banners = [banner_lines(filled_return) for filled_return in filled]
    lineage = make_lineage_sheets(filled, cells, banners)
    sheets = [
        [*_tables_with_rows(tables, own), *(extra[place] if extra else ()), lineage[place]]
        for place, own in enumerate(zip(*sheets_by_table, strict=True))
    ]
    covers = make_cover_sheets(filled, group_by_kind(cells, len(filled)), sheets, banners)
    return [_workbook(*each) for each in zip(filled, covers, sheets, strict=True)]


def _tables_with_rows(tables: Sequence[SheetTable], sheets: Sequence[WorkbookSheet]) -> list[WorkbookSheet]:
    return [sheet for table, sheet in zip(tables, sheets, strict=True) if sheet.frame.height or not table.optional]


def _workbook(filled: FilledReturn, cover: WorkbookSheet, sheets: list[WorkbookSheet]) -> WorkbookModel:
    return WorkbookModel(
        title=return_title(filled),
        sheets=(cover, *sheets),
        subject=f"{filled.return_code} {filled.edition.edition} {filled.area.code} {filled.period.code}",
    )


def _frames(tables: Sequence[SheetTable], cells: pl.LazyFrame) -> list[pl.DataFrame]:
    """Each table's rows, collected together: what no table shows is never computed."""
    return pl.collect_all([table.rows(cells).select(_list_source_columns(table)) for table in tables])


def _sheets(filled: Sequence[FilledReturn], table: SheetTable, frame: pl.DataFrame) -> list[WorkbookSheet]:
    if table.group:
        frame = _with_headings(frame, table)
    return [
        _sheet(filled_return, table, part)
        for filled_return, part in zip(filled, split_by_book(frame, len(filled)), strict=True)
    ]


def _sheet(filled: FilledReturn, table: SheetTable, rows: BookRows) -> WorkbookSheet:
    return WorkbookSheet(
        name=table.name,
        title=f"{table.name}: {return_title(filled)}",
        columns=table.columns,
        frame=rows.frame,
        subtitles=(*banner_lines(filled), *((line, "note") for line in table.subtitles)),
        tone=table.tone,
        frozen_columns=table.frozen_columns,
        filters=table.filters,
        wide_paper=table.wide_paper,
        contents=table.contents,
        together=(rows.together, rows.start),
    )


def return_title(filled: FilledReturn) -> str:
    """Return, area and period, as people name them."""
    return f"{filled.edition.title}, {filled.area.name}, {filled.period.label()}"


def banner_lines(filled: FilledReturn) -> tuple[tuple[str, str], ...]:
    """The line that every sheet of a made-up return carries."""
    return ((BANNER, "banner"),) if filled.illustrative else ()


def _list_source_columns(table: SheetTable) -> list[str]:
    sources = [name for column in table.columns for name in column.source_names]
    return list(dict.fromkeys([*sources, table.tone, "book", *([table.group] if table.group else [])]))


def _with_headings(frame: pl.DataFrame, table: SheetTable) -> pl.DataFrame:
    """A heading row before each group of each book; its words stand in the first column."""
    group, first = pl.col(str(table.group)), table.columns[0].source
    place = frame.with_row_index("at").with_columns(pl.lit(1).alias("depth"))
    changes = (group != group.shift()) | (pl.col("book") != pl.col("book").shift())
    headings = place.filter(changes.fill_null(True)).select(
        group.alias(first), "at", "book", pl.lit(0).alias("depth"), pl.lit("section").alias(table.tone)
    )
    return pl.concat([headings, place], how="diagonal").sort("at", "depth").drop("at", "depth")
