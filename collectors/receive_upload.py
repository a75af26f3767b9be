"""The entrance: takes whatever an agency sends, figures or records."""

from __future__ import annotations

from functools import partial

from collectors.check_upload import CheckResult, UploadCheck, check_here
from collectors.figures.accept import accept_figures, find_repeated, refuse_unread
from collectors.records.accept import accept_records, find_repeated_records
from collectors.records.partnership import wait_for_records
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.receipts import SubmissionReceipt
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from mappings.ruleset.app_context import AppContext
from returnonce.sandbox import Overran


def receive(
    context: AppContext,
    upload: UploadedFile,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
    *,
    check: UploadCheck = check_here,
) -> SubmissionReceipt:
    """Take an upload of figures or of records: whole, or not at all. Nothing of the store is held during ``check``.

    Raises:
        NotFound, WrongUsage, Refused: as the check does.
        Conflict, Unavailable: as :func:`~collectors.figures.accept.accept_figures` and
            :func:`~collectors.records.accept.accept_records` do; and what ``authority`` checks.
    """
    repeated = find_repeated(context, upload)
    if repeated is not None:
        return repeated
    try:
        result = check(context, upload)
    except Overran as error:
        return refuse_unread(context, upload, error, authority)
    if isinstance(result, UploadVerdict):
        return accept_figures(context, upload, result, authority, partial(wait_for_records, context))
    return accept_records(context, upload, result, authority)


def find_received(context: AppContext, upload: UploadedFile, result: CheckResult) -> SubmissionReceipt | None:
    """What receiving a checked file would answer, where these bytes were received before; nothing is stored.

    Raises:
        Conflict: as receiving it does.
    """
    if isinstance(result, UploadVerdict):
        return find_repeated(context, upload)
    return find_repeated_records(context, upload, result)
