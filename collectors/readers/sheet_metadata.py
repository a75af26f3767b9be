"""What a sheet says beside its cells' texts: kinds of cells, merged ranges, what is hidden. Light to import."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

#: ``fixed-1``: the cell shows one decimal, and holds more.
CellKind = Literal[
    "formula", "error", "date", "percent", "fixed-0", "fixed-1", "fixed-2", "fixed-3", "fixed-4", "fixed-5", "fixed-6"
]


class CellMetadata(NamedTuple):
    """The kind of one cell that its text does not show. Row as shown; columns from 0."""

    row: int
    column: int
    kind: CellKind
    text: str


class MergedRange(NamedTuple):
    """A merged range; rows as shown, columns from 0, both ends within it."""

    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetMetadata:
    """Of the sheet that was read; and the content of the sheets ``Template`` and ``Derived``."""

    cells: tuple[CellMetadata, ...] = ()
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False
    ignored_sheets: tuple[str, ...] = ()
    template: dict[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)


def column_letter(position: int) -> str:
    """0 is ``A``, 26 is ``AA``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_reference(reference: str) -> tuple[int, int]:
    """``"B12"`` to row 12 (as shown) and column 1 (from 0).

    Raises:
        ValueError: it is no cell's name.
    """
    text = reference.replace("$", "")
    letters = text.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(reference)
        column = column * 26 + ord(letter) - 64
    return int(text[len(letters) :]), column - 1
