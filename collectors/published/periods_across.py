"""A table whose periods stand side by side, laid out with one record for each row and period."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from collectors.published.period_headings import PeriodHeading, find_period_headings, mark_place
from collectors.published.records import LETTER, RECORD, RECORDS_APART, UNDER
from collectors.readers.raw_table import ROW
from collectors.readers.sheet_metadata import column_letter
from mappings.definitions.published_sources import Source


def lay_out_periods(table: pl.DataFrame, headings: Sequence[str], source: Source) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records of a table of periods side by side, and those under whose period nothing stands.

    ``table``: ``row``, then a column for each heading, named for it where nothing is amiss. A record has the plain
    columns, the period as its heading prints it, and each cell under it with the letter of its column.
    """
    read = find_period_headings(headings, source)
    periods = dict.fromkeys(heading.period for heading in read)
    blocks = [[heading for heading in read if heading.period == period] for period in periods]
    names = sorted({heading.cell for heading in read})
    records = pl.concat([_lay_out(table, source, n, block, names) for n, block in enumerate(blocks)])
    blank = pl.all_horizontal(pl.col(name).fill_null("").str.strip_chars() == "" for name in names)
    return records.filter(~blank), records.filter(blank)


def _lay_out(
    table: pl.DataFrame, source: Source, number: int, block: Sequence[PeriodHeading], names: Sequence[str]
) -> pl.DataFrame:
    """The records of one period, as printed."""
    made = {source.period_column, *names}
    under = {heading.cell: heading for heading in block}
    plain = [column for column in table.columns if column not in made]
    return table.select(
        *plain,
        (pl.col(ROW).cast(pl.Int64) + number * RECORDS_APART).alias(RECORD),
        pl.lit(block[0].period).alias(source.period_column),
        pl.lit(block[0].period).alias(UNDER),
        *(_cell(table, source, under.get(name)).alias(name) for name in names),
        *(_letter(under.get(name)).alias(LETTER + name) for name in names),
    )


def _letter(heading: PeriodHeading | None) -> pl.Expr:
    return pl.lit(heading and column_letter(heading.place), pl.String)


def _cell(table: pl.DataFrame, source: Source, heading: PeriodHeading | None) -> pl.Expr:
    """The text of a cell, with the mark that stands beside it as if it followed: ``12 [r]``, or ``[c]`` alone."""
    if heading is None or source.periods_across is None:
        return pl.lit(None, pl.String)
    width = table.width - 1
    text = _text(table, heading.place)
    place = mark_place(heading, source.periods_across, width)
    if place is None:
        return text
    mark = _text(table, place)
    bracketed = pl.when(mark.str.contains(r"^[\[(].*[\])]$")).then(mark).otherwise(pl.format("[{}]", mark))
    return pl.when(mark == "").then(text).when(text == "").then(mark).otherwise(pl.format("{} {}", text, bracketed))


def _text(table: pl.DataFrame, place: int) -> pl.Expr:
    return pl.col(table.columns[place + 1]).fill_null("").str.strip_chars()
