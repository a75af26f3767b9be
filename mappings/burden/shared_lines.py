"""Pairs of lines of two returns that ask for the same figure, or for near ones that a person must judge."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from mappings.burden.ledger import BurdenLedger
from mappings.burden.ledger_lines import LineKey, ListRow, find_label, iterate_lines, select_cells
from mappings.definitions.return_definitions import Line

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

ONE_INDICATOR = "one indicator"
ONE_FIGURE = "worked out from the same figures"
NEAR = "near, not the same: a person must decide"
LIKENESS_ORDER = (ONE_INDICATOR, ONE_FIGURE, NEAR)
#: Lines under a place and an indicator with its split.
LineGroups = dict[tuple[str, str], set[LineKey]]


def list_shared_lines(ruleset: Ruleset, ledger: BurdenLedger) -> list[ListRow]:
    """Each pair of lines of two returns once, with how they are alike (``LIKENESS_ORDER``)."""
    exact, near = _group_by_indicator(ruleset, ledger)
    pairs: dict[tuple[str, ...], ListRow] = {}
    for likeness, groups in zip(LIKENESS_ORDER, (exact, _group_by_figure(ledger), near), strict=True):
        for (place, indicator), lines in groups.items():
            for first, second in combinations(sorted(lines), 2):
                key = (place, *first, *second)
                if first[0] != second[0] and key not in pairs:
                    pairs[key] = _describe_pair(ruleset, ledger, place, first, second) | {
                        "how": likeness,
                        "indicator": indicator,
                    }
    return sorted(pairs.values(), key=_make_sort_key)


def _make_sort_key(row: ListRow) -> tuple[str, ...]:
    names = ("place", "return", "other_return", "indicator", "line", "other_line")
    return str(row["place"]), str(LIKENESS_ORDER.index(str(row["how"]))), *(str(row[name]) for name in names[1:])


def _group_by_indicator(ruleset: Ruleset, ledger: BurdenLedger) -> tuple[LineGroups, LineGroups]:
    """Lines that are exactly the indicator; and those together with lines that are near it."""
    exact: LineGroups = {}
    near: LineGroups = {}
    for place, code, entries in iterate_lines(ruleset, ledger):
        for entry in entries:
            for row in (entry.row, *entry.near):
                near.setdefault((place, _format_measure(row)), set()).add((code, row.subject_id))
            if entry.flows:
                exact.setdefault((place, _format_measure(entry.row)), set()).add((code, entry.row.subject_id))
    return exact, near


def _format_measure(row: Line) -> str:
    return row.object_id if row.breakdown == "total" else f"{row.object_id} ({row.breakdown})"


def _group_by_figure(ledger: BurdenLedger) -> LineGroups:
    """Lines of several returns that need one requested figure."""
    groups: LineGroups = {}
    for place, indicator, lines in ledger.figures.select("place", "indicator", "returns").iter_rows():
        line_keys = {(code, line) for code, _, line in (text.partition(" ") for text in lines)}
        if len({code for code, _ in line_keys}) > 1:
            groups.setdefault((place, indicator), set()).update(line_keys)
    return groups


def _describe_pair(
    ruleset: Ruleset, ledger: BurdenLedger, place: str, line_key: LineKey, other_key: LineKey
) -> ListRow:
    row: ListRow = {"place": place}
    for prefix, (code, line) in (("", line_key), ("other_", other_key)):
        cells = select_cells(ledger, place, code, line)
        row |= {
            f"{prefix}return": code,
            f"{prefix}line": line,
            f"{prefix}title": find_label(ruleset.return_named(code), line),
            f"{prefix}cells": cells.height,
            f"{prefix}counted": cells["counted"][0] if cells.height else None,
        }
    return row
