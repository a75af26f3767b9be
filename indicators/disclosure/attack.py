"""An attack on a table: the range of each hidden cell, from what is shown and what everybody knows.

The attacker knows nothing of how the hidden cells were chosen. A secret counts as found unless two whole tables,
each checked exactly in whole numbers, show that it can have different values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from indicators.disclosure.linear_program import TableProgram
from indicators.disclosure.table import DisclosureTable, SecretCell

UP, DOWN = 1, -1


@dataclass(frozen=True)
class Exposure:
    """A secret that can be computed, or computed too closely: its range, and the items that reveal it.

    ``possible`` is False where what is shown contradicts itself, so that nothing can be proved.
    """

    cell: str
    least: int
    most: int
    items: frozenset[str]
    possible: bool = True

    @property
    def exact(self) -> bool:
        """True where only one value is left."""
        return self.least >= self.most


class Attack:
    """Repeated attacks on one table with different items shown; earlier proofs are reused."""

    def __init__(self, table: DisclosureTable) -> None:
        self.table = table
        self._public = TableProgram(table)
        guessed = any(secret.within != (None, None) for secret in table.secrets)
        self._insider = TableProgram(table, insider=True) if guessed else None
        self._secrets = list(table.secrets)

    def find_exposures(self, hidden: Collection[str]) -> list[Exposure]:
        """Every secret that is exposed while ``hidden`` items are hidden and all others are shown."""
        return list(self._find_exposed(hidden))

    def is_safe(self, hidden: Collection[str]) -> bool:
        """True where no secret is exposed. The secret exposed last is tested first."""
        exposure = next(self._find_exposed(hidden), None)
        if exposure is not None:
            self._secrets.sort(key=lambda secret: secret.cell != exposure.cell)
        return exposure is None

    def _find_exposed(self, hidden: Collection[str]) -> Iterator[Exposure]:
        items = [name for name in self.table.items if name not in hidden]
        yield from _find_exposed(self._public, items, [(secret, secret.width) for secret in self._secrets])
        if self._insider is not None:
            yield from _find_exposed(
                self._insider, items, [(s, 1) for s in self._secrets if s.within[0] != s.within[1]]
            )


def is_possible(table: DisclosureTable) -> bool:
    """Whether any table is consistent with what is published already."""
    program = TableProgram(table)
    program.show(table.fixed)
    return not table.cells or program.find_extreme(next(iter(table.cells)), UP).possible


def _find_exposed(
    program: TableProgram, items: Iterable[str], targets: Iterable[tuple[SecretCell, int]]
) -> Iterator[Exposure]:
    program.show(items)
    exposures = (_test_secret(program, secret.cell, width) for secret, width in targets)
    return (exposure for exposure in exposures if exposure is not None)


def _test_secret(program: TableProgram, cell: str, width: int) -> Exposure | None:
    """The exposure of a secret, by the quick programme, then by integers; None where witnesses prove it safe."""
    if _is_proved(program, cell, width):
        return None
    high = program.find_extreme(cell, UP)
    if _is_proved(program, cell, width):
        return None
    low = program.find_extreme(cell, DOWN)
    if _is_proved(program, cell, width):
        return None
    fixed = program.table.fixed
    if high.possible and low.possible and high.bound - low.bound < width:
        return Exposure(cell, low.bound, high.bound, (high.used | low.used) - fixed)
    least, most = program.find_whole_extreme(cell, DOWN), program.find_whole_extreme(cell, UP)
    if _is_proved(program, cell, width):
        return None
    possible = least.possible and most.possible
    return Exposure(cell, least.bound, most.bound, (least.used | most.used) - fixed, possible)


def _is_proved(program: TableProgram, cell: str, width: int) -> bool:
    reached = program.witnessed_range(cell)
    return reached is not None and reached[1] - reached[0] >= width
