"""The rows of one sheet as XML: each column's cells made in one pass, then joined row by row.

Plain lists are quicker here than column expressions: a return has some hundred rows, and a
query's fixed cost is that of a hundred cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from exports.book import LONGEST_TEXT, Column, Sheet, fitted
from exports.styles import FORM_NUMBERS, FORMS, TONE_NUMBERS, number
from exports.xlsx_text import escaped, exact_number, text_tags

_PLAIN = "plain"
_FIRST_STYLE = number(_PLAIN, FORMS[0])
_NUMBER, _CENTRE = FORM_NUMBERS["n0"], FORM_NUMBERS["centre"]
#: A cell's content, from the end of its style to its closing tag.
_BLANK = "/>"


def rows_xml(sheet: Sheet, *, first: int) -> str:
    """All rows of the table; ``first`` is the first one's number as Excel shows it."""
    height = sheet.frame.height
    numbers = [str(row) for row in range(first, first + height)]
    tones = _tones(sheet.frame, sheet.tone)
    starts = [f'<row r="{row}">' for row in numbers]
    columns = [
        _cells(sheet.frame, column, tones, (xl_col_to_name(place), numbers))
        for place, column in enumerate(sheet.columns)
    ]
    return "".join(map("".join, zip(starts, *columns, repeat("</row>", height), strict=True)))


def _cells(
    frame: pl.DataFrame, column: Column, tones: list[int], where: tuple[str, list[str]]
) -> list[str]:
    letter, numbers = where
    forms, contents = _content(frame, column)
    if column.tone:
        own = frame[column.tone].to_list()
        tones = [TONE_NUMBERS[name] if name else tone for name, tone in zip(own, tones, strict=True)]
    return [
        f'<c r="{letter}{row}" s="{tone * len(FORMS) + form + _FIRST_STYLE}" {content}'
        for row, tone, form, content in zip(numbers, tones, forms, contents, strict=False)
    ]


def _content(frame: pl.DataFrame, column: Column) -> tuple[Iterable[int], list[str]]:
    """Forms and contents of a column's cells."""
    if column.form == "sparkline":
        return repeat(_CENTRE), [_BLANK] * frame.height
    if column.form != "number":
        return repeat(FORM_NUMBERS[column.form]), _texts(frame[column.source].to_list())
    values = frame[column.source].to_list()
    contents = [f"><v>{exact_number(value)}</v></c>" if value is not None else _BLANK for value in values]
    forms = _number_forms(frame, column)
    if None not in values:
        return forms, contents
    instead = _texts(frame[column.otherwise].to_list()) if column.otherwise else repeat(_BLANK)
    chosen = [
        (_CENTRE, text) if value is None else (form, content)
        for value, form, content, text in zip(values, forms, contents, instead, strict=False)
    ]
    return [form for form, _ in chosen], [content for _, content in chosen]


def _number_forms(frame: pl.DataFrame, column: Column) -> Iterable[int]:
    if isinstance(column.decimals, int):
        return repeat(_NUMBER + column.decimals)
    return [_NUMBER + (decimals or 0) for decimals in frame[column.decimals].to_list()]


def _texts(texts: list[str | None]) -> list[str]:
    """Contents of text cells; a null or empty text is a blank cell."""
    known = [text or "" for text in texts]
    if max(map(len, known), default=0) > LONGEST_TEXT // 2:
        known = [fitted(text) for text in known]
    before, after = text_tags(known)
    return [f"{before}{text}{after}" if text else _BLANK for text in escaped(known)]


def _tones(frame: pl.DataFrame, tone: str | None) -> list[int]:
    """The rows' tones by number."""
    if tone is None:
        return [TONE_NUMBERS[_PLAIN]] * frame.height
    return [TONE_NUMBERS[name or _PLAIN] for name in frame[tone].to_list()]
