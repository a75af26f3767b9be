"""Uploads that wait for their check: each sealed in a case of its own, queued, and what is known of it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlmodel import Session

from collectors.submissions.check_stages import StageReached, parse_stage
from collectors.submissions.sending_agency import find_sending_agency
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import claims
from returnonce.claims.background_tasks import KIND, BackgroundTaskEntry, find_task, queue_task, read_unfinished
from returnonce.clock import Clock, today
from returnonce.db import transaction
from returnonce.errors import NotFound, Unavailable
from returnonce.vault import Case, Vault, fresh_name

#: The task that checks one, and the kind of case that its bytes are sealed in: a file may hold anything.
TASK, WAITING_CASE, RECEIVED = "judge-upload", "waiting", "received"
#: So long a file is kept that nobody came to check.
KEPT_DAYS = 30
#: Files of one agency that may wait.
MOST_OF_AGENCY = 50

PendingState = Literal["waiting", "checking", "judged", "given-up"]


@dataclass(frozen=True)
class PendingUpload:
    """A file that waits, as its sender gave it; every field is text, and empty where nothing was said.

    ``by``: the account that sent it. ``expected``: what its ``If-Match`` names. ``collection``: the collection on
    whose page it was sent; then ``confirmed`` says whether published editions may change by it. ``sent_under`` is
    as in :class:`~collectors.submissions.uploaded_file.UploadedFile`. ``length``: bytes of a file that came in parts.
    ``check_only``: it is checked, and nothing of it is stored.
    """

    agency: str
    file_name: str
    sha256: str
    by: str
    period: str = ""
    version: str = ""
    expected: str = ""
    collection: str = ""
    confirmed: str = ""
    sent_under: str = ""
    length: str = ""
    check_only: str = ""


@dataclass(frozen=True)
class PendingProgress:
    """How far an upload is. ``ahead``: files that came before it and are not judged yet; ``stage``: of one that is
    being checked, what is done with it just now."""

    name: str
    upload: PendingUpload
    state: PendingState
    received_at: datetime
    finished_at: datetime | None
    ahead: int
    stage: StageReached | None = None


def keep_pending(context: AppContext, path: Path, upload: PendingUpload) -> str:
    """Seal a file and queue its check; its name, by which its progress is found.

    Raises:
        NotFound: no place lists the agency.
        Unavailable: too many files of the agency wait already, or the store cannot be reached; nothing was kept.
    """
    find_sending_agency(context.ruleset, upload.agency)
    name, vault = fresh_name("pending", upload.agency, upload.sha256), context.vault
    until = today(context.clock) + timedelta(days=KEPT_DAYS)
    vault.seal(Case(name, WAITING_CASE, until), {RECEIVED: path})
    try:
        with transaction(context.engine) as session:
            context.confirm_vault(session)
            queue_judging(context, session, name, upload)
    except BaseException:
        vault.destroy(name)
        raise
    return name


def queue_judging(context: AppContext, session: Session, name: str, upload: PendingUpload) -> None:
    """Queue the check of a file that is sealed under a name, in the caller's transaction.

    Raises:
        Unavailable: too many files of the agency wait already.
    """
    check_waiting(session, upload.agency)
    queue_task(session, context.clock, name=TASK, key=task_key(name), arguments=vars(upload) | {"name": name})
    details = {"agency": upload.agency, "file": upload.sha256, "by": upload.by}
    audit.record(session, context.clock, act="receive-file", subject=name, details=details)


def received_pieces(vault: Vault, name: str) -> Iterator[bytes]:
    """The bytes of a file that was sealed under a name, whole or in parts."""
    for label in vault.labels(name):
        yield from vault.pieces(name, label)


def read_progress(session: Session, clock: Clock, name: str) -> PendingProgress:
    """How far an upload is.

    Raises:
        NotFound: there is none of that name.
    """
    entry = find_task(session, task_key(name))
    if entry is None:
        raise NotFound(f"There is no upload {name[:12]}.", mend="Its address came with the answer to the upload.")
    before = [one for one in read_unfinished(session, name=TASK) if one.id < entry.id]
    return progress_of(entry, clock, ahead=len(before))


def progress_of(entry: BackgroundTaskEntry, clock: Clock, *, ahead: int = 0) -> PendingProgress:
    """How far the upload of a task is; ``ahead``: files that came before it and are not judged yet."""
    name, upload = pending_of(json.loads(entry.arguments))
    state = _state(entry, clock)
    stage = parse_stage(entry.outcome or "") if state == "checking" else None
    return PendingProgress(name, upload, state, entry.queued_at, entry.finished_at, ahead, stage)


def note_stage(session: Session, name: str, reached: StageReached) -> None:
    """Let whoever asks after an upload that is being checked know how far that is."""
    claims.note(session, KIND, task_key(name), str(reached))


def task_key(name: str) -> str:
    """The key of the task that judges an upload."""
    return f"{TASK}/{name}"


def pending_of(arguments: Mapping[str, str]) -> tuple[str, PendingUpload]:
    """The name of an upload, and the upload, of a task's arguments."""
    fields = {field: text for field, text in arguments.items() if field != "name"}
    return arguments["name"], PendingUpload(**fields)


def agency_of(arguments: str) -> str:
    """Whose upload a task judges."""
    return str(json.loads(arguments)["agency"])


def _state(entry: BackgroundTaskEntry, clock: Clock) -> PendingState:
    if entry.finished_at is not None:
        return "judged" if entry.state == "done" else "given-up"
    held = entry.state == "running" and entry.held_until is not None and entry.held_until > clock.now()
    return "checking" if held else "waiting"


def check_waiting(session: Session, agency: str) -> None:
    """Whether another file of the agency may wait.

    Raises:
        Unavailable: too many do already.
    """
    waiting = [entry for entry in read_unfinished(session, name=TASK) if agency_of(entry.arguments) == agency]
    if len(waiting) >= MOST_OF_AGENCY:
        raise Unavailable(
            f"{len(waiting)} files of {agency} wait to be checked already.", mend="Send it again when some are done."
        )
