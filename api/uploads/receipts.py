"""The receipt of a stored submission, for who may read it, and the newest submission of an agency."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from sqlmodel import Session

from api.schemas.submissions import Receipt
from api.uploads import serializers
from collectors.submissions.expected_head import NO_SUBMISSION
from collectors.submissions.models import SubmissionRow
from collectors.submissions.receipts import find_submission, newest_not_withdrawn, read_receipt
from indicators.figures.models import WithdrawalRow
from mappings.access.policy_subject import build_subject
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_read_submission, missing
from returnonce.access.principals import PolicySubject, Principal
from returnonce.errors import WrongUsage

Check = Callable[[Principal, PolicySubject], None]


def readable_submission(
    session: Session, ruleset: Ruleset, principal: Principal, name: str, *, may: Check = check_read_submission
) -> SubmissionRow:
    """A submission, if ``may`` allows the caller to act on it.

    Raises:
        NotFound, Forbidden: as the policy says; the same where there is no such submission.
    """
    row = find_submission(session, name)
    if row is None:
        raise missing()
    may(principal, build_subject(ruleset, agency=row.agency))
    return row


def current_receipt(session: Session, row: SubmissionRow) -> Receipt:
    """The receipt, with what became of the submission since."""
    withdrawal = session.get(WithdrawalRow, row.batch)
    receipt = read_receipt(session, row.name)
    return serializers.receipt_shown(
        receipt, head=newest_submission_name(session, row.agency), withdrawn_at=withdrawal.at if withdrawal else None
    )


def newest_submission_name(session: Session, agency: str) -> str:
    """The name of the newest submission that stands; ``none`` where there is none."""
    newest = newest_not_withdrawn(session, agency)
    return newest.name if newest else NO_SUBMISSION


def expected_head(request: Request) -> str | None:
    """The newest submission that ``If-Match`` names; None without one, or for ``*``.

    Raises:
        WrongUsage: it names several.
    """
    header = request.headers.getlist("if-match")
    if not header or header == ["*"]:
        return None
    if len(header) > 1 or "," in header[0]:
        raise WrongUsage("More than one state is named.", where="If-Match", mend="Name the head that you have seen.")
    return header[0].strip().strip('"')
