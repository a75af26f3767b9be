"""Ordinary tables of counts: cells, totals and a threshold in, what to hide out.

The general form for any table, of any number of dimensions, with hierarchies, linked to others or in
several versions: a count for each cell, and the sums among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.disclosure.table import Bounds, Item, Secret, Table, equals, shown

Sums = Iterable[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class Threshold:
    """Counts from 1 to ``threshold`` are hidden, and stay ``width`` apart; with ``zeros`` so is a nought."""

    threshold: int = 5
    width: int = 2
    zeros: bool = False

    def hides(self, count: int) -> bool:
        """True where the rule itself hides a count."""
        return (0 if self.zeros else 1) <= count <= self.threshold

    @property
    def least(self) -> int:
        """The least that a hidden cell can be: noughts that are always shown are never behind a symbol."""
        return 0 if self.zeros else 1

    @property
    def within(self) -> Bounds:
        """What somebody knows of a count who guesses that the rule itself hides it."""
        return self.least, self.threshold


def counts_table(
    counts: Mapping[str, int],
    sums: Sums,
    rule: Threshold,
    *,
    out: Collection[str] = (),
    weights: Mapping[str, int] | None = None,
) -> Table:
    """A table of counts. ``sums``: each total and its parts; ``out``: cells that were shown before.

    A nought that the rule shows is always shown, so a hidden cell is known to be 1 or more.
    """
    sheltered = {cell for cell, count in counts.items() if rule.hides(count) and cell not in out}
    weights = weights or {}
    items = {cell: shown(cell, n, weight=weights.get(cell, 1), fixed=cell in out) for cell, n in counts.items()}
    certain = {cell for cell, count in counts.items() if count == 0 and not rule.zeros}
    items |= {cell: Item(items[cell].facts, fixed=True) for cell in certain}
    return Table(
        {cell: (0, None) if cell in certain else (rule.least, None) for cell in counts},
        tuple(equals(total, parts) for total, parts in sums),
        items,
        tuple(Secret(cell, rule.width, rule.within) for cell in counts if cell in sheltered),
        frozenset(sheltered),
    )
