"""Findings on a file of records as a workbook: by rule, by team, and with each table's rows as the file has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import polars as pl

from exports.records.list_sheets import ONLY_FOR, fill_list, make_list_styles, write_title
from indicators.records.finding_lists import PLACE_SCHEMA, FindingLists, FindingSheet
from returnonce.workbook import new_workbook

_RULES = (("Severity", 10), ("Rule", 28), ("Table", 22), ("Column", 24), ("Column letter", 9),
          ("What is wrong", 60), ("Rows", 9), ("What to do", 60))  # fmt: skip
_TEAMS = (("Team", 34), ("Severity", 10), ("Rule", 28), ("Table", 22), ("What is wrong", 60), ("Rows", 9))
_PLACES = {"rule": ("Rule", 28), "column": ("Column", 20), "letter": ("Column letter", 9),
           "what": ("What is wrong", 48), "row": ("Row", 8), "record": ("Record", 40),
           "team": ("Team", 26)}  # fmt: skip
#: What a table's sheet has only if some row has it.
_OPTIONAL = ("letter", "record", "team")
NO_TEAM = "(no team)"
#: Widths of the file's own columns; most headings are capitals, which are wider than a width's unit.
_NARROWEST, _WIDEST, _LETTER = 8, 36, 1.3
#: What Excel allows in a sheet's name, and how long it may be.
_NOT_IN_NAMES, _NAME_LENGTH = re.compile(r"[\[\]:*?/\\']"), 31


def render_findings(lists: FindingLists, *, title: str, agency: str, period: str) -> bytes:
    """The workbook's bytes: Rules, Teams if the file has a column of them, then a sheet for each table with findings.

    ``title`` is what the records are; ``period`` is its code.
    """
    target = BytesIO()
    with new_workbook(target, title=f"Findings: {title}", subject=f"{agency} {period}") as book:
        rules, styles = book.add_worksheet("Rules"), make_list_styles(book)
        top = write_title(rules, f"Findings: {title}", (f"{agency}, {period}", ONLY_FOR), styles)
        places = lists.rules.with_columns(pl.col("table").fill_null("the file"))
        fill_list(rules, _RULES, _list_rows(places), styles, top=top)
        if lists.teams is not None:
            counts = lists.teams.with_columns(pl.col("team").fill_null(NO_TEAM))
            fill_list(book.add_worksheet("Teams"), _TEAMS, _list_rows(counts), styles, top=0)
        for name, sheet in zip(_name_sheets(lists.sheets), lists.sheets, strict=True):
            rows = sheet.rows.select(column for column in sheet.rows.columns if _is_shown(column, sheet.rows))
            fill_list(book.add_worksheet(name), _columns(sheet, rows), _list_rows(rows), styles, top=0)
        for each in book.worksheets():
            # Numbers of children and of rules are texts: no cell is marked as a mistake for that.
            each.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return target.getvalue()


def _list_rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple("" if cell is None else cell for cell in row) for row in frame.iter_rows()]


def _is_shown(column: str, rows: pl.DataFrame) -> bool:
    return column not in _OPTIONAL or rows[column].null_count() < rows.height


def _columns(sheet: FindingSheet, rows: pl.DataFrame) -> list[tuple[str, int]]:
    """Headings and widths: ours, then the file's own, as wide as what stands in them."""
    own = [name for name in rows.columns if name not in PLACE_SCHEMA]
    longest = (max(len(heading), _longest(rows[name])) for heading, name in zip(sheet.headings, own, strict=True))
    widths = (min(max(int(length * _LETTER) + 3, _NARROWEST), _WIDEST) for length in longest)
    ours = [_PLACES[name] for name in rows.columns if name in PLACE_SCHEMA]
    return [*ours, *zip(sheet.headings, widths, strict=True)]


def _longest(cells: pl.Series) -> int:
    return int(cells.str.len_chars().max() or 0)  # type: ignore[arg-type]


def _name_sheets(sheets: Iterable[FindingSheet]) -> list[str]:
    """Names that Excel takes, each once, whatever a table is called."""
    names = ["Rules", "Teams"]
    for sheet in sheets:
        name = _NOT_IN_NAMES.sub(" ", sheet.title)[:_NAME_LENGTH].strip()
        if name.casefold() in {other.casefold() for other in names} | {"history"}:
            name = f"{name[: _NAME_LENGTH - 4]} ({len(names)})"
        names.append(name)
    return names[2:]
