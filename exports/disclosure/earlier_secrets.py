"""What earlier tables withheld, of which no true value is at hand: how well it must stay hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from indicators.disclosure.attack import UP, Attack
from indicators.disclosure.linear_program import TableProgram
from indicators.disclosure.table import Bounds, DisclosureTable, SecretCell, split_components
from mappings.definitions.disclosure_rules import RuleOfLevel

RELEASED = "released"
UNKNOWN: Bounds = (None, None)


def as_then(table: DisclosureTable, withheld: Collection[str], level: RuleOfLevel) -> dict[str, SecretCell]:
    """For each, as far apart as the rule says and safe from guessing, where earlier tables leave that much room.

    It may have been hidden for another's sake, so that neither is certain; what was lost already is not lost now.
    """
    found: dict[str, SecretCell] = {}
    for piece in split_components(table):
        cells = [secret.cell for secret in piece.secrets if secret.cell in withheld]
        if cells:
            found |= _of_piece(piece, cells, level)
    return found


def _of_piece(piece: DisclosureTable, cells: list[str], level: RuleOfLevel) -> dict[str, SecretCell]:
    least = 0 if level.zeros == "hidden" else 1
    within = (least, level.threshold) if level.threshold else UNKNOWN
    wanted = {cell: SecretCell(cell, level.protection, within) for cell in cells}
    if not _may_be(replace(piece, secrets=tuple(wanted.get(secret.cell, secret) for secret in piece.secrets))):
        wanted = {cell: SecretCell(cell, level.protection) for cell in cells}
    now = [name for name in piece.items if not name.startswith(RELEASED)]
    lost = {found.cell for found in Attack(replace(piece, secrets=tuple(wanted.values()))).find_exposures(now)}
    return {cell: SecretCell(cell) if cell in lost else secret for cell, secret in wanted.items()}


def _may_be(piece: DisclosureTable) -> bool:
    """Whether somebody who guesses what the rule hides is never told otherwise, whatever is shown."""
    system = TableProgram(piece, insider=True)
    system.show(piece.items)
    return system.find_extreme(next(iter(piece.cells)), UP).possible
