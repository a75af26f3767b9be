"""The template's four sheets: figures to fill in, help, lists for the drop-downs, and for whom and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from indicators.figures.figure_schema import KINDS, NOTE_CHARACTERS, STATUSES, SYMBOLS

#: Heading, width, and what it is: ``key`` is locked, ``told`` is locked and grey, ``input`` is to be filled in.
LAYOUT: tuple[tuple[str, int, str], ...] = (
    ("indicator", 38, "key"),
    ("title", 48, "told"),
    ("area", 11, "key"),
    ("period", 14, "key"),
    ("breakdown", 12, "key"),
    ("kind", 9, "key"),
    ("last period", 14, "told"),
    ("last figure", 18, "told"),
    ("numerator", 12, "input"),
    ("denominator", 12, "input"),
    ("value", 12, "input"),
    ("symbol", 16, "input"),
    ("status", 14, "input"),
    ("note", 40, "input"),
    ("unit", 18, "told"),
    ("counted", 60, "told"),
    ("returns waiting", 30, "told"),
    ("due", 12, "told"),
)
#: Height of one line of text, in points.
_LINE = 13.5
#: Empty rows below, for figures that were not asked for.
SPARE_ROWS = 25
_LISTS = {"symbol": SYMBOLS, "status": STATUSES, "kind": KINDS}
_INK, _GREY, _PALE, _PAPER = "#0B0C0C", "#505A5F", "#F3F2F1", "#FFFBE6"
_HELP = (
    "Fill in the cream cells of the sheet Figures, save the workbook, and send it back as it is.",
    "Where there is a numerator and a denominator, give both; the share is worked out from them. "
    "Give the value alone only if you do not hold the two.",
    "Where the numerator and denominator are grey, the indicator has none: give the value.",
    "Zero is 0. If there is no figure, leave the numbers empty and choose a symbol: confidential "
    "(withheld because it is small), not_applicable (cannot exist here), not_available (not known), "
    "rounds_to_zero (less than half the last decimal, but not zero), unreliable.",
    "A row left wholly empty counts as not given. It does not count as zero.",
    "Write plain numbers: 1234.5, without commas, spaces, currency or percent signs. A percentage of "
    "45.2 per cent is written 45.2.",
    "The status is final unless you choose provisional, estimated or local_estimate.",
    "Further figures can be added in the empty rows below: write the indicator's code or a line of a "
    "return (NI 62), the area, the period, and the figure.",
    "The grey columns only inform you; they are not read when the workbook comes back.",
    "The sheet is locked without a password, so that codes are not changed by accident. Do not hide rows "
    "or columns, and do not merge cells.",
)  # fmt: skip


def write_figures(book: xlsxwriter.Workbook, rows: pl.DataFrame) -> None:
    """The sheet that is read when it comes back."""
    sheet = book.add_worksheet("Figures")
    formats = _formats(book)
    for column, (name, width, role) in enumerate(LAYOUT):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats[f"{role} heading"])
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        for column, (name, _, role) in enumerate(LAYOUT):
            _write(sheet, number, column, row.get(name), formats[_role(name, role, row)])
        sheet.set_row(number, _LINE * _lines(row))
        _validate(sheet, number, row)
    first = rows.height + 1
    for number in range(first, first + SPARE_ROWS):
        for column, (name, _, role) in enumerate(LAYOUT):
            style = "spare" if role == "key" else _role(name, role, {"parts": True})
            sheet.write_blank(number, column, None, formats[style])
        _validate(sheet, number, {})
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(row: Mapping[str, Any]) -> int:
    """How many lines the longest wrapped text of a row takes; not every program works it out."""
    return max(ceil(1.05 * len(str(row.get(name) or "")) / width) for name, width, role in LAYOUT if role == "told")


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    frame = {"border": 1, "border_color": "#B1B4B6", "valign": "top"}
    heading = {**frame, "bold": True, "text_wrap": True, "bg_color": _INK, "font_color": "#FFFFFF"}
    text = {**frame, "num_format": "@"}
    return {
        "key heading": book.add_format(heading),
        "told heading": book.add_format({**heading, "bg_color": _GREY, "italic": True}),
        "input heading": book.add_format({**heading, "bg_color": "#1D70B8"}),
        "key": book.add_format({**text, "bg_color": _PALE}),
        "told": book.add_format({**text, "font_color": _GREY, "bg_color": _PALE, "text_wrap": True, "italic": True}),
        "input": book.add_format({**frame, "locked": False, "bg_color": _PAPER}),
        "input text": book.add_format({**text, "locked": False, "bg_color": _PAPER, "text_wrap": True}),
        "closed": book.add_format({**frame, "bg_color": "#DEE0E2"}),
        "spare": book.add_format({**text, "locked": False}),
    }


def _role(name: str, role: str, row: Mapping[str, Any]) -> str:
    """Numbers that an indicator does not have are closed; words are kept as text."""
    if name in {"numerator", "denominator"} and not row["parts"]:
        return "closed"
    return "input text" if name in {"symbol", "status", "note"} else role


def _write(sheet: Worksheet, row: int, column: int, content: object, style: Any) -> None:
    if content is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, str(content), style)


def _validate(sheet: Worksheet, row: int, messages: Mapping[str, Any]) -> None:
    at = {name: column for column, (name, _, _) in enumerate(LAYOUT)}
    for position, (name, words) in enumerate(_LISTS.items()):
        # A range, because a list written out is dropped beyond 255 characters.
        letter = "ABC"[position]
        source = f"=Lists!${letter}$2:${letter}${len(words) + 1}"
        if name != "kind" or not messages:
            sheet.data_validation(row, at[name], row, at[name], {"validate": "list", "source": source, **_warn(name)})
    for name in ("numerator", "denominator"):
        if messages.get("parts", True):
            rule = {"validate": "decimal", "criteria": ">=", "value": 0, **_warn(name)}
            sheet.data_validation(row, at[name], row, at[name], rule)
    sheet.data_validation(row, at["value"], row, at["value"], _value_rule(messages))
    note = {"validate": "length", "criteria": "<=", "value": NOTE_CHARACTERS, **_warn("note")}
    sheet.data_validation(row, at["note"], row, at["note"], note)


def _value_rule(messages: Mapping[str, Any]) -> dict[str, Any]:
    if messages.get("is_percentage"):
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, **_warn("value")}
    return {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12, **_warn("value")}


_WARNINGS = {
    "numerator": "A plain number, zero or more.",
    "denominator": "A plain number, zero or more.",
    "value": "A plain number; a percentage lies between 0 and 100.",
    "symbol": "Choose from the list, or leave it empty where there is a figure.",
    "status": "Choose from the list, or leave it empty for final.",
    "kind": "Choose from the list, or leave it empty for actual.",
    "note": f"At most {NOTE_CHARACTERS:,} characters.",
}


def _warn(name: str) -> dict[str, Any]:
    return {"error_title": name.capitalize(), "error_message": _WARNINGS[name], "ignore_blank": True}


def write_help(book: xlsxwriter.Workbook, *, sender: str, period: str) -> None:
    """In plain words, what to do."""
    sheet = book.add_worksheet("How to fill this in")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, f"{sender}: figures for {period}", book.add_format({"bold": True, "font_size": 14}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, sentence in enumerate(_HELP, start=1):
        sheet.write_string(number + 1, 0, f"{number}. {sentence}", wrapped)
    sheet.protect()


def write_lists(book: xlsxwriter.Workbook) -> None:
    """What the drop-downs offer; in sight, because nothing in the workbook is hidden."""
    sheet = book.add_worksheet("Lists")
    for column, (name, words) in enumerate(_LISTS.items()):
        _column(sheet, column, [name, *words])
    sheet.set_column(0, len(_LISTS) - 1, 18)
    sheet.protect()


def _column(sheet: Worksheet, column: int, words: Sequence[str]) -> None:
    for row, word in enumerate(words):
        sheet.write_string(row, column, word)


def write_template(book: xlsxwriter.Workbook, about: Mapping[str, str]) -> None:
    """Who and what the template is for; checked when it comes back."""
    sheet = book.add_worksheet("Template")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 70)
    for row, (name, answer) in enumerate(about.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, answer)
    sheet.protect()
