"""A layout's declared tables to workbooks: rows chosen, headings of groups put in, banner on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookModel, WorkbookSheet
from exports.layouts.sheets.cover import make_cover_sheets
from exports.layouts.sheets.form import FormSheet
from exports.layouts.sheets.lineage import make_lineage_sheets
from exports.layouts.sheets.words import banner_lines, fill_words, return_title
from exports.presentation.cell_kinds import group_by_kind
from exports.presentation.readable_cells import BookRows, combine_cells, present_cells, split_by_book
from mappings.fill.cells import FilledReturn

NO_COVER_ROWS: Mapping[str, str] = MappingProxyType({})
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
    title: str | None = None

    def choose_rows(self, cells: pl.LazyFrame) -> pl.LazyFrame:
        """Its rows, with what it shows of them: what no sheet shows is never computed."""
        sources = [name for column in self.columns for name in column.source_names]
        return self.rows(cells).select(
            list(dict.fromkeys([*sources, self.tone, "book", *([self.group] if self.group else [])]))
        )

    def make_sheets(self, filled: Sequence[FilledReturn], frame: pl.DataFrame) -> list[WorkbookSheet]:
        """A sheet for each return, of the rows of all."""
        rows = split_by_book(self._add_headings(frame) if self.group else frame, len(filled))
        return [self._make_sheet(*each) for each in zip(filled, rows, strict=True)]

    def _make_sheet(self, filled: FilledReturn, rows: BookRows) -> WorkbookSheet:
        return WorkbookSheet(
            name=self.name,
            title=fill_words(self.title, filled) if self.title else f"{self.name}: {return_title(filled)}",
            columns=self.columns,
            frame=rows.frame,
            subtitles=(*banner_lines(filled), *((fill_words(line, filled), "note") for line in self.subtitles)),
            tone=self.tone,
            frozen_columns=self.frozen_columns,
            filters=self.filters,
            wide_paper=self.wide_paper,
            contents=self.contents,
            together=(rows.together, rows.start),
        )

    def _add_headings(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A heading row before each group of each book; its words stand in the first column."""
        group, first = pl.col(str(self.group)), self.columns[0].source
        place = frame.with_row_index("at").with_columns(pl.lit(1).alias("depth"))
        changes = (group != group.shift()) | (pl.col("book") != pl.col("book").shift())
        headings = place.filter(changes.fill_null(True)).select(
            group.alias(first), "at", "book", pl.lit(0).alias("depth"), pl.lit("section").alias(self.tone)
        )
        return pl.concat([headings, place], how="diagonal").sort("at", "depth").drop("at", "depth")


def sent_rows(cells: pl.LazyFrame) -> pl.LazyFrame:
    """What goes to the recipient: everything but withheld lines."""
    return cells.filter(~pl.col("withheld"))


def all_rows(cells: pl.LazyFrame) -> pl.LazyFrame:
    """All cells, in the order of the return's lines."""
    return cells


def assemble_workbooks(
    filled: Sequence[FilledReturn],
    tables: Sequence[SheetTable | FormSheet],
    extra: Sequence[tuple[WorkbookSheet, ...]] | None = None,
    cover: Mapping[str, str] = NO_COVER_ROWS,
) -> list[WorkbookModel]:
    """Whole workbooks: cover, the layout's tables, ``extra`` sheets of each, and where figures came from.

    All returns are of one edition; their cells are worked on together. ``cover``: rows of the layout's own.
    """
    cells = combine_cells(filled)
    presented = present_cells(cells, filled[0].edition, filled[0].areas)
    frames = pl.collect_all([table.choose_rows(presented) for table in tables])
    sheets_by_table = [table.make_sheets(filled, frame) for table, frame in zip(tables, frames, strict=True)]
    banners = [banner_lines(filled_return) for filled_return in filled]
    lineage = make_lineage_sheets(filled, cells, banners)
    sheets = [
        [*_tables_with_rows(tables, own), *(extra[place] if extra else ()), lineage[place]]
        for place, own in enumerate(zip(*sheets_by_table, strict=True))
    ]
    covers = make_cover_sheets(filled, group_by_kind(cells, len(filled)), sheets, banners, cover)
    return [_workbook(*each) for each in zip(filled, covers, sheets, strict=True)]


def _tables_with_rows(tables: Sequence[SheetTable | FormSheet], sheets: Sequence[WorkbookSheet]) -> list[WorkbookSheet]:
    return [sheet for table, sheet in zip(tables, sheets, strict=True) if sheet.frame.height or not table.optional]


def _workbook(filled: FilledReturn, cover: WorkbookSheet, sheets: list[WorkbookSheet]) -> WorkbookModel:
    return WorkbookModel(
        title=return_title(filled),
        sheets=(cover, *sheets),
        subject=f"{filled.return_code} {filled.edition.edition} {filled.area.code} {filled.period.code}",
    )
