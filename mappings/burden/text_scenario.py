"""The burden report's what-if scenario as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mappings.burden.number_format import format_count, wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.scenario_difference import compare_scenario
from returnonce.console import table

COUNTS = {
    "cells": "cells asked for",
    "central": "  compiled by a department",
    "other_return": "  made by another return",
    "left_out": "  in doubt or undecided",
    "keyed_cells": "  cells that somebody would key",
    "keyed_figures": "figures keyed, each once",
    "taken_over_figures": "figures copied from another return",
}
WORDS = {"without": "each return by itself", "with": "each figure given once"}


def write_what_if(answer: BurdenReport) -> Iterator[str]:
    """Current and changed ledger side by side, and which agencies gain."""
    told = compare_scenario(answer)
    assert told is not None
    yield f"WHAT IF: {'; '.join(told['changes'])} (nothing has been changed)"
    yield table(("", "now", "then", "difference"), _rows(told["all"]))
    gone, new = told["no_longer_asked"], told["newly_asked"]
    yield from wrap_lines(
        f"{format_count(len(gone), 'figure')} would no longer be asked for"
        + (f"; {format_count(len(new), 'figure')} would be asked for instead." if new else ".")
        + (" What was asked in parts or by quarters is then asked as a whole." if gone and new else "")
    )
    yield "Agencies that it touches, who gains most first:"
    yield table(
        ("agency", "figures now", "then", "hours now", "then", "cost", ""), map(_agency, _named(told["agencies"]))
    )


def _rows(told: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for code, words in COUNTS.items():
        yield words, *(f"{told['counts'][code][name]:,}" for name in ("now", "then", "difference"))
    for world, words in WORDS.items():
        for measure in ("hours", "pounds"):
            yield f"{measure}, {words} (assumed)", *told["work"][world][measure].values()


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the part of nobody where it asks for no figure."""
    return [row for row in rows if row["code"] or any(row["counts"]["asked_figures"].values())]


def _agency(row: dict[str, Any]) -> tuple[str, ...]:
    asked, work = row["counts"]["asked_figures"], row["work"]["with"]
    return (
        row["title"], f"{asked['now']:,}", f"{asked['then']:,}", work["hours"]["now"], work["hours"]["then"],
        work["pounds"]["difference"], row["who"],
    )  # fmt: skip
