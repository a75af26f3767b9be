"""The parameters with which a file is sent, whole or in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from api.app_state import app_state
from api.dependencies import ContextDep, SignedInDep
from api.http.request_body import SpooledBody
from api.schemas.period_codes import PeriodText
from api.schemas.text_types import SingleLine
from api.uploads.file_name import upload_file_name
from api.uploads.receipts import expected_head
from api.uploads.upload import Upload
from collectors.submissions.expected_head import make_head_check
from collectors.submissions.pending_uploads import PendingUpload
from collectors.submissions.uploaded_file import UploadedFile
from mappings.access.policy_subject import build_subject
from returnonce.access.policy import check_check_upload, check_submit
from returnonce.db import reading
from returnonce.fork_server.cancellation import Cancellation


@dataclass(frozen=True)
class UploadRequest:
    """How a file is sent: in one request, or begun to be sent in parts."""

    request: Request
    principal: SignedInDep
    context: ContextDep
    agency: Annotated[SingleLine, Query(description="Whose figures or records these are.", examples=["lewisham-pct"])]
    file_name: Annotated[SingleLine | None, Query(description="Its name; else from Content-Disposition.")] = None
    check_only: Annotated[bool, Query(description="Say what is found, and keep nothing.")] = False
    period: Annotated[
        PeriodText | None, Query(description="Of records that do not say it.", examples=["FY2024-25"])
    ] = None
    version: Annotated[SingleLine | None, Query(description="Of a record set, where the file does not tell.")] = None
    sent_under: Annotated[
        SingleLine | None,
        Query(description="A code by which records name their sender, where it is right and not the agency's."),
    ] = None

    def check(self) -> None:
        """Whether the caller may send for the agency."""
        about = build_subject(self.context.ruleset, agency=self.agency)
        (check_check_upload if self.check_only else check_submit)(self.principal, about)

    def pending(self, named: str | None = None) -> PendingUpload:
        """What is checked in its turn; its hash, or its length, is yet to be said.

        Raises:
            PreconditionFailed: another file came than ``If-Match`` names.
        """
        expected = expected_head(self.request)
        if (check_state := make_head_check(self.agency, expected)) is not None:
            with reading(self.context.engine) as session:
                check_state(session)
        return PendingUpload(
            self.agency, upload_file_name(self.request, self.file_name or named), "", self.principal.name,
            self.period or "", self.version or "", expected or "", sent_under=self.sent_under or "",
            check_only="true" if self.check_only else "",
        )  # fmt: skip

    def upload(self, body: SpooledBody, cancellation: Cancellation) -> Upload:
        """The body as a file of the agency's; nobody else writes to it."""
        name = upload_file_name(self.request, self.file_name)
        file = UploadedFile(
            body.path, body.sha256, name, self.agency, self.period, self.version, sent_under=self.sent_under
        )
        return Upload(self.context, file, self.principal, app_state(self.request).upload_check(cancellation))


UploadRequestDep = Annotated[UploadRequest, Depends()]
