"""Purging of sealed records: their keys are destroyed; figures, hashes and audit stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from indicators.figures.models import BatchRow
from indicators.records.models import RecordPurgeRow, RecordSubmissionRow
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.clock import Clock, today
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound, Refused
from returnonce.scratch import sweep
from returnonce.vault import Vault

OVERDUE = "kept for as long as it may be"
#: A case that no submission names may belong to one that is just coming in.
SETTLING = timedelta(hours=1)


@dataclass(frozen=True)
class PurgeItem:
    """One case to be purged. ``submission`` is None for a refused upload and for what nothing names."""

    case_name: str
    what: str
    agency: str
    period: str
    keep_until: date | None
    reason: str
    submission: str | None = None
    batch: int | None = None


def list_due(session: Session, vault: Vault, clock: Clock) -> list[PurgeItem]:
    """Everything whose time of keeping has ended, records first."""
    on = today(clock)
    registered = {row.case_name: (row, name) for row, name in _list_registered(session)}
    purged = set(session.exec(select(RecordPurgeRow.batch)))
    items = [
        _purge_item(row, name, OVERDUE)
        for row, name in registered.values()
        if row.keep_until <= on and row.batch not in purged
    ]
    for case in vault.cases():
        if case.name in registered:
            row, name = registered[case.name]
            items += [_purge_item(row, name, "purged before, and still here")] if row.batch in purged else []
        elif case.keep_until <= on:
            items.append(PurgeItem(case.name, case.kind, "", "", case.keep_until, OVERDUE))
        elif case.kind == "records" and vault.is_older(case.name, clock.now() - SETTLING):
            items.append(PurgeItem(case.name, case.kind, "", "", case.keep_until, "no submission names it"))
    return items


def find_named(session: Session, submission: str, reason: str) -> PurgeItem:
    """The records of one submission, to be purged before their time.

    Raises:
        Refused: no reason is given.
        NotFound: not exactly one submission of records has that name.
        Conflict: they are purged already.
    """
    if not reason.strip():
        raise Refused("Destroying records before their time needs its reason.", where="--reason", mend="Say why.")
    matches = [
        (row, name) for row, name in _list_registered(session) if submission and name.startswith(submission.lower())
    ]
    if len(matches) != 1:
        what = "No submission of records is" if not matches else f"{len(matches)} submissions of records are"
        raise NotFound(f"{what} named {submission[:12]!r}.", mend="returnonce records lists them.")
    if session.get(RecordPurgeRow, matches[0][0].batch) is not None:
        raise Conflict("These records are purged already.", mend="returnonce records says when.")
    return _purge_item(*matches[0], reason.strip())


def purge(context: AppContext, items: list[PurgeItem]) -> None:
    """Write it to the store and the audit trail, then destroy the keys and what they sealed.

    If this stops halfway, the next purge finds what is left.
    """
    clock, vault = context.clock, context.vault
    with transaction(context.engine) as session:
        for item in items:
            if item.batch is not None and session.get(RecordPurgeRow, item.batch) is None:
                session.add(RecordPurgeRow(batch=item.batch, at=clock.now(), reason=item.reason))
            details = {"what": item.what, "agency": item.agency, "period": item.period, "reason": item.reason}
            audit.record(session, clock, act="purge", subject=item.submission or item.case_name, details=details)
    for item in items:
        vault.destroy(item.case_name)
    # What processes that were killed left half made: in the vault, and unsealed beside it.
    vault.sweep(clock.now() - SETTLING)
    sweep()


def purge_due(context: AppContext) -> list[PurgeItem]:
    """Purge everything that is due today, and return it."""
    # Opened before the store is read: a store may have to adopt its key first.
    vault = context.vault
    with reading(context.engine) as session:
        items = list_due(session, vault, context.clock)
    purge(context, items)
    return items


def _list_registered(session: Session) -> Iterator[tuple[RecordSubmissionRow, str]]:
    query = select(RecordSubmissionRow, BatchRow.name).join(BatchRow, BatchRow.id == RecordSubmissionRow.batch)  # type: ignore[arg-type]
    yield from session.exec(query)


def _purge_item(row: RecordSubmissionRow, name: str, reason: str) -> PurgeItem:
    return PurgeItem(row.case_name, row.record_set, row.agency, row.period, row.keep_until, reason, name, row.batch)
