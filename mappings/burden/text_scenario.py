"""The burden report's what-if scenario as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mappings.burden.number_format import wrap_lines
from mappings.burden.report import BurdenReport
from mappings.burden.scenario_difference import compare_scenario
from returnonce.console import table
from returnonce.wording import format_count

COUNT_WORDS = {
    "cells": "cells asked for",
    "central": "  compiled by a department",
    "other_return": "  made by another return",
    "left_out": "  in doubt or undecided",
    "keyed_cells": "  cells that somebody would key",
    "keyed_figures": "figures keyed, each once",
    "taken_over_figures": "figures copied from another return",
}
REUSE_WORDS = {"without": "each return by itself", "with": "each figure given once"}


def write_what_if(report: BurdenReport) -> Iterator[str]:
    """Current and changed ledger side by side, and which agencies gain."""
    comparison = compare_scenario(report)
    assert comparison is not None
    yield f"WHAT IF: {'; '.join(comparison['changes'])} (nothing has been changed)"
    yield table(("", "now", "then", "difference"), _make_comparison_rows(comparison["all"]))
    dropped_figures, new_figures = comparison["no_longer_asked"], comparison["newly_asked"]
    yield from wrap_lines(
        f"{format_count(len(dropped_figures), 'figure')} would no longer be asked for"
        + (f"; {format_count(len(new_figures), 'figure')} would be asked for instead." if new_figures else ".")
        + (
            " What was asked in parts or by quarters is then asked as a whole."
            if dropped_figures and new_figures
            else ""
        )
    )
    yield "Agencies that it touches, who gains most first:"
    yield table(
        ("agency", "figures now", "then", "hours now", "then", "cost", ""),
        map(_format_agency, _drop_empty_parts(comparison["agencies"])),
    )


def _make_comparison_rows(comparison: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for code, words in COUNT_WORDS.items():
        yield words, *(f"{comparison['counts'][code][name]:,}" for name in ("now", "then", "difference"))
    for reuse, words in REUSE_WORDS.items():
        for measure in ("hours", "pounds"):
            yield f"{measure}, {words} (assumed)", *comparison["work"][reuse][measure].values()


def _drop_empty_parts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out the part of nobody where it asks for no figure."""
    return [row for row in rows if row["code"] or any(row["counts"]["asked_figures"].values())]


def _format_agency(row: dict[str, Any]) -> tuple[str, ...]:
    asked_figures, work = row["counts"]["asked_figures"], row["work"]["with"]
    return (
        row["title"], f"{asked_figures['now']:,}", f"{asked_figures['then']:,}",
        work["hours"]["now"], work["hours"]["then"], work["pounds"]["difference"], row["who"],
    )  # fmt: skip
