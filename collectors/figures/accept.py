"""Stores an upload of figures that was checked whole, or refuses it whole; the same bytes are accepted once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from collectors.readers.limits import CSV_BYTES
from collectors.readers.marks import Mark, mark_frame
from collectors.submissions.acceptance import UploadAuthority, seal_refused, store_accepted
from collectors.submissions.findings import count_by_severity, word_marks
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt, read_repeated_receipt
from collectors.submissions.sending_agency import find_sending_agency
from collectors.submissions.uploaded_file import UploadedFile
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.batches import NewBatch
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading, transaction
from returnonce.errors import ReturnOnceError

if TYPE_CHECKING:
    from sqlmodel import Session


def find_repeated(context: AppContext, upload: UploadedFile) -> SubmissionReceipt | None:
    """The first receipt, where these same bytes of the agency were accepted before as figures.

    Raises:
        Conflict: they were withdrawn since, or a later file replaced figures of theirs.
    """
    batch = _make_batch(context, upload)
    with reading(context.engine) as session:
        for each in (batch, replace(batch, kind="derived")):
            if find_submission(session, each.name):
                return read_repeated_receipt(session, each.name, context.ruleset.former_codes)
    return None


def accept_figures(
    context: AppContext,
    upload: UploadedFile,
    verdict: UploadVerdict,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
    follow: Callable[[Session, UploadVerdict], None] = lambda *_: None,
) -> SubmissionReceipt:
    """Store an upload that was checked, unless there is an error; then what ``follow`` stores, with it.

    The same bytes of the same agency are one submission: a second sending gives the first receipt.
    A refused upload leaves its bytes sealed in the vault for a while, and one row in the audit trail.

    Raises:
        NotFound: no place lists the agency.
        Conflict: these bytes were received, and withdrawn or replaced since.
        Unavailable: the store cannot be reached; nothing was stored.
    """
    batch = _make_batch(context, upload)
    if verdict.derived_from:
        batch = replace(batch, kind="derived")
    if not verdict.accepted:
        data = None if verdict.unread or upload.path.stat().st_size > CSV_BYTES else upload.path
        return seal_refused(context, batch, verdict, data, act="refuse-upload", audit_details=authority.details)
    context.blobs.make_sure("received", upload.sha256, upload.path)
    with transaction(context.engine) as session:
        if find_submission(session, batch.name):
            return read_repeated_receipt(session, batch.name, context.ruleset.former_codes)
        authority.check_state(session)
        # A sweep may have come between: what is named in a row must be there.
        context.blobs.make_sure("received", upload.sha256, upload.path)
        store_accepted(context, session, batch, verdict, act="accept-upload", audit_details=authority.details)
        follow(session, verdict)
        return read_receipt(session, batch.name)


def refuse_unread(
    context: AppContext, upload: UploadedFile, why: ReturnOnceError, authority: UploadAuthority
) -> SubmissionReceipt:
    """Refuse a file that could not be checked within its limits. It may hold anything, so its sender alone keeps it."""
    table = word_marks(mark_frame([Mark("file-heavy", detail=why.what)]), context.ruleset.finding_kinds, sheet=None)
    verdict = UploadVerdict(upload.agency, None, table, counts=dict(count_by_severity(table)))
    batch = _make_batch(context, upload)
    return seal_refused(context, batch, verdict, None, act="refuse-upload", audit_details=authority.details)


def _make_batch(context: AppContext, upload: UploadedFile) -> NewBatch:
    sender = find_sending_agency(context.ruleset, upload.agency or "")
    received_at = context.clock.now()
    return NewBatch("submitted", sender.code, upload.sha256, upload.name, context.ruleset.hash, received_at)
