"""What an attacker knows of each cell of a table: the least and the greatest whole number that it can be."""

from __future__ import annotations

from collections.abc import Collection

from indicators.disclosure.attack import DOWN, UP
from indicators.disclosure.linear_program import TableProgram
from indicators.disclosure.table import DisclosureTable


def find_intervals(table: DisclosureTable, hidden: Collection[str]) -> dict[str, tuple[int, int]]:
    """The least and greatest whole number that each secret can be, while ``hidden`` items are hidden."""
    program = TableProgram(table)
    program.show(name for name in table.items if name not in hidden)
    return {secret.cell: _find_range(program, secret.cell) for secret in table.secrets}


def _find_range(program: TableProgram, cell: str) -> tuple[int, int]:
    least, most = (program.find_whole_extreme(cell, sense).bound for sense in (DOWN, UP))
    return least, most
