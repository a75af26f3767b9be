"""Accepts an upload of figures whole or refuses it whole; the same bytes are accepted once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from collectors.figures.check import check_figures
from collectors.readers.file_names import safe_name
from collectors.readers.limits import CSV_BYTES
from collectors.submissions.acceptance import UploadAuthority, seal_refused, store_accepted
from collectors.submissions.receipts import SubmissionReceipt, find_submission, read_receipt, read_repeated_receipt
from collectors.submissions.sending_agency import find_sending_agency
from indicators.figures.store import NewBatch
from mappings.ruleset.ruleset import Ruleset
from returnonce.blobs import BlobStore, sha256_file
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import NotFound
from returnonce.scratch import scratch
from returnonce.vault import Vault, open_vault


def accept_figures(
    path: Path,
    agency: str,
    *,
    ruleset: Ruleset,
    engine: Engine,
    home: Path,
    clock: Clock,
    vault: Vault | None = None,
    name: str | None = None,
    authority: UploadAuthority = UploadAuthority(),  # noqa: B008
) -> SubmissionReceipt:
    """Check an upload as :func:`~collectors.figures.check.check_figures` does, and store it unless there is an error.

    The same bytes of the same agency are one submission: a second sending gives the first receipt.
    A refused upload leaves its bytes sealed in the vault (the home folder's own, if none is given) for a while,
    and one row in the audit trail.

    Raises:
        NotFound: no place lists the agency, or there is no such file.
        Conflict: these bytes were received and withdrawn.
        Unavailable: the store cannot be reached; nothing was stored.
    """
    sender = find_sending_agency(ruleset, agency)
    file_name = safe_name(name or path.name)
    with _copy_file(path) as copy:
        batch = NewBatch("submitted", sender.code, sha256_file(copy), file_name, ruleset.hash, clock.now())
        with reading(engine) as session:
            for each in (batch, replace(batch, kind="derived")):
                if find_submission(session, each.name):
                    return read_repeated_receipt(session, each.name)
            verdict = check_figures(copy, sender.code, ruleset=ruleset, session=session, clock=clock, name=file_name)
        if verdict.derived:
            batch = replace(batch, kind="derived")
        if not verdict.accepted:
            data = copy.read_bytes() if copy.stat().st_size <= CSV_BYTES else None
            return seal_refused(
                batch,
                verdict,
                data,
                act="refuse-upload",
                engine=engine,
                vault=vault or open_vault(home),
                clock=clock,
                audit_details=authority.details,
            )
        BlobStore(home).keep("received", copy.read_bytes())
    with transaction(engine) as session:
        if find_submission(session, batch.name):
            return read_repeated_receipt(session, batch.name)
        authority.check_state(session)
        store_accepted(
            session, batch, verdict, act="accept-upload", ruleset=ruleset, clock=clock, audit_details=authority.details
        )
        return read_receipt(session, batch.name)


@contextmanager
def _copy_file(path: Path) -> Iterator[Path]:
    """A copy, so that the same bytes are hashed, checked and stored even if the sender saves the file meanwhile."""
    if not path.is_file():
        raise NotFound(f"There is no file {path.name!r}.", mend="Give the path of a .csv or .xlsx file.")
    with scratch() as folder:
        yield Path(shutil.copyfile(path, folder / "upload"))
