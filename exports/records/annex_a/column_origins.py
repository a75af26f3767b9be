"""Where each column of the lists comes from, or why it is empty, read from ``column_origins.tsv``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from returnonce.definition_files.base import Code, Definition, Text
from returnonce.definition_files.tsv_files import read_table

FILE = Path(__file__).parent / "column_origins.tsv"
COLUMNS = ("list", "column", "record_set", "source", "concept", "note")


class Origin(Definition):
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
def origins() -> dict[str, tuple[Origin, ...]]:
    """Columns of each list, in the template's order."""
    found: dict[str, tuple[Origin, ...]] = {}
    for row in read_table(FILE, Origin, COLUMNS):
        found[row.list] = (*found.get(row.list, ()), row)
    return found
