"""Store queries for lists of submissions and of their findings, page by page."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlmodel import Session, col, func, select

from api.schemas.submissions import SubmissionListed
from collectors.submissions.column_letters import ColumnLetters
from collectors.submissions.findings import Finding
from collectors.submissions.models import FindingRow, SubmissionRow
from collectors.submissions.stored_findings import read_letters
from indicators.figures.models import WithdrawalRow
from mappings.access.policy_subject import build_subject
from mappings.definitions.finding_kinds import Severity
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_submission
from returnonce.access.principals import Principal


def newest_submission_id(session: Session) -> int:
    """The greatest id: ids are given one at a time, in the order in which submissions become visible."""
    return session.exec(select(func.max(col(SubmissionRow.id)))).one() or 0


def readable_agencies(session: Session, ruleset: Ruleset, principal: Principal) -> list[str]:
    """Agencies with submissions that the caller may read."""
    agencies = session.exec(select(SubmissionRow.agency).distinct().order_by(SubmissionRow.agency))
    return [agency for agency in agencies if can_read_submission(principal, build_subject(ruleset, agency=agency))]


def list_submissions(
    session: Session, agencies: Collection[str], *, top: int, at: datetime, start: int, number: int
) -> list[SubmissionListed]:
    """Newest first, of these agencies, as the list was when ``top`` was the greatest id."""
    query = (
        select(SubmissionRow, WithdrawalRow.at)
        .join(WithdrawalRow, col(WithdrawalRow.batch) == SubmissionRow.batch, isouter=True)
        .where(col(SubmissionRow.id) <= top, col(SubmissionRow.agency).in_(agencies))
        .order_by(col(SubmissionRow.id).desc())
    )
    return [
        _submission_listed(row, gone if gone and gone <= at else None)
        for row, gone in session.exec(query.offset(start).limit(number))
    ]


def last_finding_position(session: Session, row: SubmissionRow) -> int:
    """Position of the last finding, 0 where there is none."""
    return session.exec(select(func.max(col(FindingRow.position))).where(FindingRow.submission == row.id)).one() or 0


def list_findings(
    session: Session, row: SubmissionRow, *, top: int, start: int = 0, number: int | None = None
) -> Sequence[tuple[int, Finding]]:
    """Positions and findings, in order, up to a position."""
    conditions = (FindingRow.submission == row.id, col(FindingRow.position) <= top)
    query = select(FindingRow).where(*conditions).order_by(col(FindingRow.position)).offset(start)
    return [(f.position, _finding(f)) for f in session.exec(query if number is None else query.limit(number))]


def list_letters(session: Session, row: SubmissionRow) -> ColumnLetters:
    """The letters of the columns that a submission's findings name."""
    return read_letters(session, row.id) if row.id is not None else {}


def _finding(f: FindingRow) -> Finding:
    return Finding(cast(Severity, f.severity), f.code, f.sheet, f.row_number, f.column_name, f.value, f.message, f.mend)


def _submission_listed(row: SubmissionRow, gone: datetime | None) -> SubmissionListed:
    return SubmissionListed(
        submission=row.name, state="withdrawn" if gone else "accepted", agency=row.agency, file_name=row.file_name,
        sha256=row.file, received_at=row.received_at, withdrawn_at=gone, counts=json.loads(row.counts),
    )  # fmt: skip
