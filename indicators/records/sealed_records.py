"""Record sets at rest: sealed beside the database, found by set, agency and period, read for a stated purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from indicators.figures.models import BatchRow, WithdrawalRow
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from indicators.records.models import RecordPurgeRow, RecordSubmissionRow
from indicators.records.record_catalogue import RecordDefinitions
from indicators.records.record_frames import Records, build_empty_records
from returnonce.clock import Clock, today
from returnonce.errors import NotFound, Refused, Unavailable
from returnonce.vault import Case, Vault

KIND, RAW, TABLE = "records", "received", "table-"
ALTERED = "Put the folder of records back from a copy, or collect the agency's file anew after a purge."


def seal_records(vault: Vault, name: str, records: Records, raw: Path, *, clock: Clock) -> Case:
    """Seal the file that was received, and its tables as Parquet, under a key of their own."""
    until = today(clock) + timedelta(days=records.record_set.retention_days)
    case = Case(name, KIND, until)
    tables = {f"{TABLE}{name}": _parquet(frame) for name, frame in records.tables.items() if frame.height}
    vault.seal(case, {RAW: raw, **tables})
    return case


def register_submission(
    session: Session, batch: BatchRow, records: Records, case: Case, *, area: str
) -> RecordSubmissionRow:
    """Register in the store, in the caller's transaction, that a batch's records are kept."""
    assert batch.id is not None
    row = RecordSubmissionRow(
        batch=batch.id, record_set=records.record_set.code, version=records.record_set.version, agency=batch.agency,
        area=area, period=records.period.code, rows=records.rows, case_name=case.name, keep_until=case.keep_until,
    )  # fmt: skip
    session.add(row)
    return row


def list_record_submissions(
    session: Session, record_set: str, *, agencies: Iterable[str], period: str | None = None
) -> list[RecordSubmissionRow]:
    """The newest submission of each agency and period that is neither withdrawn nor purged, newest period first."""
    query = (
        select(RecordSubmissionRow)
        .where(RecordSubmissionRow.record_set == record_set, col(RecordSubmissionRow.agency).in_(list(agencies)))
        .where(col(RecordSubmissionRow.batch).not_in(select(WithdrawalRow.batch)))
        .where(col(RecordSubmissionRow.batch).not_in(select(RecordPurgeRow.batch)))
        .order_by(col(RecordSubmissionRow.batch))
    )
    narrowed = query if period is None else query.where(RecordSubmissionRow.period == period)
    newest = {(row.agency, row.period): row for row in session.exec(narrowed)}
    return sorted(newest.values(), key=lambda row: (parse_period(row.period).end, row.agency), reverse=True)


def find_record_set_of(session: Session, submission: str) -> str | None:
    """The record set of a submission by its name; None for a submission of figures, and where there is none."""
    query = select(RecordSubmissionRow.record_set).join(BatchRow, BatchRow.id == RecordSubmissionRow.batch)  # type: ignore[arg-type]
    return session.exec(query.where(BatchRow.name == submission)).first()


def load_records(
    vault: Vault,
    row: RecordSubmissionRow,
    definitions: RecordDefinitions,
    *,
    purpose: str,
    settings: Mapping[str, Any] | None = None,
) -> Records:
    """The records of a submission, for one of the uses that they were sent for; ``settings`` are its place's.

    Raises:
        Refused: the record set is not sent for that purpose.
        NotFound: they were purged.
        Unavailable: the master key is another one, or what is kept was altered.
    """
    record_set = definitions.record_set(row.record_set, row.version, settings=settings)
    if purpose not in record_set.purposes:
        raise Refused(
            f"{record_set.title} is not sent for {purpose}.", where="purpose",
            mend=f"It may be used for: {', '.join(record_set.purposes)}.",
        )  # fmt: skip
    _require_kept(vault, row.case_name)
    labels = set(vault.labels(row.case_name))
    label_by_table = {name: f"{TABLE}{name}" for name in record_set.tables if f"{TABLE}{name}" in labels}
    tables = {name: _read(vault.read(row.case_name, label)) for name, label in label_by_table.items()}
    empty = build_empty_records(record_set, parse_period(row.period))
    records = Records(record_set, empty.period, empty.tables | tables)
    if records.rows != row.rows:
        raise Unavailable("These records are not whole any more: a part of them is gone.", mend=ALTERED)
    return records


def unseal_received(vault: Vault, case_name: str, path: Path) -> None:
    """Write the file as it was received to ``path``.

    Raises:
        NotFound: it was purged.
        Unavailable: the master key is another one, or what is kept was altered.
    """
    _require_kept(vault, case_name)
    with path.open("wb") as stream:
        stream.writelines(vault.pieces(case_name, RAW))


def _require_kept(vault: Vault, case_name: str) -> None:
    if not vault.holds(case_name):
        raise NotFound("These records are not kept here any more.", mend="They were purged; their figures stand.")


def find_record_submission(session: Session, record_set: str, *, agency: str, period: Period) -> RecordSubmissionRow:
    """One agency's records of a period.

    Raises:
        NotFound: none are kept.
    """
    rows = list_record_submissions(session, record_set, agencies=[agency], period=period.code)
    if rows:
        return rows[0]
    raise NotFound(
        f"No records of {record_set} for {period.code} are kept from {agency}.",
        mend="Collect the agency's file first; records that were purged or stayed at home cannot be written out.",
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def _read(data: bytes) -> pl.DataFrame:
    return pl.read_parquet(BytesIO(data))
