"""The columns of all data files, read from ``data_dictionary.tsv``: name, type, heading, description."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.tsv_files import read_table

DICTIONARY = Path(__file__).parent / "data_dictionary.tsv"
#: No two cells of a return are alike in all of these.
KEY = ("line", "area", "period", "breakdown")
Kind = Literal["text", "integer", "decimal", "boolean"]


class DataColumn(Definition):
    """One column: its name in every format, its type, a heading and a sentence."""

    name: Text
    kind: Kind
    title: Text
    says: Text


@lru_cache(maxsize=1)
def load_columns() -> tuple[DataColumn, ...]:
    """Every column, in the order of the files."""
    return read_table(DICTIONARY, DataColumn, tuple(DataColumn.model_fields))
