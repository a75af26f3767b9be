"""What the checks conclude of one upload: findings, figures, counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from collectors.submissions.column_letters import ColumnLetters
from collectors.submissions.findings import (
    FINDING_SCHEMA,
    Finding,
    as_findings,
    count_by_severity,
)
from indicators.figures.figure_schema import FIGURE_SCHEMA


@dataclass(frozen=True)
class UploadVerdict:
    """All findings at once (``FINDING_SCHEMA``), and the figures (none if refused).

    ``coded_figures``: the columns of ``FIGURE_SCHEMA``, those of words as enumerations, a byte or two a row.

    ``counts``: rows, figures, blank, error, query, note; and new, changed, unchanged where there
    is a store. ``comparisons_not_made``: in words, comparisons that need the store.
    """

    agency: str | None
    sheet: str | None
    table: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    coded_figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIGURE_SCHEMA))
    counts: dict[str, int] = field(default_factory=dict)
    comparisons_not_made: tuple[str, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    #: Where an agency derived the figures from records that stayed with it: their record set and period, as it says.
    derived_from: tuple[str, str] | None = None
    #: True of a file of records of which nothing can be read: it is not kept, as no refused file of records is.
    unread: bool = False
    #: Codes of the indicators, areas and periods in a refused file, as far as it could be read.
    about: dict[str, list[str]] = field(default_factory=dict)
    #: Of the columns that findings name, as a spreadsheet shows them in the file that was sent; by sheet and name.
    letters: ColumnLetters = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """True without an error; queries and notes do not refuse."""
        return not count_by_severity(self.table)["error"]

    @property
    def figures(self) -> pl.DataFrame:
        """The figures as ``FIGURE_SCHEMA``."""
        return self.coded_figures.cast(FIGURE_SCHEMA)  # type: ignore[arg-type]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return as_findings(self.table)
