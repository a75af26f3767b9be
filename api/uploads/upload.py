"""One uploaded file with everything that its check needs: only checked, or accepted."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.schemas.submissions import WouldChange
from collectors.check_upload import check_upload
from collectors.receive_upload import receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt, newest_not_withdrawn
from collectors.submissions.uploaded_file import UploadedFile
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
    """An uploaded file, and who sends it."""

    context: AppContext
    file: UploadedFile
    by: Principal

    @property
    def agency(self) -> str:
        """Code of the agency that the file is of."""
        return self.file.agency or ""

    def accept(self, expected: str | None) -> SubmissionReceipt:
        """Check and store it. ``expected``: the agency's newest submission, as the sender knows it.

        Raises:
            PreconditionFailed: another came first.
        """
        check = None if expected is None else lambda session: self._check(session, expected)
        return receive(self.context, self.file, UploadAuthority(self.by.name, check))

    def check(self) -> UploadVerdict:
        """The verdict, with nothing stored."""
        with reading(self.context.engine) as session:
            return check_upload(CheckContext(self.context, session), self.file)

    def changed_editions(self, verdict: UploadVerdict) -> list[WouldChange] | None:
        """The published editions that its figures would change, of those whose drafts the sender may read."""
        if not verdict.accepted or (not self.by.grants and self.by.kind != "operator"):
            return None
        impacts = find_impacts(
            self.context, verdict.figures, agency=self.agency, file=self.file.sha256, file_name=self.file.name
        )
        readable = [impact for impact in impacts if can_read_draft(self.by, impact.edition.subject)]
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
        accepted=verdict.accepted, agency=verdict.agency or upload.agency, file=upload.file.sha256,
        file_name=upload.file.name, received_at=upload.context.clock.now(), counts=verdict.counts, table=verdict.table,
    )  # fmt: skip


def sender_of(session: Session, name: str) -> str | None:
    """The account that sent a submission; None where it came by command line or before accounts were recorded."""
    rows = select(AuditRow.details).where(AuditRow.subject == name, col(AuditRow.act).startswith("accept-"))
    details = session.exec(rows).first()
    return json.loads(details).get("by") if details else None
