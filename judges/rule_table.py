"""Who finds each planted rule, as a table of words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import polars as pl

#: The official numbers that findings name, by child.
Found = dict[str, set[str]]
#: By theirs and by ours.
WORDS = {(True, True): "both", (True, False): "THEIRS ONLY", (False, True): "ours only", (False, False): "NEITHER"}


def find_numbers(findings: pl.DataFrame, tables: Mapping[str, pl.DataFrame], person: str) -> Found:
    """The official numbers of findings by the child whose row each is on; ``person``: the column that names them."""
    whose = {name: dict(frame.select("_row", person).iter_rows()) for name, frame in tables.items() if person in frame}
    numbers = findings["message"].str.extract(r"\(official rule ([^)]*)\)")
    found: Found = defaultdict(set)
    for table, row, text in zip(findings["sheet"], findings["row"], numbers, strict=True):
        if text:
            found[(whose.get(table, {}).get(row) or "").upper()] |= set(text.split(", "))
    return found


def make_table(title: str, children: Mapping[str, set[str]], theirs: Found, ours: Found, ran: set[str]) -> str:
    """A line for each rule; ``children``: those of each example. ``ran``: the rules of theirs that ran."""
    lines, counts = [], Counter[str]()
    for number, some in children.items():
        by_them, by_us = (any(number in one.get(child, ()) for child in some) for one in (theirs, ours))
        verdict = WORDS[by_them, by_us]
        counts[verdict] += 1
        lines.append(f"  {number}: {verdict}{'' if number in ran else ' (theirs raised or was skipped)'}")
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    return "\n".join([f"{title}, rule by rule: {len(lines)} planted; found by {summary}.", *lines])
