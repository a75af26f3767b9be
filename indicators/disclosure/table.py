"""A table as an attacker sees it: whole numbers, what everybody knows of them, and what may be shown.

A *cell* is a whole number. A *fact* bounds a weighted sum of cells. An *item* may be shown, and teaches its facts
to whoever sees it. A *secret* is a cell that must not be found, and how far apart its smallest and largest
possible values must stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

#: What is known of a cell beforehand: its least and its greatest value; None is no bound.
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class LinearFact:
    """``low <= sum of number * cell <= high``, in whole numbers; None is no bound."""

    terms: tuple[tuple[str, int], ...]
    low: int | None
    high: int | None

    def holds(self, values: Mapping[str, int]) -> bool:
        """True where the values obey it; each of its cells must have one."""
        total = sum(number * values[cell] for cell, number in self.terms)
        return (self.low is None or self.low <= total) and (self.high is None or total <= self.high)


@dataclass(frozen=True)
class TableItem:
    """An item that may be shown. ``fixed``: it is published already. ``weight``: the harm of hiding it."""

    facts: tuple[LinearFact, ...]
    weight: int = 1
    fixed: bool = False


@dataclass(frozen=True)
class SecretCell:
    """A cell that must not be found: ``width`` or more between its least and greatest possible value.

    ``within`` is what somebody knows who guesses that the rule itself hides it (1 to the threshold); even
    so it must keep two possible values.
    """

    cell: str
    width: int = 1
    within: Bounds = (None, None)


@dataclass(frozen=True)
class DisclosureTable:
    """Cells with what is known of them, the facts that everybody knows, and what may be shown or must not."""

    cells: Mapping[str, Bounds]
    facts: tuple[LinearFact, ...] = ()
    items: Mapping[str, TableItem] = field(default_factory=dict)
    secrets: tuple[SecretCell, ...] = ()
    #: Items that are hidden whatever else is: what the rule itself hides.
    barred: frozenset[str] = frozenset()

    @property
    def fixed(self) -> frozenset[str]:
        """The items that are published already."""
        return frozenset(name for name, item in self.items.items() if item.fixed)


def equate_sum(total: str, parts: Iterable[str]) -> LinearFact:
    """The total is the sum of its parts."""
    return LinearFact(((total, -1), *((part, 1) for part in parts)), 0, 0)


def bound_cell(cell: str, low: int, high: int) -> LinearFact:
    """The cell's value, shown rounded: the least and greatest value that round to what is shown."""
    return LinearFact(((cell, 1),), low, high)


def bound_ratio(top: str, bottom: str, *, printed: int, decimals: int, per: int = 100) -> tuple[LinearFact, LinearFact]:
    """``per * top / bottom``, rounded half up to ``decimals``; ``printed`` is in units of its last decimal."""
    scale = 2 * 10**decimals * per
    least = LinearFact(((top, scale), (bottom, 1 - 2 * printed)), 0, None)
    most = LinearFact(((top, scale), (bottom, -1 - 2 * printed)), None, -1)
    return least, most


def split_components(table: DisclosureTable) -> list[DisclosureTable]:
    """The independent components of the table that hold a secret."""
    leads = {cell: cell for cell in table.cells}
    # An item is shown or hidden whole, so that its cells belong together.
    groups = [(fact,) for fact in table.facts] + [item.facts for item in table.items.values() if item.facts]
    for group in groups:
        roots = [_root(leads, cell) for fact in group for cell, _ in fact.terms]
        leads.update(dict.fromkeys(roots, roots[0]))
    secret_roots = {_root(leads, secret.cell) for secret in table.secrets}
    pieces: dict[str, list[str]] = {}
    for cell in table.cells:
        pieces.setdefault(_root(leads, cell), []).append(cell)
    items: dict[str, dict[str, TableItem]] = {}
    for name, item in table.items.items():
        if item.facts:
            items.setdefault(_root(leads, item.facts[0].terms[0][0]), {})[name] = item
    facts: dict[str, list[LinearFact]] = {}
    for fact in table.facts:
        facts.setdefault(_root(leads, fact.terms[0][0]), []).append(fact)
    return [
        replace(
            table,
            cells={cell: table.cells[cell] for cell in pieces[root]},
            facts=tuple(facts.get(root, ())),
            items=items.get(root, {}),
            secrets=tuple(secret for secret in table.secrets if _root(leads, secret.cell) == root),
            barred=table.barred & items.get(root, {}).keys(),
        )
        for root in pieces
        if root in secret_roots
    ]


def _root(leads: dict[str, str], cell: str) -> str:
    while leads[cell] != cell:
        leads[cell] = leads[leads[cell]]
        cell = leads[cell]
    return cell
