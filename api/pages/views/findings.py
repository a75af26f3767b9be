"""Findings as pages show them: grouped by kind, worst first, with row and column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from collectors.readers.limits import SHOWN_FINDINGS
from collectors.submissions.findings import Finding, FindingGroup, group_findings
from mappings.definitions.finding_kinds import FindingKinds
from returnonce.count_text import format_count

#: How many of a kind are on the page; more would be too heavy to read.
MAX_LISTED = 200
#: Shown even where there are none.
ALWAYS = frozenset({"rows", "figures", "error", "query"})
SEVERITIES = {
    "error": ("Error", "red", "must be mended"),
    "query": ("Query", "yellow", "please explain or correct"),
    "note": ("Note", "grey", "for information"),
}


@dataclass(frozen=True)
class FindingText:
    """One finding: where it is, what it says, how to mend it."""

    where: str
    message: str
    mend: str


@dataclass(frozen=True)
class FindingGroupView:
    """All findings of one kind."""

    code: str
    anchor: str
    severity: str
    colour: str
    means: str
    title: str
    why: str
    total: str
    shown: tuple[FindingText, ...]
    more: tuple[FindingText, ...]
    left_out: int


def finding_group_views(table: pl.DataFrame, kinds: FindingKinds) -> tuple[FindingGroupView, ...]:
    """The groups of a table of findings (``FINDING_SCHEMA``)."""
    return tuple(_kind(group) for group in group_findings(table, kinds, limit=MAX_LISTED))


def _kind(group: FindingGroup) -> FindingGroupView:
    severity, colour, means = SEVERITIES[group.kind.severity]
    said = [_finding_text(finding) for finding in group.first_findings]
    first = group.first_findings[0]
    title = first.message if group.total == 1 else group.code.replace("-", " ").capitalize()
    return FindingGroupView(
        code=group.code,
        anchor=f"finding-{group.code}",
        severity=severity,
        colour=colour,
        means=means,
        title=title,
        why=group.kind.why,
        total=format_count(group.total, "time"),
        shown=tuple(said[:SHOWN_FINDINGS]),
        more=tuple(said[SHOWN_FINDINGS:]),
        left_out=group.total - len(said),
    )


def _finding_text(finding: Finding) -> FindingText:
    parts = (
        f"sheet {finding.sheet}" if finding.sheet else "",
        f"row {finding.row:,}" if finding.row is not None else "",
        f"column {finding.column}" if finding.column else "",
    )
    where = ", ".join(part for part in parts if part) or "the file"
    return FindingText(where[0].upper() + where[1:], finding.message, finding.mend)


def count_rows(counts: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """What the checks counted, in words: rows, figures, what is new."""
    named = (
        ("rows", "Rows read"), ("figures", "Figures"), ("new", "New figures"), ("changed", "Changed figures"),
        ("unchanged", "Unchanged figures"), ("blank", "Rows left blank"), ("error", "Errors"), ("query", "Queries"),
        ("note", "Notes"),
    )  # fmt: skip
    return tuple((words, f"{counts.get(name, 0):,}") for name, words in named if counts.get(name) or name in ALWAYS)
