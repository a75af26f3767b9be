"""Secrets of earlier tables whose true value is not known now, and how well each must stay hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from indicators.disclosure.attack import UP, Attack
from indicators.disclosure.linear_program import TableProgram
from indicators.disclosure.table import Bounds, DisclosureTable, SecretCell, split_components
from mappings.definitions.disclosure_rules import LevelRule

RELEASED = "released"
UNKNOWN: Bounds = (None, None)


def derive_earlier_secrets(
    table: DisclosureTable, withheld: Collection[str], level: LevelRule
) -> dict[str, SecretCell]:
    """By cell, the secret with the rule's protection, as far as earlier tables leave room for it.

    The cell may have been hidden to protect another, so its range is not certain. A secret that earlier tables
    gave away needs no protection from this one.
    """
    secrets: dict[str, SecretCell] = {}
    for piece in split_components(table):
        cells = [secret.cell for secret in piece.secrets if secret.cell in withheld]
        if cells:
            secrets |= _secrets_of_piece(piece, cells, level)
    return secrets


def _secrets_of_piece(piece: DisclosureTable, cells: list[str], level: LevelRule) -> dict[str, SecretCell]:
    lowest_hidden = 0 if level.zeros == "hidden" else 1
    range_of_secret = (lowest_hidden, level.threshold) if level.threshold else UNKNOWN
    secrets = {cell: SecretCell(cell, level.protection, range_of_secret) for cell in cells}
    if not _is_possible(replace(piece, secrets=tuple(secrets.get(secret.cell, secret) for secret in piece.secrets))):
        secrets = {cell: SecretCell(cell, level.protection) for cell in cells}
    visible_items = [name for name in piece.items if not name.startswith(RELEASED)]
    exposed_cells = {
        exposure.cell
        for exposure in Attack(replace(piece, secrets=tuple(secrets.values()))).find_exposures(visible_items)
    }
    return {cell: SecretCell(cell) if cell in exposed_cells else secret for cell, secret in secrets.items()}


def _is_possible(piece: DisclosureTable) -> bool:
    """True where the ranges that the rule implies have a solution with everything shown."""
    system = TableProgram(piece, insider=True)
    system.show(piece.items)
    return system.find_extreme(next(iter(piece.cells)), UP).possible
