"""Marks worded into findings, by the ruleset's kinds of findings; and findings sorted, counted and grouped.

Wording happens once, at the end, for the marks there are: a clean upload of a million rows pays nothing for it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from collectors.readers.limits import SHOWN_CHARACTERS, SHOWN_FINDINGS
from collectors.readers.marks import ADVICE
from collectors.submissions.column_letters import ColumnLetters, column_words
from mappings.definitions.finding_kinds import (
    SEVERITIES,
    FindingKind,
    FindingKinds,
    Severity,
    list_error_codes,
)

#: Characters that a check's own words may have.
MESSAGE_CHARACTERS = 400
_HOLE = re.compile(r"(\{value\}|\{detail\}|\{advice\})")
_UNSEEN = r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"


class Finding(NamedTuple):
    """One thing to mend (error), to explain (query) or to know (note)."""

    severity: Severity
    code: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str
    mend: str


FINDING_SCHEMA: dict[str, type[pl.DataType]] = {
    name: pl.Int64 if name == "row" else pl.String for name in Finding._fields
}


class FindingGroup(NamedTuple):
    """All findings of one code, the first few of them shown."""

    kind: FindingKind
    code: str
    total: int
    first_findings: tuple[Finding, ...]


def has_errors(marks: pl.DataFrame, kinds: FindingKinds) -> bool:
    """Whether any of the marks refuses the upload."""
    return bool(list_error_codes(marks["code"].unique(), kinds))


def word_marks(marks: pl.DataFrame, kinds: FindingKinds, *, sheet: str | None) -> pl.DataFrame:
    """Marks to ``FINDING_SCHEMA``: the file first, then by row; within a row in the order checked."""
    if marks.is_empty():
        return pl.DataFrame(schema=FINDING_SCHEMA)
    pieces = pl.col("detail").str.split_exact(ADVICE, 1)
    split = marks.with_columns(detail=pieces.struct.field("field_0"), advice=pieces.struct.field("field_1"))
    safe = split.with_columns(
        shortened_text("value"),
        shortened_text("detail", MESSAGE_CHARACTERS),
        shortened_text("advice", MESSAGE_CHARACTERS),
    )
    frames = [_word_code(kinds[str(code)], part) for (code,), part in safe.partition_by("code", as_dict=True).items()]
    placed = pl.concat(frames).with_columns(sheet=pl.when(pl.col("row").is_not_null()).then(pl.lit(sheet, pl.String)))
    return sort_findings(placed.select(list(FINDING_SCHEMA)), kinds)


def sort_findings(findings: pl.DataFrame, kinds: FindingKinds) -> pl.DataFrame:
    """The file first, then each sheet by row; within a row in the order of the kinds."""
    if findings.height < 2:
        return findings
    codes = set(findings["code"].unique())
    order = {code: n for n, code in enumerate(kinds) if code in codes}
    place = pl.col("code").replace_strict(order, return_dtype=pl.Int64)
    return findings.sort("sheet", "row", place, "column", "message", nulls_last=False)


def _word_code(kind: FindingKind, part: pl.DataFrame) -> pl.DataFrame:
    return part.with_columns(severity=pl.lit(kind.severity), message=_fill(kind.what), mend=_fill(kind.mend))


def _fill(template: str) -> pl.Expr:
    # Pieces are joined, never replaced: a cell that holds "{detail}" stays as it is.
    holes = {f"{{{name}}}": pl.col(name).fill_null("") for name in ("value", "detail", "advice")}
    return pl.concat_str([holes[p] if p in holes else pl.lit(p) for p in _HOLE.split(template) if p])


def shortened_text(name: str, length: int = SHOWN_CHARACTERS) -> pl.Expr:
    """A cell as a message shows it: short, and without invisible characters."""
    text = pl.col(name).str.replace_all(_UNSEEN, " ")
    cut = pl.concat_str(text.str.slice(0, length - 1), pl.lit("…"))
    return pl.when(text.str.len_chars() > length).then(cut).otherwise(text).alias(name)


def as_findings(frame: pl.DataFrame) -> tuple[Finding, ...]:
    """Rows of ``FINDING_SCHEMA`` as tuples."""
    return tuple(Finding(*row) for row in frame.iter_rows())


def place_words(one: Finding, letters: ColumnLetters) -> str:
    """``Figures, row 12, column D (value)``. ``letters``: of the file's columns."""
    row = f"row {one.row}" if one.row is not None else ""
    parts = (one.sheet, row, column_words(letters, one.sheet, one.column))
    return ", ".join(part for part in parts if part) or "the file"


def count_by_severity(frame: pl.DataFrame) -> dict[str, int]:
    """How many errors, queries and notes."""
    counts = dict(frame["severity"].value_counts().iter_rows())
    return {severity: counts.get(severity, 0) for severity in SEVERITIES}


def group_findings(frame: pl.DataFrame, kinds: FindingKinds, *, limit: int = SHOWN_FINDINGS) -> list[FindingGroup]:
    """For people: worst first, then the file before its rows, then by code; the first ``limit`` of each."""
    groups = [
        FindingGroup(kinds[str(code)], str(code), part.height, as_findings(part.head(limit)))
        for (code,), part in frame.partition_by("code", as_dict=True, maintain_order=True).items()
    ]
    return sorted(groups, key=lambda g: (SEVERITIES.index(g.kind.severity), g.first_findings[0].row is not None))
