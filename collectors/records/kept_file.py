"""The file of records as it was received, while it is sealed: to be checked once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from collectors.submissions.models import SubmissionRow
from collectors.submissions.uploaded_file import UploadedFile
from indicators.records.models import RecordPurgeRow, RecordSubmissionRow
from indicators.records.sealed_records import unseal_received
from returnonce.scratch import scratch
from returnonce.vault import Vault


def find_kept_records(session: Session, submission: str) -> RecordSubmissionRow | None:
    """The records of a submission by its name; None for one of figures, and where they were purged."""
    query = (
        select(RecordSubmissionRow)
        .join(SubmissionRow, col(SubmissionRow.batch) == RecordSubmissionRow.batch)
        .where(SubmissionRow.name == submission)
        .where(col(RecordSubmissionRow.batch).not_in(select(RecordPurgeRow.batch)))
    )
    return session.exec(query).first()


@contextmanager
def open_kept_file(session: Session, vault: Vault, row: RecordSubmissionRow) -> Iterator[UploadedFile]:
    """The file's bytes, for as long as they are looked at, and what was decided of them when they came.

    Raises:
        NotFound: the records were purged.
        Unavailable: the master key is another one, or what is kept was altered.
    """
    sent = session.exec(select(SubmissionRow).where(SubmissionRow.batch == row.batch)).one()
    with scratch() as folder:
        path = folder / "received"
        unseal_received(vault, row.case_name, path)
        yield UploadedFile(path, sent.file, sent.file_name, row.agency, row.period, row.version)
