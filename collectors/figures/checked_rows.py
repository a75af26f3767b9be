"""What the stages of a check come to: marks and numbers of the rows, and the verdict made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import compress

import polars as pl

from collectors.figures.distinct_texts import CodedColumn, which_occur
from collectors.figures.local_derivation_marks import find_derived_from
from collectors.readers.raw_table import ROW, RawTable
from collectors.submissions.check_context import CheckContext
from collectors.submissions.column_letters import find_letters
from collectors.submissions.findings import count_by_severity, has_errors, word_marks
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.figure_schema import FIGURE_SCHEMA

#: How many indicators, areas and periods a refused file's audit row lists.
MOST_SUBJECTS = 1_000


@dataclass(frozen=True)
class CheckedRows:
    """What the stages say of a table, as far as they came; ``numbers`` are its figures without exact repeats.

    ``coded``: the columns of all rows' keys. ``columns``: where each column stands, by its heading and our name of it.
    """

    marks: pl.DataFrame
    rows: int = 0
    blank: int = 0
    numbers: pl.DataFrame | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    not_made: tuple[str, ...] = ()
    coded: Mapping[str, CodedColumn] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)


def make_verdict(
    context: CheckContext, checked: CheckedRows, *, table: RawTable | None, agency: str | None
) -> UploadVerdict:
    """The findings in words; and the figures, unless a mark refuses the upload."""
    kinds, marks, numbers = context.ruleset.finding_kinds, checked.marks, checked.numbers
    sheet = table.sheet if table else None
    findings = word_marks(marks.unique(maintain_order=True), kinds, sheet=sheet)
    refused = has_errors(marks, kinds)
    figures = pl.DataFrame(schema=FIGURE_SCHEMA) if refused or numbers is None else _figures(numbers, sheet)
    counts = {"rows": checked.rows, "figures": figures.height, "blank": checked.blank}
    return UploadVerdict(
        agency=agency, sheet=sheet, table=findings, coded_figures=figures,
        counts={**counts, **count_by_severity(findings), **checked.counts}, comparisons_not_made=checked.not_made,
        ignored_sheets=table.metadata.ignored_sheets if table else (),
        derived_from=find_derived_from(table.metadata.derived) if table else None,
        about=_list_subjects(checked.coded) if refused and checked.coded else {},
        letters=find_letters(findings, {None: checked.columns}),
    )  # fmt: skip


def _list_subjects(coded: Mapping[str, CodedColumn]) -> dict[str, list[str]]:
    """Distinct known indicators, areas and periods, of rows that name a known indicator; a list may be empty."""
    names = ("indicator", "area", "period")
    is_known = coded["indicator"].ids.is_not_null()
    occurring = {name: which_occur(coded[name].ids.filter(is_known), len(coded[name].texts)) for name in names}
    lists = {f"{name}s": list(compress(coded[name].texts, occurring[name]))[:MOST_SUBJECTS] for name in names}
    return lists if is_known.any() else {}


def _figures(numbers: pl.DataFrame, sheet: str | None) -> pl.DataFrame:
    """Rows as figures, their words as enumerations."""
    prefix = f"{sheet}!row " if sheet else "row "
    located = numbers.with_columns(locator=pl.concat_str(pl.lit(prefix), pl.col(ROW).cast(pl.String)))
    return located.select(list(FIGURE_SCHEMA))
