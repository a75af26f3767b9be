"""Caveats of a filled return: what a reader must know before relying on it."""

from __future__ import annotations

from exports.presentation.cell_kinds import CellKind, CellTest, find_kinds, lines_of_kinds
from mappings.calendar.due_rules import DueRule
from mappings.definitions.return_definitions import Edition
from mappings.fill.cells import FilledReturn

_CAVEATS: tuple[tuple[str, str, CellTest], ...] = (
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
_TESTS = tuple(applies for _, _, applies in _CAVEATS)


def list_caveats(filled: FilledReturn, kinds: list[CellKind]) -> list[tuple[str, str]]:
    """Each caveat's title and sentence, with the lines concerned."""
    edition = filled.edition
    caveats = [
        ("Made-up figures", "Illustrative figures, not for use.") if filled.illustrative else None,
        ("This edition", f"Facts about it are held with {edition.confidence} confidence."),
        ("Due date", _describe_due_source(edition)),
        ("Notes", edition.notes) if edition.notes else None,
        *(("Definitions changed here", change) for change in filled.changes),
        *(_caveat(*each) for each in zip(_CAVEATS, find_kinds(kinds, _TESTS), strict=True)),
    ]
    return [row for row in caveats if row]


def _describe_due_source(edition: Edition) -> str:
    if not isinstance(edition.due, DueRule):
        return "As its recipient publishes it anew for each period."
    return f"{'Assumed: ' if edition.due.assumed else ''}{edition.due.source}"


def _caveat(caveat: tuple[str, str, CellTest], kinds: list[CellKind]) -> tuple[str, str] | None:
    what, words, _ = caveat
    return (what, f"{words} {', '.join(lines_of_kinds(kinds))}.") if kinds else None
