"""Asks pytauargus, in a child process, which cells of a table to hide.

The library is young and its engine is compiled code, so the child has hard limits on memory and time. If it
fails, there is no proposal. Our own attacker tests every proposal before anything rests on it.
"""

from __future__ import annotations

import json
from pathlib import Path

from indicators.disclosure.table import DisclosureTable, LinearFact, split_components
from returnonce.errors import Refused
from returnonce.sandbox import SandboxLimits, run
from returnonce.scratch import scratch

LIMITS = SandboxLimits(memory=2 << 30, cpu_seconds=60, wall_seconds=90)
QUESTION_FILE, ANSWER_FILE = "asked.json", "answer.json"
MINUTES = 1
UNSAFE, SAFE, FIXED = "u", "s", "z"
FAR = 1_000_000


def propose(table: DisclosureTable, truth: dict[str, int]) -> frozenset[str]:
    """Items that pytauargus would hide besides those the rule hides; none where it gives no answer.

    ``truth``: the cells' true values. Only items that show one cell, and facts that are sums, take part.
    """
    return propose_all([(table, truth)])[0]


def propose_all(tables: list[tuple[DisclosureTable, dict[str, int]]]) -> list[frozenset[str]]:
    """As :func:`proposal`, for many tables by one child."""
    questions = [[_build_question(piece, truth) for piece in split_components(table)] for table, truth in tables]
    try:
        answers = _ask([piece for pieces in questions for piece in pieces])
    except Refused:
        answers = []
    remaining = iter(answers)
    return [frozenset(name for _ in pieces for name in next(remaining, ())) for pieces in questions]


def _ask(questions: list[dict[str, object]]) -> list[list[str]]:
    with scratch() as folder:
        question = folder / QUESTION_FILE
        question.write_text(json.dumps(questions), encoding="utf-8")
        with run("indicators.disclosure.argus_worker:answer", question, limits=LIMITS) as out:
            answers: list[list[str]] = json.loads((out / ANSWER_FILE).read_text(encoding="utf-8"))
    return answers


def _build_question(table: DisclosureTable, truth: dict[str, int]) -> dict[str, object]:
    """Cells as lines of the engine's own format, and sums as its relations; in order, so that it names places."""
    items = {item.facts[0].terms[0][0]: name for name, item in table.items.items() if _shows_one_cell(item.facts)}
    cells = [cell for cell in table.cells if cell in items and cell in truth]
    at = {cell: place for place, cell in enumerate(cells)}
    widths = {secret.cell: secret.width for secret in table.secrets}
    lines = []
    for cell in cells:
        item, low = table.items[items[cell]], table.cells[cell][0]
        status = FIXED if item.fixed else UNSAFE if items[cell] in table.barred else SAFE
        lines.append((truth[cell], item.weight, status, low if low is not None else -FAR, widths.get(cell, 0)))
    sums = [[(at[cell], number) for cell, number in fact.terms] for fact in table.facts if _adds(fact, at)]
    return {"names": [items[cell] for cell in cells], "cells": lines, "sums": sums}


def _adds(fact: LinearFact, at: dict[str, int]) -> bool:
    return fact.low == fact.high == 0 and all(cell in at for cell, _ in fact.terms)


def _shows_one_cell(facts: tuple[LinearFact, ...]) -> bool:
    return len(facts) == 1 and len(facts[0].terms) == 1


def write_answers(folder: Path, answers: list[list[str]]) -> None:
    """The child's side: writes what it found."""
    (folder / ANSWER_FILE).write_text(json.dumps(answers), encoding="utf-8")
