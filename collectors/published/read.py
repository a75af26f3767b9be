"""A published file to figures: numerator and denominator where the publisher gives them; a symbol is never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from collectors.published.extract import (
    AREA,
    AREA_NOTE,
    MEMBERS,
    PERIOD,
    PERIOD_MARK,
    ROUNDED,
    ExtractedFigure,
    extract_figure,
    with_levels,
)
from collectors.published.left_out import LEFT_OUT_SCHEMA, leave_out_used, left_out
from collectors.published.published_areas import UNKNOWN_AREA
from collectors.published.published_table import PARTS, PublishedTable, read_table
from collectors.published.records import RECORD
from collectors.readers.marks import Mark
from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Indicator
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.published_sources import PublishedFigure, Source
from returnonce.numbers import MICRO

SHOWN_CODES = 5
#: What a mark after a number says of a figure, in its note.
_MARK_NOTES = {
    "revised": "The publisher marks it as revised.",
    "break": "The publisher marks a break in the series here.",
    "unreliable": "The publisher marks it as unreliable.",
}


@dataclass(frozen=True)
class PublishedReading:
    """Figures as ``FIGURE_SCHEMA``, what there is to say of the file, what was extracted, and the rows left out.

    ``left_out``: every row with text that gives no figure, in the order of the file, each with the reason; where
    periods stand side by side, also each period under which a row gives none.
    """

    figures: pl.DataFrame
    marks: tuple[Mark, ...]
    rows: int
    extracted: tuple[ExtractedFigure, ...] = ()
    left_out: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LEFT_OUT_SCHEMA))


def read_published(
    data: bytes, source: Source, *, areas: AreaBook, catalogue: Mapping[str, Indicator]
) -> PublishedReading:
    """Read a publisher's file by its mapping. Marks of severity error mean that nothing is taken."""
    faults = tuple(_catalogue_faults(source, catalogue))
    reading = read_table(data, source)
    if reading.table is None or faults:
        return PublishedReading(_no_figures(), (*reading.marks, *faults), 0)
    table, cells = reading.table, reading.table.cells
    placed = with_levels(cells, source)
    extracted = tuple(extract_figure(placed, source, figure, areas) for figure in source.figures)
    figures = pl.concat([_no_figures(), *(_figures(e, source, table) for e in extracted if e.figure.indicator)])
    rows_left = _all_left_out(table, placed, source, extracted)
    marks = [*reading.marks, *_level_marks(cells, source), *_area_marks(rows_left)]
    marks += [mark for each in extracted for mark in each.marks] + _duplicate_marks(figures)
    return PublishedReading(figures, tuple(dict.fromkeys(marks)), cells["row"].n_unique(), extracted, rows_left)


def _catalogue_faults(source: Source, catalogue: Mapping[str, Indicator]) -> list[Mark]:
    named = {figure.indicator for figure in source.figures if figure.indicator}
    return [Mark("published-indicator", None, None, code, source.source) for code in sorted(named - set(catalogue))]


def _level_marks(cells: pl.DataFrame, source: Source) -> list[Mark]:
    other = _other_levels(cells, source)
    if other.is_empty():
        return []
    kinds = ", ".join(sorted(other[source.level_column].str.strip_chars().unique().drop_nulls())[:SHOWN_CODES])
    return [Mark("published-levels", None, source.level_column, kinds, str(other["row"].n_unique()))]


def _other_levels(cells: pl.DataFrame, source: Source) -> pl.DataFrame:
    levels = [level.level for level in source.levels]
    if None in levels:
        return cells.clear()
    return cells.filter(~pl.col(source.level_column).str.strip_chars().is_in(levels).fill_null(False))


def _area_marks(rows_left: pl.DataFrame) -> list[Mark]:
    unknown = rows_left.filter(pl.col("area").is_not_null())
    if unknown.is_empty():
        return []
    is_unknown = pl.col("why").str.contains(UNKNOWN_AREA, literal=True)
    return [
        *_named_rows("published-areas", unknown.filter(is_unknown), "area", ", "),
        *_named_rows("published-other-bodies", unknown.filter(~is_unknown), "why", "; "),
    ]


def _named_rows(code: str, rows: pl.DataFrame, column: str, separator: str) -> list[Mark]:
    if rows.is_empty():
        return []
    examples = separator.join(rows[column].unique().sort().head(SHOWN_CODES))
    return [Mark(code, rows["row"][0], None, examples, str(rows["row"].n_unique()))]


def _all_left_out(
    table: PublishedTable, placed: pl.DataFrame, source: Source, extracted: tuple[ExtractedFigure, ...]
) -> pl.DataFrame:
    """Each row that no figure uses, with the first reason that there is."""
    used = pl.Series(sorted(frozenset().union(*(each.used for each in extracted))), dtype=pl.Int64)
    unplaced = table.cells.join(placed.select(RECORD).unique(), on=RECORD, how="anti")
    other = _other_levels(table.cells, source)
    titles = pl.DataFrame({"row": table.above[: -source.heading_rows]}, schema={"row": pl.Int64})
    reasons = [
        left_out(titles, "it stands above the headings"),
        *(each.left_out for each in extracted),
        *(left_out(group, _level_words(group, source)) for group in _by_level(other, source)),
        left_out(unplaced, "its area begins in no way that the mapping reads"),
        left_out(table.cells, "no figure of the mapping picks it"),
        left_out(table.blank, "no figure stands in it"),
    ]
    return leave_out_used(pl.concat(reasons), used)


def _by_level(other: pl.DataFrame, source: Source) -> list[pl.DataFrame]:
    return other.partition_by(source.level_column, maintain_order=True) if other.height else []


def _level_words(group: pl.DataFrame, source: Source) -> str:
    level = group[source.level_column][0]
    return f"the mapping has no level {level.strip()!r}" if level and level.strip() else "it names no level"


def _figures(extracted: ExtractedFigure, source: Source, table: PublishedTable) -> pl.DataFrame:
    """Parts where both are numbers; else the printed value; else the reason why there is none."""
    figure = extracted.figure
    whole = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    symbol = pl.coalesce(*(pl.col(f"{name}_symbol") for name in PARTS), pl.lit("not_available"))
    sheet = f"sheet {table.sheet}, " if table.sheet else ""
    return extracted.rows.select(
        pl.lit(figure.indicator, pl.String).alias("indicator"),
        pl.col(AREA).alias("area"),
        pl.col(PERIOD).alias("period"),
        pl.col(MEMBERS).alias("breakdown"),
        pl.lit("actual").alias("kind"),
        *(pl.when(whole).then(pl.col(name)).alias(name) for name in ("numerator", "denominator")),
        pl.col("value"),
        pl.when(~whole & pl.col("value").is_null()).then(symbol).alias("symbol"),
        _status(source).alias("status"),
        _rounding(figure).alias("rounded_to"),
        pl.col("lower", "upper"),
        _note(figure).alias("note"),
        pl.concat_str(pl.lit(sheet), pl.col("locator")).alias("locator"),
    ).cast(FIGURE_SCHEMA)  # type: ignore[arg-type]


def _marked(mark: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(PERIOD_MARK, *(f"{name}_mark" for name in PARTS)) == mark).fill_null(False)


def _status(source: Source) -> pl.Expr:
    settled = pl.when(_marked("provisional")).then(pl.lit("provisional")).otherwise(pl.lit(source.status))
    return pl.when(_marked("estimated")).then(pl.lit("estimated")).otherwise(settled)


def _note(figure: PublishedFigure) -> pl.Expr:
    marked = [pl.when(_marked(mark)).then(pl.lit(words)) for mark, words in _MARK_NOTES.items()]
    note = pl.concat_str(pl.lit(figure.note, pl.String), AREA_NOTE, *marked, separator=" ", ignore_nulls=True)
    return pl.when(note != "").then(note)


def _rounding(figure: PublishedFigure) -> pl.Expr:
    """To what its counts are rounded: the coarsest of its columns, else as its level says; null where to whole ones."""
    units = [part.rounded_to for name in PARTS if (part := getattr(figure, name)) is not None]
    own = [int(unit * MICRO) for unit in units if unit is not None]
    if own:
        return pl.lit(max(own), pl.Int64)
    rounded = pl.col(ROUNDED) > MICRO if figure.rounded else pl.lit(False)
    return pl.when(rounded).then(pl.col(ROUNDED))


def _duplicate_marks(figures: pl.DataFrame) -> list[Mark]:
    cell = ["indicator", "area", "period", "breakdown"]
    twice = figures.filter(pl.struct(cell).is_duplicated()).unique(cell, maintain_order=True)
    return [
        Mark("published-twice", None, None, indicator, f"{area}, {period}, {breakdown}")
        for indicator, area, period, breakdown in twice.select(cell).head(SHOWN_CODES).iter_rows()
    ]


def _no_figures() -> pl.DataFrame:
    return pl.DataFrame(schema=FIGURE_SCHEMA)
