"""Stores an accepted upload (batch, figures, findings, audit row) in one transaction, or seals a refused one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from sqlmodel import Session, col, func, select

from collectors.readers.marks import Mark, mark_frame
from collectors.readers.raw_table import ROW
from collectors.submissions.agency_disagreements import (
    AgencyDisagreement,
    disagreement_marks,
    find_agency_disagreements,
)
from collectors.submissions.findings import count_by_severity, sort_findings, word_marks
from collectors.submissions.models import FindingRow, SubmissionRow
from collectors.submissions.receipts import SubmissionReceipt, find_submission
from collectors.submissions.stored_findings import NOT_LISTED, insert_findings, insert_letters, keep_first_findings
from collectors.submissions.verdict import UploadVerdict
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.store import BatchExclusion, read_same_figures
from mappings.definitions.finding_kinds import FindingKinds
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce import audit
from returnonce.blobs import sha256, sha256_file
from returnonce.clock import today
from returnonce.db import transaction
from returnonce.errors import NotFound, Unavailable
from returnonce.vault import Case

#: The first row that a locator names: ``Figures!row 12``, ``row 12`` or ``rows 12, 15``.
FIRST_ROW = r"rows? (\d+)"
#: A refused file may hold anything, a list of people too: it is sealed, and kept for this many days.
REFUSED_CASE, REFUSED_DAYS = "refused", 30


@dataclass(frozen=True)
class UploadAuthority:
    """By whose account an upload came, and a check of the store at the moment of acceptance.

    ``check`` is called in the transaction that accepts the upload, and raises where it must not be accepted.
    """

    by: str | None = None
    check: Callable[[Session], None] | None = None

    @property
    def details(self) -> dict[str, str]:
        """For the audit row."""
        return {"by": self.by} if self.by else {}

    def check_state(self, session: Session) -> None:
        """Call ``check``, if there is one."""
        if self.check is not None:
            self.check(session)


def store_accepted(
    context: AppContext,
    session: Session,
    batch: NewBatch,
    verdict: UploadVerdict,
    *,
    act: str,
    audit_details: Mapping[str, Any] | None = None,
) -> None:
    """Store an accepted upload or published file in the caller's transaction.

    An agency that gave another value for the same figure gets a finding on its own submission.
    """
    stored = record_batch(session, batch, verdict.coded_figures)
    assert stored.id is not None
    kinds = context.ruleset.finding_kinds
    disagreements = _find_disagreements(session, batch, verdict, context.ruleset)
    table = _with_disagreements(verdict, disagreements, kinds)
    # The verdict may hold only some of very many findings, and counts them all.
    counts_after, counts_before = count_by_severity(table), count_by_severity(verdict.table)
    counts = verdict.counts | {
        kind: verdict.counts[kind] + counts_after[kind] - counts_before[kind] for kind in counts_after
    }
    kept = keep_first_findings(table, kinds)
    counts["note"] += kept.filter(code=NOT_LISTED).height
    row = SubmissionRow(
        name=batch.name, batch=stored.id, agency=batch.agency, file=batch.file, file_name=batch.file_name,
        received_at=batch.made_at, ruleset=batch.ruleset, counts=json.dumps(counts, sort_keys=True),
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    insert_findings(session, row.id, kept, batch.made_at)
    insert_letters(session, row.id, verdict.letters)
    _tell_other_agencies(session, disagreements, batch.made_at, kinds)
    details = {"agency": batch.agency, "file": batch.file, "counts": counts, "ruleset": batch.ruleset}
    details |= audit_details or {}
    audit.record(session, context.clock, act=act, subject=batch.name, details=details)


def seal_refused(
    context: AppContext,
    batch: NewBatch,
    verdict: UploadVerdict,
    data: bytes | Path | None,
    *,
    act: str,
    audit_details: Mapping[str, str] | None = None,
) -> SubmissionReceipt:
    """Seal the bytes for a while, leave one row in the audit trail, and nothing else.

    The row lists the indicators, areas and periods of the file, so that who waits for them sees that it came.
    """
    sealed = {} if data is None else {"sealed": _seal_bytes(context, batch.name, data)}
    codes = dict(verdict.table.filter(severity="error")["code"].value_counts().sort("code").iter_rows())
    with transaction(context.engine) as session:
        if sealed:
            context.confirm_vault(session)
        details: dict[str, Any] = {"agency": batch.agency, "file": batch.file, "errors": codes}
        details |= ({"about": verdict.about} if verdict.about else {}) | dict(audit_details or {}) | sealed
        audit.record(session, context.clock, act=act, subject=batch.name, details=details)
    return SubmissionReceipt(
        accepted=False, agency=batch.agency, file=batch.file, file_name=batch.file_name,
        received_at=batch.made_at, counts=verdict.counts, table=verdict.table, letters=verdict.letters,
    )  # fmt: skip


def _seal_bytes(context: AppContext, name: str, data: bytes | Path) -> dict[str, str]:
    """Bytes that were refused before stay as they were sealed then, and no longer, as the audit trail says."""
    vault = context.vault
    try:
        hasher = hashlib.sha256()
        for piece in vault.pieces(name, "received"):
            hasher.update(piece)
        is_new = hasher.hexdigest() != (sha256_file(data) if isinstance(data, Path) else sha256(data))
    except (NotFound, Unavailable):
        is_new = True
    if is_new:
        until = today(context.clock) + timedelta(days=REFUSED_DAYS)
        vault.seal(Case(name, REFUSED_CASE, until), {"received": data})
    return vault.case_hash(name)


def _find_disagreements(
    session: Session, batch: NewBatch, verdict: UploadVerdict, ruleset: Ruleset
) -> list[AgencyDisagreement]:
    # Asked again inside the transaction: the other agency may have sent in this very moment.
    figures = verdict.coded_figures
    without, former = BatchExclusion(agency=batch.agency), ruleset.former_codes
    other_figures = read_same_figures(session, figures, without=without, former=former)
    if other_figures.is_empty():
        return []
    cells = other_figures.select(FIGURE_KEY).unique().cast(figures.select(FIGURE_KEY).schema)
    same = figures.join(cells, on=FIGURE_KEY, how="semi", maintain_order="left").cast(FIGURE_SCHEMA)  # type: ignore[arg-type]
    rows = same.with_columns(pl.col("locator").str.extract(FIRST_ROW, 1).cast(pl.Int64).alias(ROW))
    return find_agency_disagreements(rows, other_figures, agency=batch.agency, catalogue=ruleset.catalogue)


def _with_disagreements(
    verdict: UploadVerdict, disagreements: list[AgencyDisagreement], kinds: FindingKinds
) -> pl.DataFrame:
    before = verdict.table.filter(pl.col("code") != "disagrees")
    added = word_marks(disagreement_marks(disagreements), kinds, sheet=verdict.sheet)
    return sort_findings(pl.concat([before, added]), kinds)


def _tell_other_agencies(
    session: Session, disagreements: Iterable[AgencyDisagreement], at: datetime, kinds: FindingKinds
) -> None:
    """The same query on the submission that the other agency made."""
    for name, findings in _findings_by_batch(disagreements, kinds).items():
        row = find_submission(session, name)
        if row is not None:
            last = session.exec(select(func.max(col(FindingRow.position))).where(FindingRow.submission == row.id)).one()
            assert row.id is not None
            insert_findings(session, row.id, findings, at, after=last or 0)


def _findings_by_batch(disagreements: Iterable[AgencyDisagreement], kinds: FindingKinds) -> dict[str, pl.DataFrame]:
    by_batch: dict[str, list[AgencyDisagreement]] = {}
    for disagreement in disagreements:
        by_batch.setdefault(disagreement.other_batch, []).append(disagreement)
    return {name: _word_disagreements(group, kinds) for name, group in by_batch.items()}


def _word_disagreements(disagreements: list[AgencyDisagreement], kinds: FindingKinds) -> pl.DataFrame:
    """Findings for the other agency, by the sheets and rows of its own file."""
    by_sheet: dict[str | None, list[Mark]] = {}
    for disagreement in disagreements:
        sheet, _, place = disagreement.other_locator.rpartition("!")
        row = re.search(FIRST_ROW, place)
        mark = Mark("disagrees", int(row[1]) if row else None, "indicator", None, disagreement.detail)
        by_sheet.setdefault(sheet or None, []).append(mark)
    tables = [word_marks(mark_frame(marks), kinds, sheet=sheet) for sheet, marks in by_sheet.items()]
    return keep_first_findings(pl.concat(tables), kinds)
