"""Accepts an upload of figures whole or refuses it whole; the same bytes are accepted once."""

from __future__ import annotations

from dataclasses import replace

from collectors.figures.check import check_figures
from collectors.readers.limits import CSV_BYTES
from collectors.submissions.acceptance import UploadAuthority, seal_refused, store_accepted
from collectors.submissions.check_context import CheckContext
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt, read_repeated_receipt
from collectors.submissions.sending_agency import find_sending_agency
from collectors.submissions.uploaded_file import UploadedFile
from indicators.figures.batches import NewBatch
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading, transaction


def accept_figures(
    context: AppContext,
    upload: UploadedFile,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
) -> SubmissionReceipt:
    """Check an upload as :func:`~collectors.figures.check.check_figures` does, and store it unless there is an error.

    The same bytes of the same agency are one submission: a second sending gives the first receipt.
    A refused upload leaves its bytes sealed in the vault for a while, and one row in the audit trail.

    Raises:
        NotFound: no place lists the agency.
        Conflict: these bytes were received and withdrawn.
        Unavailable: the store cannot be reached; nothing was stored.
    """
    sender = find_sending_agency(context.ruleset, upload.agency or "")
    received_at = context.clock.now()
    batch = NewBatch("submitted", sender.code, upload.sha256, upload.name, context.ruleset.hash, received_at)
    with reading(context.engine) as session:
        for each in (batch, replace(batch, kind="derived")):
            if find_submission(session, each.name):
                return read_repeated_receipt(session, each.name)
        verdict = check_figures(CheckContext(context, session), upload)
    if verdict.derived:
        batch = replace(batch, kind="derived")
    if not verdict.accepted:
        data = upload.path if upload.path.stat().st_size <= CSV_BYTES else None
        return seal_refused(context, batch, verdict, data, act="refuse-upload", audit_details=authority.details)
    context.blobs.keep_file("received", upload.path)
    with transaction(context.engine) as session:
        if find_submission(session, batch.name):
            return read_repeated_receipt(session, batch.name)
        authority.check_state(session)
        store_accepted(context, session, batch, verdict, act="accept-upload", audit_details=authority.details)
        return read_receipt(session, batch.name)
