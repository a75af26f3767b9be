"""Secondary suppression: chooses what else to hide, as little as possible, so that secrets stay hidden.

Each exposed secret names the items that give it away. At least one of them must be hidden, so the choice is the
lightest set with an item of every such list (the cuts of Fischetti and Salazar, as a hitting set). Lists are added
until the attacker finds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from indicators.disclosure.attack import Attack, Exposure
from indicators.disclosure.table import DisclosureTable, split_components
from returnonce.errors import Refused

#: How often the lightest choice is sought before what is still exposed is mended greedily. Rounds, not
#: seconds, so that the same table is hidden alike on every machine.
ROUNDS = 12
#: Beyond this many items the choice is greedy from the start.
MOST_EXACT = 400


@dataclass(frozen=True)
class Suppression:
    """Hidden items: those that the rule hides, and those added. ``exact``: no lighter set would do."""

    hidden: frozenset[str]
    added: frozenset[str]
    exact: bool


class CannotProtect(Refused):
    """Some secrets can be found whatever else is hidden; ``cells`` names them."""

    def __init__(self, exposures: Iterable[Exposure]) -> None:
        self.exposures = tuple(exposures)
        self.cells = tuple(exposure.cell for exposure in self.exposures)
        super().__init__(
            "What is hidden could still be worked out from what is known: " + ", ".join(self.cells) + ".",
            mend="Hide these cells, or withdraw the release that gives them away.",
        )


def suppress(table: DisclosureTable, *, rounds: int = ROUNDS) -> Suppression:
    """A set of items that keeps every secret safe.

    With a thousand rounds a small table is answered exactly, at leisure.

    Raises:
        CannotProtect: what is out already gives a secret away; names the cells.
    """
    pieces = [_suppress_piece(piece, rounds) for piece in split_components(table)]
    added = frozenset().union(*(piece.added for piece in pieces))
    return Suppression(table.barred | added, added, all(piece.exact for piece in pieces))


def _suppress_piece(table: DisclosureTable, rounds: int) -> Suppression:
    """The lightest set, where the rounds suffice; else the lighter of their last set and a greedy one."""
    attack = Attack(table)
    free = {name for name, item in table.items.items() if not item.fixed} - table.barred
    greedy_alone = len(free) > MOST_EXACT or not rounds
    lightest = _find_lightest(attack, table, 0 if greedy_alone else rounds)
    if lightest.exact or greedy_alone:
        return lightest
    greedy = _repair_and_trim(attack, table, set())
    return min(lightest, greedy, key=lambda suppression: _weight(suppression.added, table))


def _find_lightest(attack: Attack, table: DisclosureTable, rounds: int) -> Suppression:
    cuts: set[frozenset[str]] = set()
    hidden_items: frozenset[str] = frozenset()
    for _ in range(rounds):
        exposures = attack.find_exposures(table.barred | hidden_items)
        if not exposures:
            return Suppression(table.barred | hidden_items, hidden_items, exact=True)
        fresh = _find_cuts(exposures, table) - cuts
        if not fresh:
            break
        cuts |= fresh
        hidden_items = _find_hitting_set(cuts, table)
    return _repair_and_trim(attack, table, set(hidden_items))


def _repair_and_trim(attack: Attack, table: DisclosureTable, hidden_items: set[str]) -> Suppression:
    added = frozenset(_trim(attack, table, _repair(attack, table, hidden_items)))
    return Suppression(table.barred | added, added, exact=not added)


def _weight(names: Iterable[str], table: DisclosureTable) -> int:
    return sum(table.items[name].weight for name in names)


def _find_cuts(exposures: Iterable[Exposure], table: DisclosureTable) -> set[frozenset[str]]:
    cuts = {exposure: exposure.items - table.barred for exposure in exposures}
    hopeless = [exposure for exposure, items in cuts.items() if not items]
    if hopeless:
        raise CannotProtect(hopeless)
    return set(cuts.values())


def _repair(attack: Attack, table: DisclosureTable, hidden_items: set[str]) -> set[str]:
    """Hide more, until no secret is exposed: each time the lightest item that reveals most of them."""
    while exposures := attack.find_exposures(table.barred | hidden_items):
        cuts = _find_cuts(exposures, table)
        while cuts:
            best = max(sorted({name for cut in cuts for name in cut}), key=lambda name: _rate_item(name, cuts, table))
            hidden_items.add(best)
            cuts = {cut for cut in cuts if best not in cut}
    return hidden_items


def _rate_item(name: str, cuts: Iterable[frozenset[str]], table: DisclosureTable) -> tuple[int, int]:
    return sum(name in cut for cut in cuts) * 1000 // table.items[name].weight, -table.items[name].weight


def _trim(attack: Attack, table: DisclosureTable, hidden_items: set[str]) -> set[str]:
    """Show again, heaviest first, every item that need not be hidden."""
    for name in sorted(hidden_items, key=lambda item: (-table.items[item].weight, item)):
        if attack.is_safe(table.barred | (hidden_items - {name})):
            hidden_items = hidden_items - {name}
    return hidden_items


def _find_hitting_set(cuts: Collection[frozenset[str]], table: DisclosureTable) -> frozenset[str]:
    """The lightest set of items that has one of every cut."""
    names = sorted(frozenset().union(*cuts))
    at = {name: place for place, name in enumerate(names)}
    program = highspy.Highs()  # type: ignore[no-untyped-call]
    program.setOptionValue("output_flag", False)
    program.setOptionValue("threads", 1)
    for name in names:
        program.addVar(0, 1)
        program.changeColCost(at[name], table.items[name].weight)
    columns = np.arange(len(names), dtype=np.int32)
    program.changeColsIntegrality(len(names), columns, np.ones(len(names), dtype=np.uint8))
    for cut in sorted(cuts, key=sorted):
        places = np.array([at[name] for name in sorted(cut)], dtype=np.int32)
        program.addRow(1, highspy.kHighsInf, len(places), places, np.ones(len(places)))
    program.run()
    values = program.getSolution().col_value
    return frozenset(name for name in names if values[at[name]] > 0.5)
