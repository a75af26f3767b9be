"""Receipts and findings as API schemas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from api.http.tables import csv_bytes
from api.schemas.submissions import AnswerShown, FindingKept, FindingListed, FindingShown, Receipt, WouldChange
from collectors.submissions.column_letters import ColumnLetters, find_letter
from collectors.submissions.findings import Finding, as_findings, place_words
from collectors.submissions.receipts import SubmissionReceipt as Received
from exports.editions.queries.submission_queries import Query
from mappings.definitions.finding_kinds import FindingKinds

#: Columns of findings as CSV: where, what stands there, what is wrong, why it matters, how to mend it.
FINDING_COLUMNS = (
    "position", "file", "sheet", "row", "column", "column_letter", "value", "code", "severity", "detail", "why", "mend",
)  # fmt: skip
#: Findings listed in a receipt, and in a refusal; the whole list has an address of its own.
MAX_IN_RECEIPT, MAX_IN_REFUSAL = 100, 500


def finding_shown(one: Finding, letters: ColumnLetters) -> FindingShown:
    """One finding; ``letters``: of the file's columns."""
    return FindingShown(
        severity=one.severity,
        code=one.code, where=place_words(one, letters), sheet=one.sheet, row=one.row, column=one.column,
        column_letter=find_letter(letters, one.sheet, one.column), value=one.value, detail=one.message, mend=one.mend,
    )  # fmt: skip


def findings_shown(table: pl.DataFrame, letters: ColumnLetters, most: int) -> list[FindingShown]:
    """At most ``most`` findings, errors first."""
    worst = pl.col("severity").replace_strict({"error": 0, "query": 1, "note": 2}, return_dtype=pl.Int64)
    first = as_findings(table.sort(worst, maintain_order=True).head(most))
    return [finding_shown(finding, letters) for finding in first]


def findings_listed(
    rows: Iterable[tuple[int, Finding]], letters: ColumnLetters, kinds: FindingKinds
) -> list[FindingListed]:
    """Findings with their positions, and why each matters."""
    return [
        FindingListed(**finding_shown(one, letters).model_dump(), position=position, why=_why(one, kinds))
        for position, one in rows
    ]


def findings_csv(
    rows: Iterable[tuple[int, Finding]], letters: ColumnLetters, file_name: str, kinds: FindingKinds
) -> bytes:
    """The same as CSV."""
    columns = {name: pl.Int64 if name in ("position", "row") else pl.String for name in FINDING_COLUMNS}
    lines = [
        (at, file_name, one.sheet, one.row, one.column, find_letter(letters, one.sheet, one.column), one.value,
         one.code, one.severity, one.message, _why(one, kinds), one.mend)
        for at, one in rows
    ]  # fmt: skip
    return csv_bytes(pl.DataFrame(lines, schema=columns, orient="row"))


def _why(one: Finding, kinds: FindingKinds) -> str | None:
    return kinds[one.code].why if one.code in kinds else None


def stored_findings(
    rows: Iterable[tuple[int, Finding]], letters: ColumnLetters, queries: Sequence[Query], kinds: FindingKinds
) -> list[FindingKept]:
    """Findings of a stored submission, with their positions and answers."""
    answers = {query.position: query.answers for query in queries}
    return [
        FindingKept(
            **finding_shown(one, letters).model_dump(), position=position, why=_why(one, kinds),
            answers=[AnswerShown(text=each.text, by=each.by, at=each.at) for each in answers.get(position, ())],
        )
        for position, one in rows
    ]  # fmt: skip


def receipt_shown(
    receipt: Received,
    *,
    head: str | None,
    withdrawn_at: datetime | None = None,
    would_change: list[WouldChange] | None = None,
) -> Receipt:
    """The receipt that a sender gets."""
    stored = receipt.name is not None
    return Receipt(
        submission=receipt.name,
        state="withdrawn" if withdrawn_at else "accepted" if stored else "checked",
        agency=receipt.agency,
        file_name=receipt.file_name,
        sha256=receipt.file,
        received_at=receipt.received_at if stored else None,
        withdrawn_at=withdrawn_at,
        repeated=receipt.repeated,
        counts=receipt.counts,
        findings=findings_shown(receipt.table, receipt.letters, MAX_IN_RECEIPT),
        all_findings=f"/v1/submissions/{receipt.name}/findings" if stored else None,
        head=head,
        would_change=would_change,
    )


def problem_faults(receipt: Received) -> list[dict[str, object]]:
    """``errors`` of a refusal: each finding with sheet, row, column, code and mend."""
    return [one.model_dump() for one in findings_shown(receipt.table, receipt.letters, MAX_IN_REFUSAL)]
