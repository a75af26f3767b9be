"""The pieces of a row's XML, in order, each with the columns that it changes with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from exports.formats.xlsx.cell_text import exact_number, opening_tags
from exports.formats.xlsx.repeated_rows import is_blank
from exports.formats.xlsx.row_heights import height_of_lines
from exports.formats.xlsx.styles import FORM_NUMBERS, FORMS, TONE_NUMBERS, style_number
from exports.formats.xlsx.workbook_model import SheetColumn
from returnonce.numbers import MICRO

PLAIN = "plain"
#: Beside a sheet's own columns: each row's number, the number of its tone, and the lines that its texts take.
ROW, TONE, LINES = "__row", "__tone", "__lines"
_FIRST_STYLE = style_number(PLAIN, FORMS[0])
_NUMBER, _CENTRE = FORM_NUMBERS["n0"], FORM_NUMBERS["centre"]
_BLANK, _NOTHING = pl.lit('"/>'), pl.lit("")


class RowPiece(NamedTuple):
    """A part of a row's XML, and the columns that it changes with."""

    xml: pl.Expr
    reads: frozenset[str] = frozenset()


def row_pieces(columns: Iterable[SheetColumn], spaced: frozenset[str], whole: frozenset[str]) -> Iterator[RowPiece]:
    """A row's XML from its first tag to its last.

    ``spaced`` columns hold texts with spaces at their ends, ``whole`` ones numbers without a fraction.
    """
    yield from (RowPiece(pl.lit('<row r="')), RowPiece(pl.col(ROW)), RowPiece(pl.lit('" ht="')))
    yield RowPiece(height_of_lines(pl.col(LINES)).cast(pl.String), frozenset([LINES]))
    yield RowPiece(pl.lit('" customHeight="1">'))
    for place, column in enumerate(columns):
        yield from (
            RowPiece(pl.lit(f'<c r="{xl_col_to_name(place)}')),
            RowPiece(pl.col(ROW)),
            RowPiece(pl.lit('" s="')),
        )
        yield _style(column)
        yield from _content(column, spaced, whole)
    yield RowPiece(pl.lit("</row>"))


def _style(column: SheetColumn) -> RowPiece:
    tone = pl.coalesce(tone_number(column.tone), TONE) if column.tone else pl.col(TONE)
    number = (tone * len(FORMS) + _form(column) + _FIRST_STYLE).cast(pl.String)
    return RowPiece(number, frozenset(name for name in (column.tone, column.decimals) if isinstance(name, str)))


def _form(column: SheetColumn) -> pl.Expr:
    if column.form == "sparkline":
        return pl.lit(_CENTRE)
    if column.form != "number":
        return pl.lit(FORM_NUMBERS[column.form])
    places = pl.col(column.decimals).fill_null(0) if isinstance(column.decimals, str) else pl.lit(column.decimals)
    return pl.when(pl.col(column.source).is_null()).then(FORM_NUMBERS[column.fallback_form]).otherwise(places + _NUMBER)


def _content(column: SheetColumn, spaced: frozenset[str], whole: frozenset[str]) -> Iterator[RowPiece]:
    """A cell's XML from the end of its style to its closing tag. Whether it has a value never varies."""
    if column.form == "sparkline":
        yield RowPiece(_BLANK)
    elif column.form != "number":
        yield from _text(column.source, spaced)
    else:
        value = pl.col(column.source)
        instead = list(_text(column.fallback, spaced)) if column.fallback else [RowPiece(_BLANK)]
        otherwise = pl.concat_str(piece.xml for piece in instead)
        reads = frozenset().union(*(piece.reads for piece in instead))
        yield RowPiece(pl.when(value.is_null()).then(otherwise).otherwise(pl.lit('"><v>')), reads)
        number = (value // MICRO).cast(pl.String) if column.source in whole else exact_number(value)
        yield RowPiece(number.fill_null(_NOTHING), frozenset([column.source]))
        yield RowPiece(pl.when(value.is_null()).then(_NOTHING).otherwise(pl.lit("</v></c>")))


def _text(name: str, spaced: frozenset[str]) -> Iterator[RowPiece]:
    text, blank = pl.col(name), is_blank(name, pl.String())
    tags = opening_tags(text) if name in spaced else pl.lit("<is><t>")
    start = pl.concat_str(pl.lit('" t="inlineStr">'), tags)
    yield RowPiece(pl.when(blank).then(_BLANK).otherwise(start), frozenset([name]) & spaced)
    yield RowPiece(text.fill_null(_NOTHING), frozenset([name]))
    yield RowPiece(pl.when(blank).then(_NOTHING).otherwise(pl.lit("</t></is></c>")))


def tone_number(tone: str) -> pl.Expr:
    """The number of a column's tone."""
    return pl.col(tone).replace_strict(TONE_NUMBERS, return_dtype=pl.Int64)
