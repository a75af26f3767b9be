"""Groups cells that are alike in all that a cover says of them: a handful of kinds for each return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import polars as pl


class CellTraits(NamedTuple):
    """What cells of a kind have in common."""

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

    def has(self, status: str) -> bool:
        """Figures of that status."""
        return self.symbol is None and self.status == status


class CellKind(NamedTuple):
    """Cells of a return that are alike: where they stand, and their lines."""

    traits: CellTraits
    places: list[int]
    lines: list[str]


CellTest = Callable[[CellTraits], object]


def group_by_kind(cells: pl.DataFrame, books: int) -> list[list[CellKind]]:
    """The kinds of each return, in the order in which they first occur. ``cells``: of all returns, with ``book``."""
    by_traits = cells.with_row_index("places").group_by("book", *CellTraits._fields, maintain_order=True)
    kinds_by_workbook: list[list[CellKind]] = [[] for _ in range(books)]
    for book, *traits, places, lines in by_traits.agg("places", "line").iter_rows():
        kinds_by_workbook[book].append(CellKind(CellTraits(*traits), places, lines))
    return kinds_by_workbook


def find_kinds(kinds: Sequence[CellKind], tests: tuple[CellTest, ...]) -> list[list[CellKind]]:
    """For each test the kinds that it is true of."""
    concerned: list[list[CellKind]] = [[] for _ in tests]
    for kind in kinds:
        for place in _find_true(kind.traits, tests):
            concerned[place].append(kind)
    return concerned


# Returns for many areas have few traits between them.
@lru_cache(maxsize=4096)
def _find_true(traits: CellTraits, tests: tuple[CellTest, ...]) -> tuple[int, ...]:
    return tuple(place for place, is_true in enumerate(tests) if is_true(traits))


def lines_of_kinds(kinds: list[CellKind]) -> list[str]:
    """The lines of some kinds, each once, in the order of the return."""
    placed = sorted(pair for kind in kinds for pair in zip(kind.places, kind.lines, strict=True))
    return list(dict.fromkeys(line for _, line in placed))


def count_lines(kinds: list[CellKind]) -> int:
    """How many lines some kinds have, each counted once."""
    return len({line for kind in kinds for line in kind.lines})
