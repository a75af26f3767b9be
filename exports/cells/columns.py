"""The columns of published cells, from ``columns.tsv``: those of an edition's data file, and which edition."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table

TABLE = Path(__file__).parent / "columns.tsv"
Kind = Literal["text", "integer", "decimal", "boolean", "instant"]


class CellColumn(Definition):
    """One column. ``source``: the column of an edition's data file that it is; none where the edition gives it."""

    name: Text
    kind: Kind
    source: Text | None = Field(default=None, alias="from")
    title: Text
    says: Text


@lru_cache(maxsize=1)
def load_cell_columns() -> tuple[CellColumn, ...]:
    """Every column, in the order of the files."""
    return read_table(TABLE, CellColumn, ("name", "kind", "from", "title", "says"))
