"""The newest submission of an agency, as the sender of the next one knows it: it must still be the newest."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlmodel import Session, col, select

from collectors.submissions.receipts import newest_not_withdrawn
from returnonce.audit import AuditRow
from returnonce.errors import PreconditionFailed

#: What ``If-Match`` says where there is no submission yet.
NO_SUBMISSION = "none"


def make_head_check(agency: str, expected: str | None) -> Callable[[Session], None] | None:
    """:func:`check_head` for an upload that names a submission; None for one that names none."""
    return (lambda session: check_head(session, agency, expected)) if expected else None


def check_head(session: Session, agency: str, expected: str) -> None:
    """An agency's newest submission that stands must be the one named.

    Raises:
        PreconditionFailed: another came first; says which, and by whom.
    """
    newest = newest_not_withdrawn(session, agency)
    if (newest.name if newest else NO_SUBMISSION) == expected:
        return
    what = "It has none that stands now."
    if newest is not None:
        who = sender_of(session, newest.name)
        when = f"{newest.received_at:%Y-%m-%dT%H:%M:%SZ}"
        what = f"{newest.file_name} came{f' by {who}' if who else ''} at {when} as {newest.name}."
    raise PreconditionFailed(
        f"{agency} has another newest submission than the one you named. {what}", where="If-Match",
        mend="Look at what came, and send yours again with its name if it still holds.",
    )  # fmt: skip


def sender_of(session: Session, name: str) -> str | None:
    """The account that sent a submission; None where it came by command line or before accounts were recorded."""
    rows = select(AuditRow.details).where(AuditRow.subject == name, col(AuditRow.act).startswith("accept-"))
    details = session.exec(rows).first()
    return json.loads(details).get("by") if details else None
