"""A table as it was read: cells as text, each row under the number that a spreadsheet shows."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from collectors.readers.marks import Mark
from collectors.readers.sheet_metadata import SheetMetadata

ROW = "row"
#: So few cells are looked at one by one in less time than a frame takes to be asked.
FEW_ROWS = 200


def cell_name(position: int) -> str:
    """The frame's name of the nth column, whatever its heading says."""
    return f"c{position}"


def enumerate_texts(column: pl.Series) -> pl.Series:
    """A column of texts, or of categories that all occur, as an enumeration of them: a byte or two for each row."""
    if column.len() <= FEW_ROWS:
        texts = column.cast(pl.String)
        return texts.cast(pl.Enum(sorted(set(texts) - {None})))
    coded = column.cast(pl.Categorical(pl.Categories.random())) if column.dtype == pl.String else column
    numbers = coded.to_physical()
    highest: int | None = numbers.max()  # type: ignore[assignment]
    # Categories are numbered as they are met, so that what they are is known without a look at each row.
    words = pl.int_range(0 if highest is None else highest + 1, dtype=pl.UInt32, eager=True).cat.to(coded.dtype)
    texts = words.cast(pl.String)
    return texts.cast(pl.Enum(texts.sort())).gather(numbers).alias(column.name)


def recurs(column: pl.Series) -> bool:
    """Whether few of a column's texts are different."""
    return int(column.approx_n_unique()) * 4 < column.len()  # type: ignore[arg-type]


@dataclass(frozen=True)
class RawTable:
    """Headings and cells. ``cells``: ``row`` (Int64), then ``c0`` …; a blank cell is null.

    A column is String or, in a large table, an enumeration of its texts.
    """

    sheet: str | None
    header: tuple[str, ...]
    header_row: int
    cells: pl.DataFrame
    metadata: SheetMetadata = field(default_factory=SheetMetadata)


@dataclass(frozen=True)
class TableReading:
    """A table, or the marks that say why there is none; a table may have marks too."""

    table: RawTable | None
    marks: tuple[Mark, ...] = ()
