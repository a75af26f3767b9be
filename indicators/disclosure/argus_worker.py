"""The child process of :mod:`indicators.disclosure.argus_proposals`: runs pytauargus' solver.

The engine reads a table of any shape as cells and relations (its own JJ format), and writes the positions of
the cells that it would hide.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pytauargus import HiTaSCtrl

from indicators.disclosure.argus_proposals import FAR, MINUTES, UNSAFE, write_answers

QUESTION, ANSWER = "JJ.IN", "JJ.OUT"


def answer(source: Path, out: Path) -> None:
    """Reads the tables of ``source`` and writes, for each, the names of items to hide besides the rule's."""
    tables = json.loads(source.read_text(encoding="utf-8"))
    os.chdir(out)
    write_answers(out, [_hidden(table) for table in tables])


def _hidden(table: dict[str, list[Any]]) -> list[str]:
    if not table["sums"] or all(cell[2] != UNSAFE for cell in table["cells"]):
        return []
    Path(QUESTION).write_text(_question(table["cells"], table["sums"]), encoding="ascii")
    Path(ANSWER).unlink(missing_ok=True)
    code = HiTaSCtrl().full_jj(in_file_jj=QUESTION, out_file=ANSWER, max_time=MINUTES)
    if code > 1 or not Path(ANSWER).exists():
        return []
    places = [int(word) for word in Path(ANSWER).read_text(encoding="ascii").split()]
    return [str(table["names"][place]) for place in places if 0 <= place < len(table["names"])]


def _question(cells: list[Any], sums: list[Any]) -> str:
    lines = ["0", str(len(cells))]
    for place, (value, weight, status, low, width) in enumerate(cells):
        # It protects to either side of a value, not by a width, and not below what is known of it.
        below = max(0, min(width // 2, value - low)) if status == UNSAFE else 0
        above = width - below if status == UNSAFE else 0
        lines.append(f"{place} {value} {weight} {status} {low} {FAR} {below} {above} 0")
    lines.append(str(len(sums)))
    for terms in sums:
        lines.append(f"0 {len(terms)} : " + " ".join(f"{place} ({number})" for place, number in terms))
    return "\n".join(lines) + "\n"
