"""From a tidy CSV to each figure's numerator, denominator and printed value, as the mapping says."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectors.published.publisher_years import period_codes
from collectors.readers.marks import Mark
from mappings.definitions.published_sources import PublishedColumn, PublishedFigure, Source
from returnonce.numbers import parse_micro_expr

#: Columns that this room adds to a publisher's; no publisher's heading begins so.
AREA, ROUNDED, PERIOD, MEMBERS = "_area", "_rounded", "_period", "_members"
PARTS = ("numerator", "denominator", "value")
KEY = (AREA, PERIOD, MEMBERS)


@dataclass(frozen=True)
class ExtractedFigure:
    """``rows``: KEY, _rounded, locator and, for each part, its micros and its symbol (``…_symbol``)."""

    figure: PublishedFigure
    rows: pl.DataFrame
    marks: tuple[Mark, ...]


def with_areas(table: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The rows of the mapped levels, with their area code and rounding."""
    tables = [
        table.filter(pl.col(source.level_column) == level.level).with_columns(
            pl.col(level.area).str.strip_chars().alias(AREA), pl.lit(level.rounded_to, pl.Int64).alias(ROUNDED)
        )
        for level in source.levels
    ]
    return pl.concat(tables)


def extract_figure(table: pl.DataFrame, source: Source, figure: PublishedFigure) -> ExtractedFigure:
    """One figure of the mapping, from a table of :func:`with_areas`."""
    keyed, marks = _add_keys(table, source, figure)
    main = keyed.filter(_matches(figure.where))
    if main.is_empty():
        return ExtractedFigure(figure, _no_rows(), (*marks, Mark("published-no-rows", detail=_words(figure.where))))
    twice = _ambiguous(main, figure)
    if twice:
        return ExtractedFigure(figure, _no_rows(), (*marks, twice))
    rows = main.select(*KEY, ROUNDED, "row")
    for name in PARTS:
        rows = rows.join(_part(keyed, figure, name, source), on=list(KEY), how="left", nulls_equal=True)
    return ExtractedFigure(figure, _add_locators(rows), (*marks, *_bad_numbers(rows, figure)))


def _add_keys(table: pl.DataFrame, source: Source, figure: PublishedFigure) -> tuple[pl.DataFrame, tuple[Mark, ...]]:
    codes, unclear = period_codes(table[source.period_column], figure.period)
    years = table[source.period_column].replace_strict(codes, default=None, return_dtype=pl.String)
    keyed = table.with_columns(years.alias(PERIOD), _members(figure).alias(MEMBERS))
    marks = tuple(Mark("published-period", None, source.period_column, text, figure.period.kind) for text in unclear)
    return keyed.filter(pl.col(PERIOD).is_not_null(), pl.col(MEMBERS).is_not_null()), marks


def _members(figure: PublishedFigure) -> pl.Expr:
    """``total``, or ``age=16-17;sex=F``; null for a value that is no member, which is not read."""
    if not figure.breakdown:
        return pl.lit("total")
    parts = [
        pl.concat_str(
            pl.lit(f"{code}="),
            pl.col(split.column).replace_strict(split.members, default=None, return_dtype=pl.String),
        )
        for code, split in sorted(figure.breakdown.items())
    ]
    return pl.concat_str(parts, separator=";")


def _matches(where: dict[str, str]) -> pl.Expr:
    return pl.all_horizontal(pl.lit(True), *(pl.col(c).str.strip_chars() == v for c, v in where.items()))


def _words(where: dict[str, str]) -> str:
    return " and ".join(f"{column} = {value!r}" for column, value in where.items()) or "no filter"


def _ambiguous(main: pl.DataFrame, figure: PublishedFigure) -> Mark | None:
    """Two rows for one figure mean that the mapping lacks a filter; name the columns that differ."""
    twice = main.filter(pl.struct(KEY).is_duplicated())
    if twice.is_empty():
        return None
    first = twice.filter(pl.struct(KEY) == twice.select(pl.struct(KEY).first()).item())
    used = {part.column for name in PARTS if (part := getattr(figure, name)) is not None}
    differ = [c for c in first.columns if c not in used | {"row"} and first[c].n_unique() > 1]
    rows = ", ".join(map(str, first["row"].head(3)))
    return Mark(
        "published-ambiguous",
        first["row"][0],
        None,
        None,
        f"rows {rows}; they differ in {', '.join(differ) or 'nothing but their numbers'}",
    )


def _part(keyed: pl.DataFrame, figure: PublishedFigure, name: str, source: Source) -> pl.DataFrame:
    part: PublishedColumn | None = getattr(figure, name)
    columns = [name, f"{name}_symbol", f"{name}_text", f"{name}_row"]
    if part is None:
        return (
            keyed.select(*KEY)
            .unique()
            .with_columns(
                *(pl.lit(None, pl.Int64 if c in {name, f"{name}_row"} else pl.String).alias(c) for c in columns)
            )
        )
    text = pl.col(part.column).str.strip_chars()
    return (
        keyed.filter(_matches(figure.where | part.where))
        .unique(subset=list(KEY), keep="first", maintain_order=True)
        .select(
            *KEY,
            parse_micro_expr(text).alias(name),
            text.replace_strict(dict(source.symbols), default=None, return_dtype=pl.String).alias(f"{name}_symbol"),
            text.alias(f"{name}_text"),
            pl.col("row").alias(f"{name}_row"),
        )
    )


def _add_locators(rows: pl.DataFrame) -> pl.DataFrame:
    numbers = pl.concat_list([pl.col(c) for c in ("row", *(f"{p}_row" for p in PARTS))]).list.drop_nulls()
    distinct = numbers.list.unique().list.sort().cast(pl.List(pl.String)).list.join(", ")
    word = pl.when(distinct.str.contains(",", literal=True)).then(pl.lit("rows ")).otherwise(pl.lit("row "))
    return rows.with_columns(locator=pl.concat_str(word, distinct))


def _bad_numbers(rows: pl.DataFrame, figure: PublishedFigure) -> list[Mark]:
    marks = []
    for name in PARTS:
        part: PublishedColumn | None = getattr(figure, name)
        if part is None:
            continue
        bad = rows.filter(
            pl.col(name).is_null(), pl.col(f"{name}_symbol").is_null(), pl.col(f"{name}_text").fill_null("") != ""
        )
        marks += [
            Mark("published-number", row, part.column, text)
            for row, text in bad.select(f"{name}_row", f"{name}_text").iter_rows()
        ]
    return marks


def _no_rows() -> pl.DataFrame:
    text: dict[str, type[pl.DataType]] = dict.fromkeys(
        (*KEY, "locator", *(f"{p}_symbol" for p in PARTS), *(f"{p}_text" for p in PARTS)), pl.String
    )
    whole: dict[str, type[pl.DataType]] = dict.fromkeys(
        (ROUNDED, "row", *PARTS, *(f"{p}_row" for p in PARTS)), pl.Int64
    )
    return pl.DataFrame(schema=text | whole)
