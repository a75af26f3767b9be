"""Uploads that come in parts: each is sealed as it comes, and any machine that works on the store takes the next.

No process remembers anything of one: how far it is follows from the parts in its case. A part lies under the place in
the file at which it begins and is never written over, so that of two which begin at one place only one is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from collectors.submissions.pending_uploads import (
    KEPT_DAYS,
    WAITING_CASE,
    PendingUpload,
    check_waiting,
    pending_of,
    queue_judging,
    received_pieces,
)
from collectors.submissions.sending_agency import find_sending_agency
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import claims
from returnonce.claims.background_tasks import KIND, BackgroundTaskEntry, find_task, queue_task, read_unfinished
from returnonce.clock import Clock, today
from returnonce.db import transaction
from returnonce.errors import Conflict, TooMany, Unavailable
from returnonce.vault import Case, Vault, fresh_name

#: The task that drops one which its sender never finished, and the kind of case that the parts are sealed in.
DROP_TASK, RECEIVING_CASE = "drop-upload", "receiving"
#: So long a sender has to send all parts.
TIME_TO_SEND = timedelta(days=1)
#: Uploads that one account may have begun and not finished.
MOST_OF_ACCOUNT = 20
#: Bytes of a part as it is kept, at most; what comes in one request is cut into such parts.
PART_BYTES = 1 << 20


@dataclass(frozen=True)
class UploadInParts:
    """An upload that is not whole yet: ``length`` bytes in all, which must be here by ``expires_at``."""

    name: str
    upload: PendingUpload
    expires_at: datetime

    @property
    def length(self) -> int:
        """Bytes of the whole file."""
        return int(self.upload.length)


def begin_upload(context: AppContext, upload: PendingUpload) -> UploadInParts:
    """Make room for an upload whose ``length`` is said and whose hash is not known yet.

    Raises:
        NotFound: no place lists the agency.
        TooMany: the account has begun too many that it has not finished.
        NoRoom: the disk has no room for it.
        Unavailable: too many files of the agency wait already, or the store cannot be reached.
    """
    find_sending_agency(context.ruleset, upload.agency)
    name, vault = fresh_name("parts", upload.agency, upload.by), context.vault
    started = UploadInParts(name, upload, context.clock.now() + TIME_TO_SEND)
    # Each part is looked at again.
    context.objects.check_room(started.length)
    vault.seal(Case(name, RECEIVING_CASE, today(context.clock) + 2 * TIME_TO_SEND), {})
    try:
        with transaction(context.engine) as session:
            context.confirm_vault(session)
            check_waiting(session, upload.agency)
            _check_begun(session, upload.by)
            arguments = vars(upload) | {"name": name}
            queue_task(session, context.clock, name=DROP_TASK, key=_key(name), arguments=arguments,
                       not_before=started.expires_at)  # fmt: skip
            details = {"agency": upload.agency, "by": upload.by, "bytes": started.length}
            audit.record(session, context.clock, act="begin-upload", subject=name, details=details)
    except BaseException:
        vault.destroy(name)
        raise
    return started


def find_begun(session: Session, clock: Clock, name: str) -> UploadInParts | None:
    """An upload that was begun and is not whole, of which parts are still taken."""
    entry = find_task(session, _key(name))
    if entry is None or entry.finished_at is not None or entry.due_at <= clock.now():
        return None
    return UploadInParts(name, _upload_of(entry), entry.due_at)


def count_received(vault: Vault, name: str) -> int:
    """How many bytes are here, from the first on."""
    return sum(vault.sizes(name).values())


def keep_part(context: AppContext, begun: UploadInParts, at: int, data: bytes) -> None:
    """Seal bytes that begin ``at`` a place; at most ``PART_BYTES``.

    Raises:
        Conflict: others came to that place first.
        NotFound: the upload was dropped meanwhile.
        NoRoom, Unavailable: the store does not take them.
    """
    if not context.vault.add(begun.name, f"part-{at:012}", data):
        raise Conflict(
            "Another request sent that part meanwhile.", where="Upload-Offset",
            mend="Ask with HEAD how much is here, and go on from there.",
        )  # fmt: skip


def finish_upload(context: AppContext, begun: UploadInParts) -> None:
    """Queue the check of an upload whose last byte is here; a second time is nothing.

    Raises:
        Unavailable: too many files of the agency wait already; ask again later, and it is queued then.
        Conflict: it was dropped meanwhile.
    """
    hasher = sha256()
    for piece in received_pieces(context.vault, begun.name):
        hasher.update(piece)
    upload = replace(begun.upload, sha256=hasher.hexdigest())
    context.vault.describe(Case(begun.name, WAITING_CASE, today(context.clock) + timedelta(days=KEPT_DAYS)))
    with transaction(context.engine) as session:
        if claims.cancel(session, context.clock, KIND, _key(begun.name), "received"):
            queue_judging(context, session, begun.name, upload)
        elif find_task(session, _key(begun.name)).outcome != "received":  # type: ignore[union-attr]
            raise Conflict("The upload was dropped meanwhile.", mend="Begin it anew.")


def drop_upload(context: AppContext, begun: UploadInParts) -> None:
    """Remove what is here of an upload, as its sender wishes.

    Raises:
        Conflict: it is whole, or dropped already.
    """
    with transaction(context.engine) as session:
        if not claims.cancel(session, context.clock, KIND, _key(begun.name), "ended by its sender"):
            raise Conflict("The upload is whole, or was dropped already.", mend="Withdraw what came of it instead.")
    context.vault.destroy(begun.name)


def check_parts_reached(context: AppContext, begun: UploadInParts) -> None:
    """Whether this machine reaches the parts.

    Raises:
        Unavailable: they lie where it does not look.
    """
    if not context.vault.holds(begun.name):
        raise Unavailable(
            "What came of this upload before cannot be reached from here.",
            mend="Try again; if it stays, begin it anew. Machines of one service must keep their files in one place.",
        )


def _check_begun(session: Session, by: str) -> None:
    begun = sum(_upload_of(entry).by == by for entry in read_unfinished(session, name=DROP_TASK))
    if begun >= MOST_OF_ACCOUNT:
        raise TooMany(
            f"{begun} uploads of this account are begun and not finished.",
            mend="Finish or end some of them; each is dropped a day after it was begun.", after=3600,
        )  # fmt: skip


def _key(name: str) -> str:
    return f"{DROP_TASK}/{name}"


def _upload_of(entry: BackgroundTaskEntry) -> PendingUpload:
    return pending_of(json.loads(entry.arguments))[1]
