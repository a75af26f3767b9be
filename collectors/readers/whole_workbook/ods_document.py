"""The sheets of an OpenDocument spreadsheet, streamed from its XML. Runs in the sandbox.

Repeated rows and cells cost nothing where they are empty, whatever their number says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from collectors.readers.sheet_metadata import column_letter
from collectors.readers.xlsx.cells import number_text
from collectors.readers.xlsx.sheet import SheetTooLarge
from collectors.readers.xml_stream import parse_stream

Row = tuple[int, dict[int, str]]

_NUMBERS = {"float", "percentage", "currency"}
_ROW, _CELLS = "table:table-row", {"table:table-cell", "table:covered-table-cell"}
#: Their text is about a cell and not in it.
_ASIDES = {"office:annotation", "text:note", "draw:frame", "table:shapes", "text:ruby-text"}
_GAPS = {"text:line-break": "\n", "text:tab": "\t"}


@dataclass
class OdsSheet:
    """One sheet: its name, whether it can be seen, and its rows with content as (row number, text by column)."""

    name: str
    style: str
    rows: list[Row] = field(default_factory=list)
    visible: bool = True


class OdsDocument:
    """Reads ``content.xml``; sheets in the order of the file."""

    def __init__(self, *, most_rows: int, most_columns: int, most_cells: int) -> None:
        self.sheets: list[OdsSheet] = []
        self._most_rows, self._most_columns, self._cells_left = most_rows, most_columns, most_cells
        self._hidden_styles: set[str] = set()
        self._style, self._row, self._row_repeated, self._column = "", 0, 1, 0
        self._cells: dict[int, str] = {}
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._paragraph, self._aside = 0, 0

    def read(self, stream: IO[bytes]) -> list[OdsSheet]:
        """Every sheet.

        Raises:
            SheetTooLarge: a cell with content beyond the limits, or more cells than may be.
            ExpatError: not well-formed.
            ValueError: it declares a document type, which no spreadsheet needs and bombs do.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._text, _refuse_doctype
        parse_stream(parser, stream)
        for sheet in self.sheets:
            sheet.visible = sheet.style not in self._hidden_styles
        return self.sheets

    def _start(self, name: str, a: dict[str, str]) -> None:
        if self._aside or name in _ASIDES:
            self._aside += 1
        elif name in _CELLS:
            self._cell, self._pieces = a, []
        elif name == _ROW:
            self._cells, self._column = {}, 0
            self._row_repeated = int(a.get("table:number-rows-repeated", 1))
        elif name == "table:table":
            self.sheets.append(OdsSheet(a.get("table:name", ""), a.get("table:style-name", "")))
            self._row = 0
        else:
            self._start_text(name, a)

    def _start_text(self, name: str, a: dict[str, str]) -> None:
        if name in {"text:p", "text:h"} and self._cell is not None:
            self._pieces += ["\n"] if self._pieces else []
            self._paragraph += 1
        elif name == "text:s":
            self._text(" " * min(int(a.get("text:c", 1)), 100))
        elif name in _GAPS:
            self._text(_GAPS[name])
        elif name == "style:style":
            self._style = a.get("style:name", "")
        elif name == "style:table-properties" and a.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _text(self, text: str) -> None:
        if self._paragraph and not self._aside:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in {"text:p", "text:h"} and self._paragraph:
            self._paragraph -= 1
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif name == _ROW:
            self._end_row()

    def _end_cell(self, a: dict[str, str]) -> None:
        text = _cell_text(a, "".join(self._pieces)).strip()
        repeated = int(a.get("table:number-columns-repeated", 1))
        if text:
            if self._column + repeated > self._most_columns:
                raise SheetTooLarge(f"{column_letter(self._column + repeated - 1)}{self._row + 1}")
            self._cells |= dict.fromkeys(range(self._column, self._column + repeated), text)
        self._column += repeated
        self._cell = None

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._row_repeated
        if not self._cells:
            return
        self._cells_left -= len(self._cells) * self._row_repeated
        if self._row > self._most_rows or self._cells_left < 0:
            raise SheetTooLarge(f"row {self._row}")
        self.sheets[-1].rows += _repeat(first, self._row, self._cells)


def _cell_text(a: dict[str, str], text: str) -> str:
    """A number as it is stored, a date as ISO has it, anything else as it is shown."""
    kind = a.get("office:value-type") or a.get("calcext:value-type")
    if kind in _NUMBERS and "office:value" in a:
        return number_text(a["office:value"])
    if kind == "date":
        return a.get("office:date-value", text).removesuffix("T00:00:00").replace("T", " ")
    if kind == "boolean":
        return a.get("office:boolean-value", text).upper()
    return text or a.get("office:string-value", "")


def _repeat(first: int, last: int, cells: dict[int, str]) -> Iterator[Row]:
    return ((number, cells) for number in range(first, last + 1))


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a document type is declared")
