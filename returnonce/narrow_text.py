"""Text and tables for a terminal that is narrower than they are: no word is broken, since it may be a code."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

#: Between two columns of a table.
GAP = 2


def fit_text(text: str, width: int) -> str:
    """Each line in as many as it needs; one that is indented stays whole, since it may be a command to be copied."""
    return "\n".join(line if line.startswith(" ") else _fit_line(line, width) for line in text.split("\n"))


def fit_columns(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """How wide each column may be, so that all of them fit: the widest give way first; None where words would break."""
    columns = list(zip(headings, *rows, strict=True))
    least = [max(len(word) for cell in column for word in [*cell.split(), ""]) for column in columns]
    natural = [max(map(len, column)) for column in columns]
    left = width - GAP * (len(columns) - 1)
    if sum(least) > left:
        return None
    limits = range(max(natural), 0, -1)
    fitted = ([max(low, min(wish, limit)) for low, wish in zip(least, natural, strict=True)] for limit in limits)
    return next((widths for widths in fitted if sum(widths) <= left), least)


def write_fields(headings: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """A row of a table as one field a line, named by its heading; what is empty is left out."""
    fields = zip(headings, row, strict=True)
    return [
        _fit_line(f"{heading}: {cell}" if heading else cell, width, "  ") for heading, cell in fields if cell.strip()
    ]


def _fit_line(line: str, width: int, hanging: str = "") -> str:
    return textwrap.fill(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
