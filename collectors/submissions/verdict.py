"""What the checks conclude of one upload."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from collectors.submissions.findings import (
    FINDING_SCHEMA,
    Finding,
    FindingGroup,
    as_findings,
    count_by_severity,
    group_findings,
)
from indicators.figures.store import FIGURE_SCHEMA


@dataclass(frozen=True)
class UploadVerdict:
    """All findings at once (``FINDING_SCHEMA``), and the figures (``FIGURE_SCHEMA``; none if refused).

    ``counts``: rows, figures, blank, error, query, note; and new, changed, unchanged where the store
    was asked. ``comparisons_not_made``: what only the store can tell, in words.
    """

    agency: str | None
    sheet: str | None
    table: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURE_SCHEMA))
    counts: dict[str, int] = field(default_factory=dict)
    comparisons_not_made: tuple[str, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    #: True where an agency derived the figures from records that stayed with it.
    derived: bool = False
    #: Codes of the indicators, areas and periods that a refused file spoke of, as far as it could be read.
    about: dict[str, list[str]] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """True when nothing has to be mended; queries and notes do not refuse."""
        return not count_by_severity(self.table)["error"]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return as_findings(self.table)

    def groups(self) -> list[FindingGroup]:
        """For people: by code, the first few of each, worst first."""
        return group_findings(self.table)
