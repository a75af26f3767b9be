"""The single upload: accepted whole or refused whole, kept as received, once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlmodel import Session

from collectors.acceptance import accept
from collectors.upload.agencies import find_sender
from collectors.upload.check import check
from collectors.upload.limits import CSV_BYTES
from collectors.upload.names import safe_name
from collectors.upload.receipts import Receipt, find_submission, read_receipt
from collectors.upload.verdict import Verdict
from indicators.models import WithdrawalRow
from indicators.store import NewBatch
from mappings.ruleset import Ruleset
from returnonce import audit
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, NotFound
from returnonce.files import keep, sha256_file

REFUSED = "refused"


def collect(
    path: Path,
    agency: str,
    *,
    ruleset: Ruleset,
    engine: Engine,
    home: Path,
    clock: Clock,
    name: str | None = None,
) -> Receipt:
    """Judge an upload as :func:`~collectors.upload.check.check` does, and store it if nothing is wrong.

    The same bytes of the same agency are one submission: a second sending gives the first receipt.
    A refused upload leaves its bytes under ``files/refused`` and one row in the audit trail.

    Raises:
        NotFound: no place lists the agency, or there is no such file.
        Conflict: these bytes were received and withdrawn.
        Unavailable: the store cannot be reached; nothing was stored.
    """
    sender = find_sender(ruleset, agency)
    shown = safe_name(name or path.name)
    with _own_copy(path) as copy:
        batch = NewBatch("submitted", sender.code, sha256_file(copy), shown, ruleset.hash, clock.now())
        with reading(engine) as session:
            if find_submission(session, batch.name):
                return _repeat(session, batch.name)
            verdict = check(copy, sender.code, ruleset=ruleset, session=session, clock=clock, name=shown)
        if not verdict.accepted:
            return _refuse(copy, batch, verdict, engine=engine, home=home, clock=clock)
        keep(home, copy.read_bytes())
    with transaction(engine) as session:
        if find_submission(session, batch.name):
            return _repeat(session, batch.name)
        accept(session, batch, verdict, act="accept-upload", ruleset=ruleset, clock=clock)
        return read_receipt(session, batch.name)


@contextmanager
def _own_copy(path: Path) -> Iterator[Path]:
    """What is hashed, checked and kept must be the same bytes, even if the sender saves the file meanwhile."""
    if not path.is_file():
        raise NotFound(f"There is no file {path.name!r}.", mend="Give the path of a .csv or .xlsx file.")
    with TemporaryDirectory(prefix="returnonce-") as folder:
        yield Path(shutil.copyfile(path, Path(folder) / "upload"))


def _repeat(session: Session, name: str) -> Receipt:
    row = find_submission(session, name)
    assert row is not None
    withdrawn = session.get(WithdrawalRow, row.batch)
    if withdrawn is not None:
        raise Conflict(
            f"These same bytes were received on {row.received_at:%d %B %Y} and withdrawn on {withdrawn.at:%d %B %Y}.",
            mend="Send a corrected file; one that differs in anything is a new submission.",
        )
    return read_receipt(session, name, repeated=True)


def _refuse(path: Path, batch: NewBatch, verdict: Verdict, *, engine: Engine, home: Path, clock: Clock) -> Receipt:
    if path.stat().st_size <= CSV_BYTES:
        keep(home, path.read_bytes(), folder=REFUSED)
    codes = dict(verdict.table.filter(severity="error")["code"].value_counts().sort("code").iter_rows())
    with transaction(engine) as session:
        details = {"agency": batch.agency, "file": batch.file, "errors": codes}
        audit.record(session, clock, act="refuse-upload", subject=batch.name, details=details)
    return Receipt(
        accepted=False, agency=batch.agency, file=batch.file, file_name=batch.file_name,
        received_at=batch.made_at, counts=verdict.counts, table=verdict.table,
    )  # fmt: skip
