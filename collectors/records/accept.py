"""Accepts a file of records: figures stored, the records sealed in the vault; or refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from sqlmodel import Session

from collectors.records.check import RecordVerdict
from collectors.records.file_name_facts import stored_file_name
from collectors.records.partnership import derive_partnerships
from collectors.submissions.acceptance import UploadAuthority, seal_refused, store_accepted
from collectors.submissions.findings import sort_findings
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt, read_repeated_receipt
from collectors.submissions.stored_findings import keep_first_findings
from collectors.submissions.uploaded_file import UploadedFile
from indicators.figures.batches import NewBatch, find_batch
from indicators.records.models import RecordPurgeRow
from indicators.records.sealed_records import register_submission, seal_records
from mappings.definitions.finding_kinds import FindingKinds
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading, transaction
from returnonce.errors import Conflict
from returnonce.vault import Case, fresh_name

#: So many findings of one kind and table are kept with a submission; a note and the counts tell how many there were.
KEPT_FINDINGS = 500


def accept_records(
    context: AppContext,
    upload: UploadedFile,
    record_verdict: RecordVerdict,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
) -> SubmissionReceipt:
    """Store the figures of a file of records that was checked, and the sealed records, unless there is an error.

    The same bytes of the same agency for the same period are one submission. A refused file leaves one
    row in the audit trail and nothing else: its sender still has it.

    Raises:
        Conflict: these bytes were received, and withdrawn or purged since.
        Unavailable: the store cannot be reached; nothing was stored.
    """
    batch = _make_batch(context, upload, record_verdict)
    with reading(context.engine) as session:
        if find_submission(session, batch.name):
            return _read_repeated(session, batch.name, context)
    if not record_verdict.accepted:
        facts = {"record_set": record_verdict.record_set, "period": record_verdict.period.code} | authority.details
        return seal_refused(context, batch, record_verdict.verdict, None, act="refuse-records", audit_details=facts)
    assert record_verdict.records is not None
    vault = context.vault
    # A case of its own for each attempt: of two at once, the one that comes second takes only its own away.
    name = fresh_name(batch.name)
    case = seal_records(vault, name, record_verdict.records, upload.path, clock=context.clock)
    try:
        with transaction(context.engine) as session:
            if find_submission(session, batch.name):
                vault.destroy(case.name)
                return _read_repeated(session, batch.name, context)
            authority.check_state(session)
            context.confirm_vault(session)
            audit_details = authority.details | {"sealed": vault.case_hash(case.name)}
            _store(context, session, batch, record_verdict, case, audit_details)
            return _with_all_findings(read_receipt(session, batch.name), record_verdict, context.ruleset.finding_kinds)
    except BaseException:
        vault.destroy(case.name)
        raise


def find_repeated_records(
    context: AppContext, upload: UploadedFile, record_verdict: RecordVerdict
) -> SubmissionReceipt | None:
    """The first receipt, where these same bytes of the agency were accepted before as records of that period.

    Raises:
        Conflict: they were withdrawn, replaced or purged since.
    """
    name = _make_batch(context, upload, record_verdict).name
    with reading(context.engine) as session:
        return _read_repeated(session, name, context) if find_submission(session, name) else None


def _read_repeated(session: Session, name: str, context: AppContext) -> SubmissionReceipt:
    """The first receipt; a conflict if the records were purged since, because nothing is sealed any more."""
    receipt = read_repeated_receipt(session, name, context.ruleset.former_codes)
    batch = find_batch(session, name)
    if batch is not None and session.get(RecordPurgeRow, batch.id) is not None:
        raise Conflict(
            "These records were received before, and purged since; their figures stand.",
            mend="If they are needed again, have the file made anew and send that.",
        )
    return receipt


def _with_all_findings(
    receipt: SubmissionReceipt, record_verdict: RecordVerdict, kinds: FindingKinds
) -> SubmissionReceipt:
    """The receipt with every finding, of which the store keeps some."""
    since = receipt.table.filter(pl.col("code") == "disagrees")
    return replace(receipt, table=sort_findings(pl.concat([record_verdict.verdict.table, since]), kinds))


def _make_batch(context: AppContext, upload: UploadedFile, record_verdict: RecordVerdict) -> NewBatch:
    """The same bytes read as of another period or version are another batch."""
    period, received_at = record_verdict.period.code, context.clock.now()
    return NewBatch(
        "derived", record_verdict.verdict.agency or "", upload.sha256,
        stored_file_name(upload.name, record_verdict.record_set, period), context.ruleset.hash, received_at,
        mapping_hash=f"{record_verdict.record_set} {record_verdict.version} {period}",
    )  # fmt: skip


def _store(
    context: AppContext,
    session: Session,
    batch: NewBatch,
    record_verdict: RecordVerdict,
    case: Case,
    audit_details: Mapping[str, Any],
) -> None:
    """Figures, findings, audit row, where the records lie, and what follows for a partnership; in one transaction."""
    table = record_verdict.verdict.table
    first_findings = keep_first_findings(table, context.ruleset.finding_kinds, of_sheet=KEPT_FINDINGS)
    facts = {
        "record_set": record_verdict.record_set,
        "version": record_verdict.version,
        "period": record_verdict.period.code,
        **audit_details,
        "kept_until": case.keep_until.isoformat(),
    }
    store_accepted(
        context, session, batch, replace(record_verdict.verdict, table=first_findings), act="accept-records",
        audit_details=facts,
    )  # fmt: skip
    stored_batch = find_batch(session, batch.name)
    assert stored_batch is not None
    assert record_verdict.records is not None
    register_submission(session, stored_batch, record_verdict.records, case, area=record_verdict.area)
    session.flush()
    derive_partnerships(context, session, record_verdict)
