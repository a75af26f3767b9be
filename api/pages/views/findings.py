"""Findings as pages show them: grouped by kind, worst first, with row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.pages.views.finding_titles import title_kind
from api.pages.views.row_ranges import range_words
from collectors.readers.limits import SHOWN_FINDINGS
from collectors.submissions.column_letters import ColumnLetters, column_words
from collectors.submissions.findings import FindingGroup, group_findings
from collectors.submissions.stored_findings import NOT_LISTED
from mappings.definitions.finding_kinds import FindingKinds
from returnonce.count_text import format_count

#: How many causes of a kind are on the page, and ranges of rows of a cause; more would be too heavy to read.
MAX_LISTED, MAX_RANGES = 200, 30
#: Shown even where there are none.
ALWAYS = frozenset({"rows", "figures", "error", "query"})
SEVERITIES = {
    "error": ("Error", "red", "must be mended"),
    "query": ("Query", "yellow", "please explain or correct"),
    "note": ("Note", "grey", "for information"),
}


@dataclass(frozen=True)
class FindingCause:
    """One cause, however many rows it is found in: where, what is wrong, how to mend it."""

    where: str
    message: str
    mend: str
    total: int


@dataclass(frozen=True)
class FindingGroupView:
    """All findings of one kind, each cause once; ``left_out``: causes that are not listed."""

    code: str
    anchor: str
    severity: str
    colour: str
    means: str
    title: str
    why: str
    total: str
    shown: tuple[FindingCause, ...]
    more: tuple[FindingCause, ...]
    left_out: int


def finding_group_views(
    table: pl.DataFrame, kinds: FindingKinds, letters: ColumnLetters | None = None
) -> tuple[FindingGroupView, ...]:
    """The groups of a table of findings (``FINDING_SCHEMA``). ``letters``: of columns, where they are known."""
    groups = group_findings(table, kinds, limit=1)
    parts = {str(code): part for (code,), part in table.partition_by("code", as_dict=True).items()}
    notes = next((parts[group.code] for group in groups if group.code == NOT_LISTED), None)
    return tuple(_kind(group, parts[group.code], letters or {}, _count(group, notes)) for group in groups)


def _count(group: FindingGroup, notes: pl.DataFrame | None) -> str:
    """How many there are: those here, unless a note tells of more."""
    first, total = group.first_findings[0].message, format_count(group.total, "time")
    told = [] if notes is None else notes.filter(pl.col("message").str.ends_with(f": {first}"))["value"].to_list()
    return f"{told[0]} times, of which the first {group.total:,} are listed" if told else total


def _kind(group: FindingGroup, findings: pl.DataFrame, letters: ColumnLetters, total: str) -> FindingGroupView:
    severity, colour, means = SEVERITIES[group.kind.severity]
    causes = _list_causes(findings)
    said = [_cause(row, letters) for row in causes.head(MAX_LISTED).iter_rows(named=True)]
    return FindingGroupView(
        code=group.code, anchor=f"finding-{group.code}", severity=severity, colour=colour, means=means,
        title=_title(group, findings), why=group.kind.why, total=total,
        shown=tuple(said[:SHOWN_FINDINGS]), more=tuple(said[SHOWN_FINDINGS:]), left_out=causes.height - len(said),
    )  # fmt: skip


def _title(group: FindingGroup, findings: pl.DataFrame) -> str:
    # Two of each tell whether they differ.
    messages, values = (findings[name].unique(maintain_order=True).head(2).to_list() for name in ("message", "value"))
    return title_kind(group.kind, messages, values)


def _list_causes(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings that say the same of the same column, once, in the order of their first rows."""
    same = ["sheet", "column", "message", "mend"]
    return findings.group_by(same, maintain_order=True).agg(pl.col("row"), total=pl.len())


def _cause(row: Mapping[str, Any], letters: ColumnLetters) -> FindingCause:
    rows = [number for number in row["row"] if number is not None]
    parts = (
        f"sheet {row['sheet']}" if row["sheet"] else "",
        range_words(rows, most=MAX_RANGES) if rows else "",
        column_words(letters, row["sheet"], row["column"]),
    )
    where = ", ".join(part for part in parts if part) or "the file"
    return FindingCause(where[0].upper() + where[1:], row["message"], row["mend"], row["total"])


def count_rows(counts: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """What the checks counted, in words: rows, figures, what is new."""
    named = (
        ("rows", "Rows read"), ("figures", "Figures"), ("new", "New figures"), ("changed", "Changed figures"),
        ("unchanged", "Unchanged figures"), ("blank", "Rows left blank"), ("error", "Errors"), ("query", "Queries"),
        ("note", "Notes"),
    )  # fmt: skip
    return tuple((words, f"{counts.get(name, 0):,}") for name, words in named if counts.get(name) or name in ALWAYS)
