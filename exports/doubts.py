"""What a reader must know before relying on a filled return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mappings.cells import Filled


class Doubtful(NamedTuple):
    """What of a cell can be in doubt."""

    withheld: bool | None
    published: bool | None
    kept: bool | None
    code_confidence: str | None
    predicate: str | None
    disagreement: str | None
    symbol: str | None
    status: str | None
    rounded_to: int | None

    def has(self, status: str) -> bool:
        """A figure of that status."""
        return self.symbol is None and self.status == status


Doubt = Callable[[Doubtful], bool]
_READ = ("line", *Doubtful._fields)
#: Lines by their place, of the cells that are alike in what can be in doubt: a handful of kinds to judge.
Alike = dict[Doubtful, list[tuple[int, str]]]
_DOUBTS: tuple[tuple[str, str, Doubt], ...] = (
    ("Not sent: code uncertain", "Their official codes are of low confidence; the place has not approved them:",
     lambda cell: bool(cell.withheld) and cell.code_confidence == "low"),
    ("Not sent: near matches", "Only near matches are held, which are never sent as the measure itself:",
     lambda cell: bool(cell.withheld) and cell.predicate != "skos:exactMatch"),
    ("Near matches, sent", "The place approved a close measure for these:",
     lambda cell: not cell.withheld and cell.predicate != "skos:exactMatch"),
    ("Code uncertain, sent", "Official codes of low confidence that the place approved:",
     lambda cell: not cell.withheld and cell.code_confidence == "low"),
    ("Sources disagree", "Two sources give different figures; the agency of record's stands:",
     lambda cell: cell.disagreement is not None),
    ("Published figures", "Taken from a publisher, not given by the agency of record:",
     lambda cell: bool(cell.published)),
    ("Kept after abolition", "The place keeps these though the return no longer asks for them:",
     lambda cell: bool(cell.kept)),
    ("Provisional", "Provisional figures:", lambda cell: cell.has("provisional")),
    ("Estimates", "Estimates:", lambda cell: cell.has("estimated")),
    ("Local estimates", "One provider's part of a measure that needs all providers:",
     lambda cell: cell.has("local_estimate")),
    ("Rounded counts", "Their publisher rounded the counts:", lambda cell: cell.rounded_to is not None),
)  # fmt: skip


def uncertain(filled: Filled) -> list[tuple[str, str]]:
    """What is in doubt, and what is said of it; the lines concerned are named."""
    edition, alike = filled.edition, _alike(filled)
    said = [
        ("Made-up figures", "Illustrative figures, not for use.") if filled.illustrative else None,
        ("This edition", f"Facts about it are held with {edition.confidence} confidence."),
        ("Due date", f"{'Assumed: ' if edition.due.assumed else ''}{edition.due.source}"),
        ("Notes", edition.notes) if edition.notes else None,
        *(_listing(alike, *doubt) for doubt in _DOUBTS),
    ]
    return [row for row in said if row]


def _alike(filled: Filled) -> Alike:
    found: dict[tuple[Any, ...], list[tuple[int, str]]] = {}
    for place, (line, *traits) in enumerate(filled.cells.select(_READ).iter_rows()):
        found.setdefault(tuple(traits), []).append((place, line))
    return {Doubtful(*traits): lines for traits, lines in found.items()}


def _listing(alike: Alike, what: str, words: str, doubtful: Doubt) -> tuple[str, str] | None:
    found = sorted(line for cell, lines in alike.items() if doubtful(cell) for line in lines)
    lines = dict.fromkeys(line for _, line in found)
    return (what, f"{words} {', '.join(lines)}.") if lines else None
