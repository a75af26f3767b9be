"""Receipts: what an agency gets back for an upload, and the list of submissions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

import polars as pl
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from collectors.submissions.column_letters import ColumnLetters
from collectors.submissions.findings import (
    FINDING_SCHEMA,
    Finding,
    as_findings,
)
from collectors.submissions.models import SubmissionRow
from collectors.submissions.stored_findings import read_findings, read_letters
from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.batches import withdraw_batch
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.figure_schema import FIGURE_SCHEMA
from indicators.figures.models import BatchRow, WithdrawalRow
from indicators.figures.store import read_batch_figures, read_same_figures
from indicators.records.models import RecordSubmissionRow
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.count_text import format_count
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, Refused

#: What a figure says, its place in a file apart.
_SAYS = tuple(name for name in FIGURE_SCHEMA if name not in {*FIGURE_KEY, "locator"})
#: Of what there is one newest file of records.
_ONE_FILE = ("record_set", "agency", "period")
# Asked several times for each upload, and to make a statement takes longer than to ask it.
_NAMED = select(SubmissionRow).where(SubmissionRow.name == bindparam("name"))
_IS_WITHDRAWN = select(WithdrawalRow.batch).where(col(WithdrawalRow.batch) == SubmissionRow.batch).exists()
_NEWEST = (
    select(SubmissionRow)
    .where(SubmissionRow.agency == bindparam("agency"), ~_IS_WITHDRAWN)
    .order_by(col(SubmissionRow.id).desc())
    .limit(1)
)


@dataclass(frozen=True)
class SubmissionReceipt:
    """``name`` is the submission's (its first 12 figures are shown to people), None where refused.

    ``repeated``: the same bytes came before and this is the first one's receipt. ``table`` holds the
    findings (``FINDING_SCHEMA``), ``letters`` those of their columns, ``counts`` what
    :class:`~collectors.submissions.verdict.UploadVerdict` counts.
    """

    accepted: bool
    agency: str
    file: str
    file_name: str
    received_at: datetime
    counts: dict[str, int]
    name: str | None = None
    repeated: bool = False
    table: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))
    letters: ColumnLetters = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return as_findings(self.table)


def find_submission(session: Session, name: str) -> SubmissionRow | None:
    """A submission by its whole name."""
    return session.exec(_NAMED, params={"name": name}).first()


def read_receipt(session: Session, name: str, *, repeated: bool = False) -> SubmissionReceipt:
    """The receipt of an accepted submission, with the findings made since.

    Raises:
        NotFound: no submission of that name.
    """
    row = find_submission(session, name)
    if row is None or row.id is None:
        raise NotFound(f"There is no submission {name[:12]}.", mend="See the list of submissions.")
    return SubmissionReceipt(
        accepted=True,
        agency=row.agency,
        file=row.file,
        file_name=row.file_name,
        received_at=row.received_at,
        counts=json.loads(row.counts),
        name=row.name,
        repeated=repeated,
        table=read_findings(session, row.id),
        letters=read_letters(session, row.id),
    )


def read_repeated_receipt(session: Session, name: str, former: FormerCodes | None = None) -> SubmissionReceipt:
    """The first receipt of bytes that came again. ``former``: None for a publisher's, of which all releases are
    collected again and again, older ones too.

    Raises:
        Conflict: they were withdrawn since, or a later file replaced figures of theirs, or all their records.
    """
    row = find_submission(session, name)
    withdrawn = session.get(WithdrawalRow, row.batch) if row is not None else None
    if row is not None and withdrawn is not None:
        raise Conflict(
            f"These same bytes were received on {row.received_at:%d %B %Y} and withdrawn on {withdrawn.at:%d %B %Y}.",
            mend="Send a corrected file; one that differs in anything is a new submission.",
        )
    if row is not None and former is not None:
        _refuse_replaced_records(session, row)
        _refuse_replaced(session, row, former)
    return read_receipt(session, name, repeated=True)


def _refuse_replaced_records(session: Session, row: SubmissionRow) -> None:
    """A later file of a record set and period takes the whole place of an earlier one, whatever their figures are."""
    own = session.get(RecordSubmissionRow, row.batch)
    if own is None:
        return
    is_withdrawn = select(WithdrawalRow.batch).where(col(WithdrawalRow.batch) == RecordSubmissionRow.batch).exists()
    later = (
        select(RecordSubmissionRow.batch)
        .where(*(getattr(RecordSubmissionRow, name) == getattr(own, name) for name in _ONE_FILE))
        .where(col(RecordSubmissionRow.batch) > own.batch, ~is_withdrawn)
        .order_by(col(RecordSubmissionRow.batch).desc())
    )
    newest = session.exec(later).first()
    if newest is not None:
        _refuse_old_bytes(row, "these records were replaced since,", session.get_one(BatchRow, newest))


def _refuse_old_bytes(row: SubmissionRow, what: str, by: BatchRow) -> NoReturn:
    raise Conflict(
        f"These same bytes were received on {row.received_at:%d %B %Y}, and {what} "
        f"last by {by.file_name} on {by.made_at:%d %B %Y}.",
        mend="Send a file that differs in anything, which then counts as the newest; or withdraw what came since.",
    )


def _refuse_replaced(session: Session, row: SubmissionRow, former: FormerCodes) -> None:
    """Bytes that would not stand again must not get the receipt of bytes that stand."""
    first = read_batch_figures(session, [row.name], former=former)
    now = read_same_figures(session, first, former=former).filter(agency=row.agency)
    pairs = first.join(now, on=FIGURE_KEY, suffix="_now")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in _SAYS)
    replaced = pairs.filter(pl.col("batch_now") > pl.col("batch"), differs)
    if replaced.is_empty():
        return
    last = replaced.sort("batch_now").row(-1, named=True)
    figures = f"{format_count(replaced.height, 'figure')} of theirs {'was' if replaced.height == 1 else 'were'}"
    _refuse_old_bytes(row, f"{figures} replaced since,", session.get_one(BatchRow, last["batch_now"]))


def list_submissions(session: Session, *, agency: str | None = None) -> list[tuple[SubmissionRow, bool]]:
    """Accepted submissions, newest first, of one agency or of all, and whether each is withdrawn."""
    query = (
        select(SubmissionRow, WithdrawalRow.at)
        .join(WithdrawalRow, col(WithdrawalRow.batch) == SubmissionRow.batch, isouter=True)
        .order_by(col(SubmissionRow.id).desc())
    )
    chosen = query if agency is None else query.where(SubmissionRow.agency == agency)
    return [(row, at is not None) for row, at in session.exec(chosen)]


def newest_not_withdrawn(session: Session, agency: str) -> SubmissionRow | None:
    """The newest submission of an agency that is not withdrawn."""
    return session.exec(_NEWEST, params={"agency": agency}).first()


def withdraw_submission(
    context: AppContext, name: str, *, reason: str, by: str | None = None
) -> tuple[SubmissionRow, bool]:
    """Withdraw a submission; ``name`` may be its first characters, ``by`` is the account that does it. Returns it, and
    whether it was withdrawn for that reason before, so that a second time is the same as once.

    Raises:
        NotFound: no submission, or more than one, has that name.
        Conflict: it is withdrawn already, for another reason.
        Refused: no reason is given.
    """
    if not reason.strip():
        raise Refused("A withdrawal needs its reason.", where="--reason", mend="Say in a few words why.")
    with transaction(context.engine) as session:
        matches = [row for row, _ in list_submissions(session) if name and row.name.startswith(name.lower())]
        if len(matches) != 1:
            what = "There is no submission" if not matches else f"{len(matches)} submissions are named"
            raise NotFound(f"{what} {name[:12]!r}.", mend="returnonce submissions lists them.")
        row, earlier = matches[0], session.get(WithdrawalRow, matches[0].batch)
        repeated = earlier is not None and earlier.reason == reason
        if not repeated:
            withdraw_batch(session, row.name, at=context.clock.now(), reason=reason)
            details = {"reason": reason} | ({"by": by} if by else {})
            audit.record(session, context.clock, act="withdraw", subject=row.name, details=details)
        session.expunge(row)
    return row, repeated
