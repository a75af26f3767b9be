"""The figures of a run into ``docs/bench.md``: each table between its marks, and the plot beside them.

Run as ``python -m bench.document [RESULT]``, with the ``result.json`` that a run left; what it has not stays as it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from bench.beside_growth import draw_points, growth_table
from bench.beside_judges import beside_table
from bench.beside_peers import peers_table
from bench.hostile_shapes import shapes_table
from bench.processes import ROOT, Result, read_result
from bench.report import (
    cells_table,
    machine_line,
    million_lines,
    pages_table,
    past_table,
    plans_table,
    serving_table,
    small_uploads_table,
    spread_table,
    stages_table,
    writers_line,
)
from bench.start_up import start_up_table
from bench.where_report import rooms_table

PAGE, PLOT = ROOT / "docs" / "bench.md", Path("pictures") / "growth.svg"
#: What stands between each pair of marks, and the part of the result that it needs.
FIGURES: dict[str, tuple[str, Callable[[Result], str]]] = {
    "machine": ("machine", lambda result: machine_line(result["machine"])),
    "job": ("ours", lambda result: stages_table(result["ours"], result["plain"])),
    "spread": ("runs", lambda result: spread_table(result["runs"])),
    "where": ("where", lambda result: rooms_table(result["where"])),
    "start": ("start", lambda result: start_up_table(result["start"])),
    "writers": ("writers", lambda result: writers_line(result["writers"])),
    "peers": ("peers", lambda result: peers_table(result["peers"])),
    "million": ("million", lambda result: million_lines(result["million"], result["bound"])),
    "postgresql": (
        "million_postgresql",
        lambda result: million_lines(result["million_postgresql"], result["bound_postgresql"]),
    ),
    "past": ("past", lambda result: past_table(result["past"])),
    "growth": ("growth", lambda result: f"{growth_table(result['growth'])}\n\n![Growth]({PLOT})"),
    "hostile": ("hostile", lambda result: shapes_table(result["hostile"])),
    "small": ("small", lambda result: small_uploads_table(result["small"])),
    "records": ("records", lambda result: beside_table(result["records"])),
    "plans": ("plans", lambda result: plans_table(result["plans"])),
    "pages": ("pages", lambda result: pages_table(result["pages"])),
    "cells": ("cells", lambda result: cells_table(result["cells"])),
    "editions": ("serving", lambda result: serving_table(result["serving"])),
}
MARKED = re.compile(r"<!-- bench: (\w+) -->\n.*?\n<!-- end -->", re.DOTALL)


def main(arguments: list[str]) -> None:
    """Rewrites the page and its plot."""
    result = read_result(Path(*arguments[:1]) if arguments else ROOT / "var" / "bench" / "result.json")
    PAGE.write_text(fill_page(PAGE.read_text(encoding="utf-8"), result), encoding="utf-8")
    if "growth" in result:
        (PAGE.parent / PLOT).write_text(draw_points(result["growth"]), encoding="utf-8")


def fill_page(text: str, result: Result) -> str:
    """The page with the figures of a result between its marks."""

    def filled(marked: re.Match[str]) -> str:
        part, shown = FIGURES[marked[1]]
        if part not in result:
            return marked[0]
        return f"<!-- bench: {marked[1]} -->\n{shown(result)}\n<!-- end -->"

    return MARKED.sub(filled, text)


if __name__ == "__main__":
    main(sys.argv[1:])
