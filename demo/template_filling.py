"""Fills a template as a person would: figures into its empty cells, and nothing else changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from collectors.readers.raw_table import ROW, RawTable, cell_name
from collectors.readers.sheet_metadata import column_letter
from collectors.readers.single_table_file import read_table_file
from returnonce.errors import Refused

NAMING = ("indicator", "area", "period", "breakdown")
TYPED = ("numerator", "denominator", "value", "symbol", "status", "note")
NUMBERS = frozenset({"numerator", "denominator", "value"})
EPOCH = (1980, 1, 1, 0, 0, 0)


def fill_template(template: Path, answers: Path) -> bytes:
    """The template's bytes with the answers (rows of the single upload) typed in.

    Raises:
        Refused: the template cannot be read, or has no row for an answer.
    """
    table = read_table_file(template).table
    if table is None or table.sheet is None:
        raise Refused("The template cannot be read.", where=template.name)
    typed = dict(_list_answer_cells(table, _rows(answers)))
    with ZipFile(template) as book:
        sheet = _sheet_path(book.read("xl/workbook.xml").decode(), table.sheet)
        return _rewrite(book, sheet, typed)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _list_answer_cells(table: RawTable, answers: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Each cell that is typed into (``H12``), and what it holds then."""
    at = {heading.strip().lower(): position for position, heading in enumerate(table.header)}
    names = [cell_name(at[name]) for name in NAMING]
    rows = {_key(row[1:]): row[0] for row in table.cells.select(ROW, *names).iter_rows()}
    for answer in answers:
        key = _key([answer[name] for name in NAMING])
        if key not in rows:
            raise Refused(f"The template has no row for {' '.join(key)}.", where="template")
        for name in TYPED:
            if answer[name]:
                yield f"{column_letter(at[name])}{rows[key]}", _cell(name, answer[name])


def _key(words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word or "total" for word in words)


def _cell(name: str, text: str) -> str:
    """What stands inside a cell's element, after its type."""
    if name in NUMBERS:
        return f"><v>{text}</v></c>"
    return f' t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _sheet_path(workbook: str, sheet: str) -> str:
    names = re.findall(r'<sheet name="([^"]*)"', workbook)
    return f"xl/worksheets/sheet{names.index(escape(sheet)) + 1}.xml"


def _rewrite(book: ZipFile, sheet: str, typed: dict[str, str]) -> bytes:
    workbook_bytes = BytesIO()
    with ZipFile(workbook_bytes, "w", ZIP_DEFLATED) as copy:
        for name in book.namelist():
            data = book.read(name)
            if name == sheet:
                data = _with_cells(data.decode(), typed).encode()
            copy.writestr(ZipInfo(name, EPOCH), data, ZIP_DEFLATED)
    return workbook_bytes.getvalue()


def _with_cells(xml: str, typed: dict[str, str]) -> str:
    def fill(match: re.Match[str]) -> str:
        cell, style = match[1], match[2] or ""
        return f'<c r="{cell}"{style}{typed.pop(cell)}' if cell in typed else match[0]

    remaining = dict(typed)
    filled = re.sub(r'<c r="([A-Z]+\d+)"( s="\d+")?/>', fill, xml)
    if typed:
        raise Refused(
            f"The template has no empty cell at {', '.join(sorted(typed))}.", where=f"{len(remaining)} answers"
        )
    return filled
