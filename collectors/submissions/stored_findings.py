"""Findings of a submission in the store: the first of each kind, written and read many at once."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from sqlmodel import Session, select

from collectors.readers.marks import Mark, mark_frame
from collectors.submissions.column_letters import SEPARATOR, ColumnLetters, letter_key
from collectors.submissions.findings import FINDING_SCHEMA, sort_findings, word_marks
from collectors.submissions.models import FindingColumnRow
from indicators.figures.bulk_rows import insert_rows
from mappings.definitions.finding_kinds import FindingKinds
from returnonce.read_connection import ReadConnection, format_instant
from returnonce.row_hashes import note_rows

#: So many of one kind are stored with a submission; a note says how many there are, and the counts have them all.
KEPT_FINDINGS = 10_000
NOT_LISTED = "findings-not-listed"
_COLUMNS = {"row": "row_number", "column": "column_name"}


def keep_first_findings(table: pl.DataFrame, kinds: FindingKinds, *, of_sheet: int | None = None) -> pl.DataFrame:
    """``FINDING_SCHEMA``: the first of each kind, and a note for each kind that has more.

    ``of_sheet``: so many of a kind and sheet are kept, in place of those of a kind.
    """
    same, most = (["code"], KEPT_FINDINGS) if of_sheet is None else (["code", "sheet"], of_sheet)
    numbers = table.group_by(same, maintain_order=True).len("number").filter(pl.col("number") > most)
    if numbers.is_empty():
        return table
    first_findings = table.filter(pl.int_range(pl.len()).over(same) < most)
    marks = (
        Mark(NOT_LISTED, value=f"{table.filter(code=code).height:,}", detail=_describe(table, code))
        for code in numbers["code"].unique(maintain_order=True)
    )
    return sort_findings(pl.concat([first_findings, word_marks(mark_frame(marks), kinds, sheet=None)]), kinds)


def _describe(table: pl.DataFrame, code: str) -> str:
    """The first finding's own words, which show what the others are like."""
    return str(table.filter(code=code)["message"][0])


def insert_findings(session: Session, submission: int, table: pl.DataFrame, at: datetime, *, after: int = 0) -> None:
    """Store findings (``FINDING_SCHEMA``) of a submission, in their order, behind the ``after`` that it has."""
    numbered = table.rename(_COLUMNS).with_row_index("position", after + 1)
    rows = numbered.select(
        pl.lit(submission).alias("submission"), pl.all(), pl.lit(format_instant(at)).alias("found_at")
    )
    note_rows(session, "finding", rows.iter_rows(named=True), rows.columns)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert_rows(session, "finding", rows if is_sqlite else rows.with_columns(pl.col("found_at") + "+00"))


def read_findings(session: Session, submission: int) -> pl.DataFrame:
    """The stored findings of a submission as ``FINDING_SCHEMA``, in order."""
    columns = ", ".join(_COLUMNS.get(name, name) for name in FINDING_SCHEMA)
    query = f"SELECT {columns} FROM finding WHERE submission = ? ORDER BY position"  # noqa: S608 (own names)
    return ReadConnection.of(session).fetch(query, FINDING_SCHEMA, [submission])


def insert_letters(session: Session, submission: int, letters: ColumnLetters) -> None:
    """Store the letters of the columns that a submission's findings name."""
    for key, letter in letters.items():
        # A name may hold the mark between the two; wherever they are divided, together they are the key again.
        sheet, _, column = key.rpartition(SEPARATOR)
        session.add(FindingColumnRow(submission=submission, sheet=sheet, column_name=column, letter=letter))
    session.flush()


def read_letters(session: Session, submission: int) -> dict[str, str]:
    """The stored letters of the columns that a submission's findings name, by sheet and name."""
    rows = session.exec(select(FindingColumnRow).where(FindingColumnRow.submission == submission))
    return {letter_key(row.sheet, row.column_name): row.letter for row in rows}
