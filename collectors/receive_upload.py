"""The entrance: takes whatever an agency sends, figures or records."""

from __future__ import annotations

from collectors.figures.accept import accept_figures
from collectors.recognise_record_set import recognise_record_set
from collectors.records.accept import accept_records
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import UploadedFile
from mappings.ruleset.app_context import AppContext


def receive(
    context: AppContext,
    upload: UploadedFile,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
) -> SubmissionReceipt:
    """Take an upload of figures or of records: whole, or not at all.

    Raises:
        NotFound, WrongUsage, Refused, Conflict, Unavailable: as :func:`~collectors.figures.accept.accept_figures` and
            :func:`~collectors.records.accept.accept_records` do; and what ``authority`` checks.
    """
    code = recognise_record_set(upload.path, context.ruleset.records, name=upload.name)
    if code is None:
        return accept_figures(context, upload, authority)
    return accept_records(context, upload, code, authority)
