"""One uploaded file with everything that its check needs: only checked, or accepted."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.http.request_body import SpooledBody
from api.schemas.submissions import WouldChange
from collectors.receive import check_upload, receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt, newest_not_withdrawn
from collectors.submissions.verdict import UploadVerdict
from exports.editions.changes.impact import find_impacts
from mappings.ruleset.app_context import AppContext
from returnonce.access.policy import can_read_draft
from returnonce.access.principals import Principal
from returnonce.audit import AuditRow
from returnonce.db import reading
from returnonce.errors import PreconditionFailed

#: What ``If-Match`` says where there is no submission yet.
NO_SUBMISSION = "none"


@dataclass(frozen=True)
class Upload:
    """An uploaded file, and everything that its check needs."""

    body: SpooledBody
    agency: str
    file_name: str
    period: str | None
    version: str | None
    by: Principal
    context: AppContext

    def accept(self, expected: str | None) -> SubmissionReceipt:
        """Check and store it. ``expected``: the agency's newest submission, as the sender knows it.

        Raises:
            PreconditionFailed: another came first.
        """
        sent = UploadAuthority(
            self.by.name, None if expected is None else lambda session: self._check(session, expected)
        )
        return receive(
            self.body.path, self.agency, ruleset=self.context.ruleset, engine=self.context.engine,
            home=self.context.home, vault=self.context.vault, clock=self.context.clock, period=self.period,
            version=self.version, postcodes=self.context.postcodes, name=self.file_name, authority=sent,
        )  # fmt: skip

    def check(self) -> UploadVerdict:
        """The verdict, with nothing stored."""
        with reading(self.context.engine) as session:
            around = CheckContext(
                self.context.ruleset, self.context.clock, self.context.postcodes, session, self.context.vault
            )  # fmt: skip
            return check_upload(
                self.body.path, self.agency, context=around, period=self.period, version=self.version,
                name=self.file_name,
            )  # fmt: skip

    def changed_editions(self, verdict: UploadVerdict) -> list[WouldChange] | None:
        """The published editions that its figures would change, of those whose drafts the sender may read."""
        if not verdict.accepted or (not self.by.grants and self.by.kind != "operator"):
            return None
        impacts = find_impacts(
            self.context, verdict.figures, agency=self.agency, file=self.body.sha256, file_name=self.file_name
        )
        readable = [one for one in impacts if can_read_draft(self.by, one.edition.subject)]
        return [WouldChange(edition=one.edition.name, cells=one.cells.height) for one in readable]

    def _check(self, session: Session, expected: str) -> None:
        newest = newest_not_withdrawn(session, self.agency)
        if (newest.name if newest else NO_SUBMISSION) == expected:
            return
        what = "It has none that stands now."
        if newest is not None:
            who = sender_of(session, newest.name)
            when = f"{newest.received_at:%Y-%m-%dT%H:%M:%SZ}"
            what = f"{newest.file_name} came{f' by {who}' if who else ''} at {when} as {newest.name}."
        raise PreconditionFailed(
            f"{self.agency} has another newest submission than the one you named. {what}", where="If-Match",
            mend="Look at what came, and send yours again with its name if it still holds.",
        )  # fmt: skip


def checked_receipt(upload: Upload, verdict: UploadVerdict) -> SubmissionReceipt:
    """A verdict as a receipt, for a file that was not stored."""
    return SubmissionReceipt(
        accepted=verdict.accepted, agency=verdict.agency or upload.agency, file=upload.body.sha256,
        file_name=upload.file_name, received_at=upload.context.clock.now(), counts=verdict.counts, table=verdict.table,
    )  # fmt: skip


def sender_of(session: Session, name: str) -> str | None:
    """The account that sent a submission; None where it came by command line or before accounts were recorded."""
    rows = select(AuditRow.details).where(AuditRow.subject == name, col(AuditRow.act).startswith("accept-"))
    details = session.exec(rows).first()
    return json.loads(details).get("by") if details else None
