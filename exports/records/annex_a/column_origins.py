"""Where each column of the lists comes from, or why it is empty, read from ``column_origins.tsv``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.tsv_files import read_table

FILE = Path(__file__).parent / "column_origins.tsv"
COLUMNS = ("list", "column", "record_set", "source", "concept", "note")


class ColumnOrigin(Definition):
    """A column of a list. Without ``source`` no record set holds it, and ``note`` says why.

    ``source`` names a column of the list's frame; ``concept`` the crosswalk that spells its codes.
    """

    list: Text
    column: Text
    record_set: Code | None = None
    source: Text | None = None
    concept: Code | None = None
    note: Text | None = None


@cache
def load_column_origins() -> dict[str, tuple[ColumnOrigin, ...]]:
    """Columns of each list, in the template's order."""
    by_list: dict[str, tuple[ColumnOrigin, ...]] = {}
    for row in read_table(FILE, ColumnOrigin, COLUMNS):
        by_list[row.list] = (*by_list.get(row.list, ()), row)
    return by_list
