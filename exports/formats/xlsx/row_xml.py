"""Table rows as XML, for many sheets of the same columns at once: one expression for each column.

A query's fixed cost is that of some hundred cells, so a thousand workbooks are made by a few
queries and cut apart afterwards. No row depends on its neighbours: a workbook has the same bytes
whether it is made alone or among others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from exports.formats.xlsx.cell_text import ColumnTraits, exact_number, opening_tags, prepare_columns
from exports.formats.xlsx.row_heights import row_heights
from exports.formats.xlsx.styles import FORM_NUMBERS, FORMS, TONE_NUMBERS, style_number
from exports.formats.xlsx.workbook_model import SheetColumn, WorkbookSheet

_PLAIN = "plain"
_FIRST_STYLE = style_number(_PLAIN, FORMS[0])
_NUMBER, _CENTRE = FORM_NUMBERS["n0"], FORM_NUMBERS["centre"]
_TONE, _ROW, _HEIGHT = "__tone", "__row", "__height"
_BLANK = '"/>'


def make_row_xml(sheets: Sequence[WorkbookSheet]) -> list[str]:
    """The table rows of each sheet; all sheets have the same columns and name the same tone."""
    columns, tone = sheets[0].columns, sheets[0].tone
    frame = _combine([sheet.frame for sheet in sheets], _list_source_columns(columns, tone))
    numbers = [pl.int_range(_first(sheet), _first(sheet) + sheet.frame.height, eager=True) for sheet in sheets]
    frame = frame.with_columns(pl.concat(numbers).cast(pl.String).alias(_ROW), _tones(tone))
    frame = frame.with_columns(row_heights(columns).cast(pl.String).alias(_HEIGHT))
    frame, traits = prepare_columns(frame, _texts(columns), _numbers(columns))
    cells = [part for place, column in enumerate(columns) for part in _cell(column, xl_col_to_name(place), traits)]
    start = (pl.lit('<row r="'), pl.col(_ROW), pl.lit('" ht="'), pl.col(_HEIGHT), pl.lit('" customHeight="1">'))
    rows = frame.lazy().select(pl.concat_str(*start, *cells, pl.lit("</row>"))).collect().to_series()
    if rows.null_count():
        raise AssertionError("a cell without XML would drop its row")
    return _split([sheet.frame.height for sheet in sheets], rows.to_list())


def _combine(frames: list[pl.DataFrame], names: list[str]) -> pl.DataFrame:
    """One frame in one piece: a query does its fixed work for each piece of each column."""
    if len({tuple(frame.columns) for frame in frames}) > 1:
        frames = [frame.select(names) for frame in frames]
    return pl.concat(frames).select(names).rechunk()


def _split(heights: list[int], rows: list[str]) -> list[str]:
    parts, start = [], 0
    for height in heights:
        parts.append("".join(rows[start : start + height]))
        start += height
    return parts


def _first(sheet: WorkbookSheet) -> int:
    return sheet.header_row + 2


def _list_source_columns(columns: tuple[SheetColumn, ...], tone: str | None) -> list[str]:
    names = [name for column in columns for name in column.source_names]
    return list(dict.fromkeys([*names, *([tone] if tone else [])]))


def _texts(columns: tuple[SheetColumn, ...]) -> list[str]:
    """Columns of the frame that are shown as text."""
    sources = [column.fallback if column.form == "number" else column.source for column in columns]
    drawn = {column.source for column in columns if column.form == "sparkline"}
    return list(dict.fromkeys(name for name in sources if name and name not in drawn))


def _numbers(columns: tuple[SheetColumn, ...]) -> list[str]:
    return list(dict.fromkeys(column.source for column in columns if column.form == "number"))


def _tones(tone: str | None) -> pl.Expr:
    numbers = pl.lit(TONE_NUMBERS[_PLAIN]) if tone is None else _tone_number(tone).fill_null(TONE_NUMBERS[_PLAIN])
    return numbers.alias(_TONE)


def _tone_number(tone: str) -> pl.Expr:
    return pl.col(tone).replace_strict(TONE_NUMBERS, return_dtype=pl.Int64)


def _cell(column: SheetColumn, letter: str, traits: ColumnTraits) -> tuple[pl.Expr, ...]:
    """The pieces of a cell. What is the same in every row is one piece, since each piece costs a copy."""
    tone = pl.coalesce(_tone_number(column.tone), _TONE) if column.tone else pl.col(_TONE)
    style = (tone * len(FORMS) + _form(column, traits) + _FIRST_STYLE).cast(pl.String)
    return pl.lit(f'<c r="{letter}'), pl.col(_ROW), pl.lit('" s="'), style, *_content(column, traits)


def _form(column: SheetColumn, traits: ColumnTraits) -> Any:
    if column.form == "sparkline" or (column.form == "number" and column.source in traits.empty):
        return _CENTRE
    if column.form != "number":
        return FORM_NUMBERS[column.form]
    places = pl.col(column.decimals).fill_null(0) if isinstance(column.decimals, str) else pl.lit(column.decimals)
    return pl.when(pl.col(column.source).is_null()).then(_CENTRE).otherwise(places + _NUMBER)


def _content(column: SheetColumn, traits: ColumnTraits) -> tuple[pl.Expr, ...]:
    """A cell's XML from the end of its style to its closing tag."""
    if column.form == "sparkline":
        return (pl.lit(_BLANK),)
    if column.form != "number":
        return _text(column.source, traits)
    instead = _text(column.fallback, traits) if column.fallback else (pl.lit(_BLANK),)
    if column.source in traits.empty:
        return instead
    value = pl.col(column.source)
    number = pl.concat_str(pl.lit('"><v>'), exact_number(value), pl.lit("</v></c>"))
    if column.source in traits.whole:
        return (number,)
    return (pl.when(value.is_null()).then(pl.concat_str(*instead)).otherwise(number),)


def _text(name: str, traits: ColumnTraits) -> tuple[pl.Expr, ...]:
    if name in traits.empty:
        return (pl.lit(_BLANK),)
    text = pl.col(name)
    start = pl.lit('" t="inlineStr"><is><t>')
    if name in traits.spaced:
        start = pl.concat_str(pl.lit('" t="inlineStr">'), opening_tags(text))
    cell = start, text, pl.lit("</t></is></c>")
    if name in traits.whole:
        return cell
    return (pl.when(text.is_null() | (text == "")).then(pl.lit(_BLANK)).otherwise(pl.concat_str(*cell)),)
