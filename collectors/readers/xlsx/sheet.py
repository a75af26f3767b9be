"""One sheet's XML to texts and metadata, streamed. Runs in the sandbox."""

from __future__ import annotations

from typing import IO

from collectors.readers.sheet_metadata import column_letter, read_reference
from collectors.readers.xlsx.cells import CellContext, read_cell
from collectors.readers.xlsx.xml_parts import walk_elements

_DIGITS = "0123456789"
_TRUE = frozenset({"1", "true"})
_EMPTY_BUT_THERE = frozenset({"formula", "error"})


class SheetTooLarge(Exception):
    """A cell lies outside the limits; says which."""


class SourceSheet:
    """Cells by column (rows as shown, texts), and what their texts do not tell.

    Nothing is allocated by the sheet's extent: a cell in the last corner costs one cell.
    """

    def __init__(self, context: CellContext, *, most_rows: int, most_columns: int) -> None:
        self.columns: dict[int, tuple[list[int], list[str]]] = {}
        self.rows = 0
        self.facts: list[tuple[int, int, str, str]] = []
        self.merged: list[tuple[str, int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self._context, self._most_rows, self._most_columns = context, most_rows, most_columns
        self._row, self._column, self._row_hidden = 0, -1, False
        self._kind, self._style, self._formula = "n", None, False
        self._value: str | None = None
        self._letters: dict[str, int] = {}

    _style: str | None

    def read(self, stream: IO[bytes]) -> SourceSheet:
        """Every cell with content, as text.

        Raises:
            SheetTooLarge: a cell with content beyond the limits.
        """
        walk_elements(stream, start=self._start, end=self._end, texts=frozenset({"v", "t"}))
        return self

    def _start(self, name: str, a: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(a)
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row, self._column = int(a.get("r", self._row + 1)), -1
            self._row_hidden = a.get("hidden") in _TRUE
        elif name == "mergeCell":
            self.merged.append(_parse_merged_range(a["ref"]))
        elif name == "col" and a.get("hidden") in _TRUE:
            self.hidden_columns.extend(range(int(a["min"]) - 1, min(int(a["max"]), self._most_columns)))

    def _begin_cell(self, a: dict[str, str]) -> None:
        reference = a.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip(_DIGITS)
            column = self._letters.get(letters)
            self._column = self._place(letters) if column is None else column
            self._row = int(reference[len(letters) :])
        self._kind, self._style = a.get("t", "n"), a.get("s")
        self._value, self._formula = None, False

    def _place(self, letters: str) -> int:
        column = read_reference(f"{letters}1")[1]
        return self._letters.setdefault(letters, column)

    def _end(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "t" and self._kind == "inlineStr":
            self._value = (self._value or "") + text
        elif name == "c" and (self._value is not None or self._formula):
            self._finish_cell()

    def _finish_cell(self) -> None:
        text, fact = read_cell(
            self._context, kind=self._kind, style=self._style, value=self._value, formula=self._formula
        )
        if fact:
            self.facts.append((self._row, self._column, fact, text))
        if fact in _EMPTY_BUT_THERE:
            self._keep("")
        elif text and not text.isspace():
            self._keep(text)

    def _keep(self, text: str) -> None:
        if self._row > self._most_rows or self._column >= self._most_columns:
            raise SheetTooLarge(f"{column_letter(self._column)}{self._row}")
        rows, texts = self.columns.setdefault(self._column, ([], []))
        rows.append(self._row)
        texts.append(text)
        self.rows = max(self.rows, self._row)
        if self._row_hidden and self.hidden_rows[-1:] != [self._row]:
            self.hidden_rows.append(self._row)


def _parse_merged_range(reference: str) -> tuple[str, int, int, int, int]:
    first, _, last = reference.partition(":")
    top, left = read_reference(first)
    bottom, right = read_reference(last or first)
    return reference, top, left, bottom, right
