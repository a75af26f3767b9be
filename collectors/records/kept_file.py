"""The file of records as it was received, while it is sealed: to be checked once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from collectors.submissions.models import SubmissionRow
from collectors.submissions.uploaded_file import UploadedFile
from indicators.records.models import RecordPurgeRow, RecordSubmissionRow
from indicators.records.sealed_records import unseal_received
from returnonce.scratch import scratch
from returnonce.vault import Vault


@dataclass(frozen=True)
class KeptFile:
    """Where a received file of records is sealed, and what was decided of it when it came."""

    case_name: str
    sha256: str
    name: str
    agency: str
    period: str
    version: str


def find_kept_file(session: Session, submission: str) -> KeptFile | None:
    """The file of a submission by its name; None for one of figures, and where its records were purged."""
    return _find(session, SubmissionRow.name == submission)


def find_file_of_batch(session: Session, batch: int) -> KeptFile | None:
    """The file of a submission by its batch; None as for :func:`find_kept_file`."""
    return _find(session, SubmissionRow.batch == batch)


def _find(session: Session, which: Any) -> KeptFile | None:
    query = (
        select(RecordSubmissionRow, SubmissionRow)
        .join(SubmissionRow, col(SubmissionRow.batch) == RecordSubmissionRow.batch)
        .where(which)
        .where(col(RecordSubmissionRow.batch).not_in(select(RecordPurgeRow.batch)))
    )
    found = session.exec(query).first()
    if found is None:
        return None
    row, sent = found
    return KeptFile(row.case_name, sent.file, sent.file_name, row.agency, row.period, row.version)


@contextmanager
def open_kept_file(vault: Vault, file: KeptFile) -> Iterator[UploadedFile]:
    """The file's bytes, for as long as they are looked at. Nothing of the store is held meanwhile.

    Raises:
        NotFound: the records were purged.
        Unavailable: the master key is another one, or what is kept was altered.
    """
    with scratch() as folder:
        path = folder / "received"
        unseal_received(vault, file.case_name, path)
        yield UploadedFile(path, file.sha256, file.name, file.agency, file.period, file.version)
