"""``look_alikes.tsv``: pairs of lines that must share one indicator, and pairs that never may."""

from __future__ import annotations

from typing import Literal

from returnonce.definition_files.base import Definition, Text
from returnonce.definition_files.file_tree import FilePath
from returnonce.definition_files.tsv_files import read_table


class LinePair(Definition):
    """Two lines, by their codes, and whether one figure may ever fill both."""

    line_a: Text
    line_b: Text
    share: Literal["always", "never"]
    why: Text
    source: Text


def load_line_pairs(folder: FilePath) -> tuple[LinePair, ...]:
    """``look_alikes.tsv``, in the file's order."""
    return read_table(folder / "look_alikes.tsv", LinePair, tuple(LinePair.model_fields))
