"""Uploads whose bytes stay sealed for their sender's account for an hour: to be sent without choosing the file again.

The task that forgets one says whose it is and until when; its bytes lie in a case of the same name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from collectors.submissions.pending_uploads import (
    RECEIVED,
    TASK,
    WAITING_CASE,
    PendingProgress,
    PendingUpload,
    pending_of,
    progress_of,
    received_pieces,
    task_key,
)
from mappings.ruleset.app_context import AppContext
from returnonce.claims.background_tasks import (
    BackgroundTaskEntry,
    find_task,
    queue_task,
    read_newest,
    read_unfinished,
)
from returnonce.clock import Clock, today
from returnonce.db import reading, transaction
from returnonce.errors import NotFound
from returnonce.vault import Case, fresh_name

FORGET_TASK = "forget-upload"
TIME_TO_SEND_IT = timedelta(hours=1)
#: Files of one account that stay sealed; where there are more, the oldest gives way.
MOST_OF_ACCOUNT = 20
#: Of so many files that came last, those of one collection are listed.
MOST_LISTED = 2_000


@dataclass(frozen=True)
class SealedUpload:
    """A file that its sender may still send; ``expires_at``: until when."""

    name: str
    upload: PendingUpload
    expires_at: datetime


def seal_upload(context: AppContext, path: Path, upload: PendingUpload) -> str:
    """Seal a file for its sender; its name.

    Raises:
        NoRoom, Unavailable: the store does not take it; nothing is sealed.
    """
    name, vault = fresh_name("sealed", upload.agency, upload.sha256), context.vault
    vault.seal(Case(name, WAITING_CASE, today(context.clock) + timedelta(days=2)), {RECEIVED: path})
    try:
        with transaction(context.engine) as session:
            context.confirm_vault(session)
            queue_forgetting(session, context.clock, name, upload)
    except BaseException:
        vault.destroy(name)
        raise
    _forget_oldest(context, upload.by)
    return name


def queue_forgetting(session: Session, clock: Clock, name: str, upload: PendingUpload) -> None:
    """Have a sealed file forgotten in an hour, in the caller's transaction; until then its sender may send it."""
    arguments = vars(upload) | {"name": name}
    until = clock.now() + TIME_TO_SEND_IT
    queue_task(session, clock, name=FORGET_TASK, key=_key(name), arguments=arguments, not_before=until)


def find_sealed_upload(session: Session, name: str) -> SealedUpload | None:
    """The upload that was sealed under a name, whether its bytes are still there or not."""
    entry = find_task(session, _key(name))
    return None if entry is None else _sealed_upload(entry)


def list_uploads_of_collection(session: Session, clock: Clock, collection: str) -> list[PendingProgress]:
    """The files that were lately sent on a collection's page, or checked there, the newest first; each once."""
    found: dict[str, PendingProgress] = {}
    for entry in read_newest(session, names=[TASK, FORGET_TASK], limit=MOST_LISTED):
        name, upload = pending_of(json.loads(entry.arguments))
        if upload.collection == collection and (name not in found or entry.name == TASK):
            found[name] = progress_of(entry, clock) if entry.name == TASK else _progress_at_once(entry)
    return list(found.values())


def _progress_at_once(entry: BackgroundTaskEntry) -> PendingProgress:
    """Of a file that was checked while its sender waited, and never stood in the queue."""
    name, upload = pending_of(json.loads(entry.arguments))
    return PendingProgress(name, upload, "judged", entry.queued_at, entry.queued_at, 0)


def find_checked_at_once(session: Session, name: str) -> PendingProgress | None:
    """A file that was checked while its sender waited, and then sealed."""
    entry = find_task(session, _key(name))
    if entry is None or find_task(session, task_key(name)) is not None:
        return None
    return _progress_at_once(entry)


def can_be_sent(context: AppContext, sealed: SealedUpload, by: str) -> bool:
    """Whether an account is the sender of a sealed file, and its bytes are still here."""
    in_time = context.clock.now() < sealed.expires_at
    return in_time and sealed.upload.by == by and context.vault.holds(sealed.name)


def copy_sealed(context: AppContext, name: str, by: str, path: Path) -> SealedUpload:
    """Write the bytes of a sealed file to ``path``, for its sender.

    Raises:
        NotFound: there is none of that name, it is another account's, or its hour is over.
    """
    with reading(context.engine) as session:
        sealed = find_sealed_upload(session, name)
    if sealed is None or not can_be_sent(context, sealed, by):
        raise NotFound("The file is not kept here any more.", mend="Choose it again and send it.")
    with path.open("wb") as stream:
        stream.writelines(received_pieces(context.vault, name))
    return sealed


def forget_upload(context: AppContext, arguments: Mapping[str, str]) -> str:
    """Background task: the bytes of a file that its sender did not come back for are destroyed."""
    name, _ = pending_of(arguments)
    context.vault.destroy(name)
    return "its hour is over"


def _forget_oldest(context: AppContext, by: str) -> None:
    with reading(context.engine) as session:
        own = [each for each in map(_sealed_upload, read_unfinished(session, name=FORGET_TASK)) if each.upload.by == by]
    for old in own[:-MOST_OF_ACCOUNT]:
        context.vault.destroy(old.name)


def _sealed_upload(entry: BackgroundTaskEntry) -> SealedUpload:
    name, upload = pending_of(json.loads(entry.arguments))
    return SealedUpload(name, upload, entry.queued_at + TIME_TO_SEND_IT)


def _key(name: str) -> str:
    return f"{FORGET_TASK}/{name}"
