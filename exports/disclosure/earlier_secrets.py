"""Secrets of earlier tables whose true value is not known now, and how well each must stay hidden."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from indicators.disclosure.attack import UP, Attack
from indicators.disclosure.linear_program import TableProgram
from indicators.disclosure.table import Bounds, DisclosureTable, SecretCell, split_components
from mappings.definitions.disclosure_rules import LevelRule

RELEASED = "released"
UNKNOWN: Bounds = (None, None)


def derive_earlier_secrets(
    table: DisclosureTable, earlier: Collection[str], unknown: Collection[str], level: LevelRule
) -> dict[str, SecretCell | None]:
    """By cell, the secret with the rule's protection, as far as earlier tables leave room for it.

    ``earlier``: cells that the rule hid; ``unknown``: cells whose value is not known here, and which the rule may
    have hidden. None for a secret that earlier tables gave away.
    """
    secrets: dict[str, SecretCell | None] = {}
    for piece in split_components(table):
        of_rule = {secret.cell: secret for secret in piece.secrets if secret.cell in earlier}
        cells = [secret.cell for secret in piece.secrets if secret.cell in unknown]
        if cells or of_rule:
            secrets |= _limit_to_room(piece, of_rule | _secrets_of_unknown(piece, cells, level))
    return secrets


def _secrets_of_unknown(piece: DisclosureTable, cells: list[str], level: LevelRule) -> dict[str, SecretCell]:
    lowest_hidden = 0 if level.zeros == "hidden" else 1
    range_of_secret = (lowest_hidden, level.threshold) if level.threshold else UNKNOWN
    secrets = {cell: SecretCell(cell, level.protection, range_of_secret) for cell in cells}
    if not _is_possible(replace(piece, secrets=tuple(secrets.get(secret.cell, secret) for secret in piece.secrets))):
        secrets = {cell: SecretCell(cell, level.protection) for cell in cells}
    return secrets


def _limit_to_room(piece: DisclosureTable, secrets: Mapping[str, SecretCell]) -> dict[str, SecretCell | None]:
    """The secrets, less what the released tables alone show of them."""
    visible_items = [name for name in piece.items if not name.startswith(RELEASED)]
    attack = Attack(replace(piece, secrets=tuple(secrets.values())))
    exposures = attack.find_exposures(visible_items)
    narrow: dict[str, SecretCell | None] = {exposure.cell: SecretCell(exposure.cell) for exposure in exposures}
    rest = Attack(replace(piece, secrets=tuple(secret for secret in narrow.values() if secret)))
    narrow |= dict.fromkeys(exposure.cell for exposure in rest.find_exposures(visible_items))
    return {**secrets, **narrow}


def _is_possible(piece: DisclosureTable) -> bool:
    """True where the ranges that the rule implies have a solution with everything shown."""
    system = TableProgram(piece, insider=True)
    system.show(piece.items)
    return system.find_extreme(next(iter(piece.cells)), UP).possible
