"""The lineage sheet: for every cell the figures, files, sheets and rows that it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet
from exports.presentation.readable_cells import BookRows, split_by_book
from exports.presentation.words import NO_FIGURE, PREDICATES, PROVENANCE, breakdown_words, needed_decimals, period_words
from mappings.fill.cells import FilledReturn

NAME = "Where each figure came from"
CONTENTS = "For every cell: the figures, the file and the row that it rests on, and how it was made."
SHOWN_HASH = 12
_NUMBERS = ("numerator", "denominator", "value")
_WORDS = ("indicator", "area", "period", "breakdown", "agency", "file", "file_name", "locator")
_READ_COLUMNS = (
    "line", "indicator", "area", "period", "breakdown", "predicate", "transform", "provenance", "reason", "withheld"
)  # fmt: skip


def _figure(heading: str, name: str) -> SheetColumn:
    return SheetColumn(heading, name, 12, "number", decimals=f"{name}_decimals", fallback="none")


COLUMNS = (
    SheetColumn("Line", "line", 12),
    SheetColumn("Area of the cell", "cell_area", 11),
    SheetColumn("Period of the cell", "cell_period", 24, "wrap"),
    SheetColumn("Figure that it rests on", "indicator", 34, "wrap"),
    SheetColumn("Its area", "area", 11),
    SheetColumn("Its period", "period", 24, "wrap"),
    SheetColumn("Its breakdown", "breakdown", 22, "wrap"),
    _figure("Numerator", "numerator"),
    _figure("Denominator", "denominator"),
    _figure("Value", "value"),
    SheetColumn("How the line is made of it", "how", 34, "wrap"),
    SheetColumn("Agency", "agency", 20, "wrap"),
    SheetColumn("File", "file_name", 30, "wrap"),
    SheetColumn("Sheet and row", "locator", 20, "wrap"),
    SheetColumn("SHA-256 of the file (first 12)", "file", 16),
)


def make_lineage_sheets(
    filled: Sequence[FilledReturn], cells: pl.DataFrame, under: Sequence[tuple[tuple[str, str], ...]]
) -> list[WorkbookSheet]:
    """A sheet for each return: a row for each figure that a cell rests on; a cell without one says why.

    ``cells``: those of all the returns, with ``book``.
    """
    frame = trace_figures(cells.select(*_READ_COLUMNS, "lineage", "book"))
    parts = split_by_book(frame, len(filled))
    return [_sheet(*sheet_parts) for sheet_parts in zip(filled, parts, under, strict=True)]


def _sheet(filled: FilledReturn, rows: BookRows, under: tuple[tuple[str, str], ...]) -> WorkbookSheet:
    title = f"{NAME}: {filled.edition.title}, {filled.area.name}, {filled.period.label()}"
    return WorkbookSheet(
        NAME, title, COLUMNS, rows.frame, subtitles=under, tone="row_tone", frozen_columns=1, filters=True,
        contents=CONTENTS, together=(rows.together, rows.start),
    )  # fmt: skip


def trace_figures(cells: pl.DataFrame) -> pl.DataFrame:
    """One row for each figure behind a cell; for a cell without any, the cell itself and the reason.

    Reads line, indicator, area, period, breakdown, predicate, transform, provenance, reason and lineage.
    """
    rows = cells.with_columns(figure=pl.col("lineage").struct.field("figures")).explode("figure").drop("lineage")
    has_figure = pl.col("figure").is_not_null()
    own = [
        pl.when(has_figure).then(pl.col("figure").struct.field(name)).otherwise(name).alias(name) for name in _WORDS[:4]
    ]
    details = [pl.col("figure").struct.field(name) for name in _WORDS[4:]]
    # What is not sent has no figure in the workbook, only the place where it can be looked up.
    is_sent = ~pl.col("withheld").fill_null(False)
    numbers = [pl.when(is_sent).then(pl.col("figure").struct.field(name)).alias(name) for name in _NUMBERS]
    cell = [pl.col(name).alias(f"cell_{name}") for name in ("area", "period")]
    traced = rows.with_columns(
        *own, *details, *numbers, *cell, how=_derivation_words(has_figure), row_tone=_tone(has_figure)
    )
    codes = {*traced["period"].unique().drop_nulls(), *traced["cell_period"].unique().drop_nulls()}
    return traced.with_columns(
        pl.col("period", "cell_period").replace({code: period_words(code) for code in codes}),
        pl.col("breakdown").replace(
            {code: breakdown_words(code) for code in traced["breakdown"].unique().drop_nulls()}
        ),
        pl.col("file").str.slice(0, SHOWN_HASH),
        *(needed_decimals(pl.col(name)).alias(f"{name}_decimals") for name in _NUMBERS),
        none=pl.lit(NO_FIGURE),
    ).drop("figure")


def _tone(has_figure: pl.Expr) -> pl.Expr:
    return pl.when(has_figure).then(pl.lit("plain")).otherwise(pl.lit("greyed"))


def _derivation_words(has_figure: pl.Expr) -> pl.Expr:
    words = [
        pl.col("predicate").replace(PREDICATES),
        pl.col("transform").replace("copy", "copied"),
        pl.col("provenance").replace(PROVENANCE),
    ]
    origin = pl.concat_str(words, separator="; ", ignore_nulls=True)
    without = pl.concat_str(pl.lit("No figure."), "reason", separator=" ", ignore_nulls=True)
    return pl.when(has_figure).then(origin).otherwise(without)
