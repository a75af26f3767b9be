"""One uploaded file with everything that its check needs: only checked, or accepted."""

from __future__ import annotations

from dataclasses import dataclass

from api.schemas.submissions import WouldChange
from collectors.check_upload import UploadCheck, check_here, verdict_of
from collectors.receive_upload import find_received, receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.expected_head import make_head_check
from collectors.submissions.judgements import judgement_of, keep_judgement
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from exports.editions.changes.impact import find_impacts
from mappings.ruleset.app_context import AppContext
from returnonce.access.policy import can_read_draft
from returnonce.access.principals import Principal
from returnonce.vault import fresh_name


@dataclass(frozen=True)
class Upload:
    """An uploaded file, who sends it, and how it is checked."""

    context: AppContext
    file: UploadedFile
    by: Principal
    how: UploadCheck = check_here

    @property
    def agency(self) -> str:
        """Code of the agency that the file is of."""
        return self.file.agency or ""

    def accept(self, expected: str | None) -> SubmissionReceipt:
        """Check and store it. ``expected``: the agency's newest submission, as the sender knows it.

        Raises:
            PreconditionFailed: another came first.
        """
        check = make_head_check(self.agency, expected)
        return receive(self.context, self.file, UploadAuthority(self.by.name, check), check=self.how)

    def keep_refusal(self, receipt: SubmissionReceipt) -> str:
        """Keep the findings of a refused file for a while; their address."""
        name = fresh_name("refused", self.agency, self.file.sha256)
        judgement = judgement_of(receipt).model_copy(update={"agency": self.agency, "file_name": self.file.name})
        keep_judgement(self.context, name, judgement, receipt.table)
        return f"/v1/uploads/{name}/findings"

    def check(self) -> tuple[UploadVerdict, SubmissionReceipt | None]:
        """The verdict, with nothing stored; and the first receipt, where these bytes were received before.

        Raises:
            Conflict: as sending them again does.
        """
        result = self.how(self.context, self.file)
        return verdict_of(result), find_received(self.context, self.file, result)

    def changed_editions(self, verdict: UploadVerdict) -> list[WouldChange] | None:
        """The published editions that its figures would change, of those whose drafts the sender may read."""
        if not verdict.accepted or (not self.by.grants and self.by.kind != "operator"):
            return None
        impacts = find_impacts(
            self.context, verdict.figures, agency=self.agency, file=self.file.sha256, file_name=self.file.name
        )
        readable = [impact for impact in impacts if can_read_draft(self.by, impact.edition.subject)]
        return [WouldChange(edition=one.edition.name, cells=one.cells.height) for one in readable]


def checked_receipt(upload: Upload, verdict: UploadVerdict) -> SubmissionReceipt:
    """A verdict as a receipt, for a file that was not stored."""
    return SubmissionReceipt(
        accepted=verdict.accepted, agency=verdict.agency or upload.agency, file=upload.file.sha256,
        file_name=upload.file.name, received_at=upload.context.clock.now(), counts=verdict.counts, table=verdict.table,
        letters=verdict.letters,
    )  # fmt: skip
