"""Groups cells that are alike in all that a cover says of them: a handful of kinds for each return."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl


class CellKind(NamedTuple):
    """What some cells of a return have in common, where they stand, and their lines."""

    withheld: bool | None
    published: bool | None
    kept: bool | None
    for_information: bool | None
    code_confidence: str | None
    predicate: str | None
    disagreement: str | None
    symbol: str | None
    status: str | None
    rounded_to: int | None
    unit: str
    per: int | None
    decimals: int | None
    places: list[int]
    lines: list[str]

    def has(self, status: str) -> bool:
        """Figures of that status."""
        return self.symbol is None and self.status == status


_TRAITS = CellKind._fields[:-2]


def group_by_kind(cells: pl.DataFrame, books: int) -> list[list[CellKind]]:
    """The kinds of each return, in the order in which they first occur. ``cells``: of all returns, with ``book``."""
    grouped = cells.with_row_index("places").group_by("book", *_TRAITS, maintain_order=True).agg("places", "line")
    kinds_by_workbook: list[list[CellKind]] = [[] for _ in range(books)]
    for book, *kind in grouped.iter_rows():
        kinds_by_workbook[book].append(CellKind(*kind))
    return kinds_by_workbook


def lines_of_kinds(kinds: list[CellKind]) -> list[str]:
    """The lines of some kinds, each once, in the order of the return."""
    placed = sorted(pair for kind in kinds for pair in zip(kind.places, kind.lines, strict=True))
    return list(dict.fromkeys(line for _, line in placed))


def count_lines(kinds: list[CellKind]) -> int:
    """How many lines some kinds have, each counted once."""
    return len({line for kind in kinds for line in kind.lines})
