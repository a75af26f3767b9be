"""Tables as plain text, and text that steers no terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[-.,%]*[0-9][-0-9.,%]*")
#: What moves a terminal's cursor or colours it; no text of ours holds any, and a file's may.
_CONTROL = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}")


class PlainTable(str):
    """A table as text, which a terminal may lay out anew from its ``headings`` and ``rows``.

    ``spare``: headings of columns that may be left out where there is no room, the first one first.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    spare: Sequence[str] = ()


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> PlainTable:
    """Columns side by side, one line a row however long it is: for files and for other programs."""
    cells = [list(headings), *(["" if cell is None else str(cell) for cell in row] for row in rows)]
    text = PlainTable(_write_table(cells))
    text.headings, text.rows = cells[0], cells[1:]
    return text


def _write_table(cells: Sequence[Sequence[str]]) -> str:
    columns = list(zip(*cells, strict=True))
    widths = [max(1, *map(len, column)) for column in columns]
    right = [is_number_column(column[1:]) for column in columns]
    lines = [_line(row, widths, right) for row in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if align else cell.ljust(width)
        for cell, width, align in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip().replace("\n", " ")


def strip_control(text: str) -> str:
    """The text with a mark in place of every character that would steer a terminal."""
    return text.translate(_CONTROL)


def is_number_column(cells: Sequence[str]) -> bool:
    """True where every cell is a number or empty, so that they stand right."""
    return len(cells) > 0 and all(not cell or _NUMBER.fullmatch(cell) for cell in cells)
