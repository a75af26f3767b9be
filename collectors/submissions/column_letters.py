"""The letters, as a spreadsheet shows them, of the columns that findings name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from collectors.readers.sheet_metadata import column_letter

#: Letters by :func:`letter_key`.
ColumnLetters = Mapping[str, str]
#: Where columns stand, from 0, by the name that findings give them, for each sheet or table; None: of whatever sheet.
ColumnPositions = Mapping[str | None, Mapping[str, int]]


def name_positions(headings: Sequence[str | None], named: Mapping[str, int]) -> dict[str, int]:
    """Where columns stand by their headings, the first of equal ones, and by the names that they were read under."""
    own = {heading: at for at, heading in reversed([*enumerate(headings)]) if heading}
    return own | dict(named)


def find_letters(findings: pl.DataFrame, positions: ColumnPositions) -> dict[str, str]:
    """The letters of the columns that findings (``FINDING_SCHEMA``) name, by :func:`letter_key`; "" of one that the
    file does not have. What stands in no columns is left out."""
    pairs = findings.filter(pl.col("column").is_not_null()).select("sheet", "column").unique(maintain_order=True)
    known = ((sheet, name, positions.get(sheet, positions.get(None, {}))) for sheet, name in pairs.rows())
    return {letter_key(sheet, name): column_letter(at[name]) if name in at else "" for sheet, name, at in known if at}


def find_letter(letters: ColumnLetters, sheet: str | None, column: str | None) -> str | None:
    """The letter of a column; None where it is not known, or the file has no such column."""
    return (letters.get(letter_key(sheet, column)) or None) if column else None


#: Between a sheet and a column in a key.
SEPARATOR = "!"


def letter_key(sheet: str | None, column: str | None) -> str:
    """A column of a sheet as one text."""
    return f"{sheet or ''}{SEPARATOR}{column or ''}"


def column_words(letters: ColumnLetters, sheet: str | None, column: str | None) -> str:
    """``column D (numerator)``; without its letter where that is not known, and nothing without a column, or
    where the file has none of that name."""
    if not column or letters.get(letter_key(sheet, column)) == "":
        return ""
    letter = find_letter(letters, sheet, column)
    return f"column {letter} ({column})" if letter and letter != column else f"column {column}"
