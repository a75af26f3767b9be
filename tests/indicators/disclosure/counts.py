"""Protects ordinary tables of counts, for campaigns against suppression: counts and sums in, cells to hide out.

Works for any number of dimensions with margins, hierarchies, tables that share cells, and versions of one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.disclosure.attack import Attack
from indicators.disclosure.secondary_suppression import CannotProtect, suppress
from indicators.disclosure.table import (
    Bounds,
    DisclosureTable,
    LinearFact,
    SecretCell,
    TableItem,
    equate_sum,
    split_components,
)
from returnonce.errors import Refused

Sums = Iterable[tuple[str, Sequence[str]]]
#: Beyond it a linear programme cannot tell a number from the next.
MOST = 10**12


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


@dataclass(frozen=True)
class Release:
    """A table that went out: its true counts, its sums, and the cells that were hidden in it."""

    counts: Mapping[str, int]
    sums: Sequence[tuple[str, Sequence[str]]]
    hidden: frozenset[str]


@dataclass
class _CountsBuilder:
    """Cells of all versions; one whose count is unchanged is one cell."""

    rule: Threshold
    cells: dict[str, Bounds] = field(default_factory=dict)
    facts: list[LinearFact] = field(default_factory=list)
    items: dict[str, TableItem] = field(default_factory=dict)
    secrets: dict[str, SecretCell] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)
    versions: dict[str, list[str]] = field(default_factory=dict)

    def cell(self, name: str, count: int) -> None:
        certain = count == 0 and not self.rule.zeros
        self.cells[name] = (0 if certain else self.rule.least, None)
        self.truth[name] = count
        if self.rule.hides(count):
            self.secrets[name] = SecretCell(name, self.rule.width, self.rule.within)

    def release(self, number: int, earlier: Release, now: Mapping[str, int]) -> None:
        """An earlier version; a count that has moved since is a cell of its own, and so is the step between."""
        names = {}
        for name, count in earlier.counts.items():
            unchanged = [older for older in self.versions.setdefault(name, []) if self.truth[older] == count]
            names[name] = unchanged[0] if unchanged else self._unused(f"{name}@{number}")
            if not unchanged:
                self.versions[name].append(names[name])
                self.cell(names[name], count)
                self._step(name, names[name], count, now)
            if name not in earlier.hidden:
                self.items[f"{name} in release {number}"] = _show_exact(names[name], count, fixed=True)
        self.facts += [equate_sum(names[total], [names[part] for part in parts]) for total, parts in earlier.sums]

    def _unused(self, name: str) -> str:
        """A name that no table gave to a cell of its own."""
        while name in self.cells:
            name += "@"
        return name

    def _step(self, name: str, older: str, count: int, now: Mapping[str, int]) -> None:
        if name not in now:
            return
        step, by = self._unused(f"{older}~"), now[name] - count
        self.cells[step] = (None, None)
        self.truth[step] = by
        self.facts.append(equate_sum(name, [older, step]))
        if 0 < abs(by) <= self.rule.threshold:
            self.secrets[step] = SecretCell(step)


def counts_table(
    counts: Mapping[str, int],
    sums: Sums,
    rule: Threshold,
    *,
    earlier: Sequence[Release] = (),
    weights: Mapping[str, int] | None = None,
) -> DisclosureTable:
    """A table of counts for :func:`~indicators.disclosure.secondary_suppression.suppress` and the attacker.

    ``sums``: each total and its parts. ``earlier``: what went out before, of this table or of others that
    share its cells. ``weights``: the harm of hiding a cell, 1 if not given. A nought that the rule shows
    is always shown, so a hidden cell is known to be 1 or more.
    """
    weights = weights or {}
    all_of_it, sums = _CountsBuilder(rule), [(total, tuple(parts)) for total, parts in sums]
    for table in (Release(counts, sums, frozenset()), *earlier):
        _refuse_nonsense(table)
    for name, count in counts.items():
        all_of_it.cell(name, count)
        all_of_it.versions[name] = [name]
        always = count == 0 and not rule.zeros
        all_of_it.items[name] = _show_exact(name, count, weight=weights.get(name, 1), fixed=always)
    all_of_it.facts += [equate_sum(total, parts) for total, parts in sums]
    for number, release in enumerate(earlier):
        all_of_it.release(number, release, counts)
    barred = frozenset(name for name, count in counts.items() if rule.hides(count))
    facts, secrets = tuple(dict.fromkeys(all_of_it.facts)), tuple(all_of_it.secrets.values())
    return DisclosureTable(all_of_it.cells, facts, all_of_it.items, secrets, barred)


def _refuse_nonsense(table: Release) -> None:
    for name, count in table.counts.items():
        if type(count) is not int or not 0 <= count <= MOST:
            raise Refused(f"The count of {name!r} is no whole number from 0 to {MOST:,}.", mend="Correct the table.")
    unknown = sorted({name for total, parts in table.sums for name in (total, *parts)} - table.counts.keys())
    if unknown:
        raise Refused(f"A sum names a cell without a count: {unknown[0]!r}.", mend="Give its count, or leave it out.")


def protect(
    counts: Mapping[str, int],
    sums: Sums,
    rule: Threshold,
    *,
    earlier: Sequence[Release] = (),
    weights: Mapping[str, int] | None = None,
) -> frozenset[str]:
    """The cells to hide: by the rule, and what they could be worked out from. See :func:`counts_table`.

    A fresh attacker has the last word.

    Raises:
        CannotProtect: what went out before gives a hidden cell away; names the cells.
        Refused: a count is no whole number of things, or a sum names a cell that is not there.
    """
    table = counts_table(counts, sums, rule, earlier=earlier, weights=weights)
    hidden = suppress(table).hidden
    exposures = [exposure for piece in split_components(table) for exposure in Attack(piece).find_exposures(hidden)]
    if exposures:
        raise CannotProtect(exposures)
    return hidden


def _show_exact(cell: str, value: int, *, weight: int = 1, fixed: bool = False) -> TableItem:
    """The cell's value, shown exactly."""
    return TableItem((LinearFact(((cell, 1),), value, value),), weight, fixed)
