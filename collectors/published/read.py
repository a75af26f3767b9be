"""A published file to figures: numerator and denominator where the publisher gives them; a symbol is never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from collectors.published.extract import (
    AREA,
    MEMBERS,
    PARTS,
    PERIOD,
    ROUNDED,
    ExtractedFigure,
    extract_figure,
    with_areas,
)
from collectors.readers.csv_reader import read_csv
from collectors.readers.marks import Mark
from indicators.areas.area_book import AreaBook
from indicators.catalogue.indicator import Indicator
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.published_sources import PublishedFigure, Source
from returnonce.numbers import MICRO

SHOWN_CODES = 5


@dataclass(frozen=True)
class PublishedReading:
    """Figures as ``FIGURE_SCHEMA``, what there is to say of the file, and what was extracted."""

    figures: pl.DataFrame
    marks: tuple[Mark, ...]
    rows: int
    extracted: tuple[ExtractedFigure, ...] = ()


def read_published(
    data: bytes, source: Source, *, areas: AreaBook, catalogue: Mapping[str, Indicator]
) -> PublishedReading:
    """Read a publisher's file by its mapping. Marks of severity error mean that nothing is taken."""
    reading = read_csv(data)
    if reading.table is None:
        return PublishedReading(_no_figures(), reading.marks, 0)
    headings = [heading.strip() for heading in reading.table.header]
    faults = [*_heading_faults(headings, source), *_catalogue_faults(source, catalogue)]
    if faults:
        return PublishedReading(_no_figures(), (*reading.marks, *faults), reading.table.cells.height)
    table = reading.table.cells.rename(dict(zip(reading.table.cells.columns[1:], headings, strict=True)))
    with_areas_known, marks = _with_known_areas(table, source, areas)
    extracted = tuple(extract_figure(with_areas_known, source, figure) for figure in source.figures)
    figures = pl.concat([_no_figures(), *(_figures(each, source) for each in extracted if each.figure.indicator)])
    duplicates = _duplicate_marks(figures)
    marks = [*reading.marks, *marks, *(mark for each in extracted for mark in each.marks), *duplicates]
    return PublishedReading(figures, tuple(dict.fromkeys(marks)), table.height, extracted)


def _heading_faults(headings: list[str], source: Source) -> list[Mark]:
    needed = {*source.columns, source.period_column, source.level_column, *(level.area for level in source.levels)}
    for figure in source.figures:
        needed |= set(figure.where) | {split.column for split in figure.breakdown.values()}
        for name in PARTS:
            part = getattr(figure, name)
            needed |= {part.column, *part.where} if part else set()
    missing = sorted(needed - set(headings))
    twice = sorted({h for h in headings if h and headings.count(h) > 1})
    return [Mark("published-columns", 1, None, name, source.source) for name in missing] + [
        Mark("header-duplicate", 1, None, name, "a publisher's file names each column once") for name in twice
    ]


def _catalogue_faults(source: Source, catalogue: Mapping[str, Indicator]) -> list[Mark]:
    named = {figure.indicator for figure in source.figures if figure.indicator}
    return [Mark("published-indicator", None, None, code, source.source) for code in sorted(named - set(catalogue))]


def _with_known_areas(table: pl.DataFrame, source: Source, areas: AreaBook) -> tuple[pl.DataFrame, list[Mark]]:
    levels = [level.level for level in source.levels]
    other = table.filter(~pl.col(source.level_column).is_in(levels))
    placed = with_areas(table, source)
    codes = placed[AREA].unique().drop_nulls().to_list()
    unknown = placed.filter(~pl.col(AREA).is_in([code for code in codes if code in areas]))
    marks = []
    if other.height:
        kinds = ", ".join(sorted(other[source.level_column].unique().drop_nulls())[:SHOWN_CODES])
        marks.append(Mark("published-levels", None, source.level_column, kinds, str(other.height)))
    if unknown.height:
        examples = ", ".join(sorted(code or "(blank)" for code in unknown[AREA].unique())[:SHOWN_CODES])
        marks.append(Mark("published-areas", unknown["row"][0], None, examples, str(unknown.height)))
    return placed.join(unknown.select("row"), on="row", how="anti"), marks


def _figures(extracted: ExtractedFigure, source: Source) -> pl.DataFrame:
    """Parts where both are numbers; else the printed value; else the reason why there is none."""
    figure = extracted.figure
    whole = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    symbol = pl.coalesce(*(pl.col(f"{name}_symbol") for name in PARTS), pl.lit("not_available"))
    return extracted.rows.select(
        pl.lit(figure.indicator, pl.String).alias("indicator"),
        pl.col(AREA).alias("area"),
        pl.col(PERIOD).alias("period"),
        pl.col(MEMBERS).alias("breakdown"),
        pl.lit("actual").alias("kind"),
        *(pl.when(whole).then(pl.col(name)).alias(name) for name in ("numerator", "denominator")),
        pl.col("value"),
        pl.when(~whole & pl.col("value").is_null()).then(symbol).alias("symbol"),
        pl.lit(source.status).alias("status"),
        _rounding(figure).alias("rounded_to"),
        *(pl.lit(None, pl.Int64).alias(name) for name in ("lower", "upper")),
        pl.lit(figure.note, pl.String).alias("note"),
        pl.col("locator"),
    ).cast(FIGURE_SCHEMA)  # type: ignore[arg-type]


def _rounding(figure: PublishedFigure) -> pl.Expr:
    rounded = pl.col(ROUNDED) > 1 if figure.rounded else pl.lit(False)
    return pl.when(rounded).then(pl.col(ROUNDED) * MICRO)


def _duplicate_marks(figures: pl.DataFrame) -> list[Mark]:
    cell = ["indicator", "area", "period", "breakdown"]
    twice = figures.filter(pl.struct(cell).is_duplicated()).unique(cell, maintain_order=True)
    return [
        Mark("published-twice", None, None, indicator, f"{area}, {period}, {breakdown}")
        for indicator, area, period, breakdown in twice.select(cell).head(SHOWN_CODES).iter_rows()
    ]


def _no_figures() -> pl.DataFrame:
    return pl.DataFrame(schema=FIGURE_SCHEMA)
