"""The waterfall: from the cells that returns ask for, step by step, to the figures that agencies key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.definitions.burden_counts import CountDefinitions


@dataclass(frozen=True)
class WaterfallRow:
    """One step. ``change`` is what it takes away (below nothing) or adds; ``left`` is what is left after it.

    ``kind``: ``start``, ``step`` or ``end``; the start and the end change nothing. ``code`` names the count to open.
    """

    code: str
    title: str
    means: str
    stage: str
    kind: str
    change: int
    left: int


def make_waterfall(counts: Mapping[str, int], definitions: CountDefinitions) -> list[WaterfallRow]:
    """The rows of one part of a ledger, by its counts (``BurdenLedger.count``). The steps add up to the end."""
    waterfall, by_code = definitions.waterfall, definitions.by_code
    left = counts[waterfall.start]
    first, last = by_code[waterfall.start], by_code[waterfall.end]
    rows = [WaterfallRow(first.code, first.title, first.means, "", "start", 0, left)]
    for step in waterfall.steps:
        definition, change = by_code[step.code], step.sign * counts[step.code]
        left += change
        rows.append(WaterfallRow(step.code, definition.title, definition.means, step.stage, "step", change, left))
    if left != counts[waterfall.end]:
        raise AssertionError(f"The steps come to {left}, and {waterfall.end} is {counts[waterfall.end]}.")
    return [*rows, WaterfallRow(last.code, last.title, last.means, "", "end", 0, left)]
