"""Background task: check and take one of the large uploads that wait, in a limited child."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl
from sqlmodel import Session

from collectors.check_upload import CheckResult, UploadCheck, check_once, read_as_of, verdict_of
from collectors.guests.checker import GuestChecker
from collectors.receive_upload import receive
from collectors.submissions.acceptance import UploadAuthority
from collectors.submissions.check_stages import CheckStage, StageReached
from collectors.submissions.expected_head import make_head_check
from collectors.submissions.findings import FINDING_SCHEMA
from collectors.submissions.judgements import (
    ChangedEditionCount,
    Judgement,
    Refusal,
    find_judgement,
    judgement_of,
    keep_judgement,
)
from collectors.submissions.pending_uploads import RECEIVED, PendingUpload, note_stage, pending_of, received_pieces
from collectors.submissions.sealed_uploads import queue_forgetting
from collectors.submissions.upload_mail import write_upload_mail
from collectors.submissions.uploaded_file import UploadedFile
from exports.editions.changes.impact import find_impacts
from exports.editions.published_editions import read_editions
from jobs.runner.job_function import Finish
from mappings.ruleset.app_context import AppContext
from returnonce.db import reading, transaction
from returnonce.errors import ReturnOnceError, Unavailable
from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.client import ChildFailed
from returnonce.logs import get_logger
from returnonce.sandbox import Overran
from returnonce.scratch import scratch

log = get_logger()
#: A file that was sent from a page and came to one of these may be sent again without choosing it again.
UNDECIDED = frozenset({"checked", "unconfirmed", "refused"})


class Judged(NamedTuple):
    """What a judgement comes to: what is said of it, its findings, and the figures of a file that is yet to be sent."""

    judgement: Judgement
    findings: pl.DataFrame
    figures: pl.DataFrame | None = None


class UploadJudge:
    """Judges uploads; those under way are called off when the process is to stop. ``checker``: of the process, for one
    that has one anyway; without it each file gets its own, which costs two seconds."""

    def __init__(self, checker: GuestChecker | None = None) -> None:
        self._checker = checker
        self._under_way: set[Cancellation] = set()
        self._lock = threading.Lock()
        self.is_stopped = False

    def judge(self, context: AppContext, arguments: Mapping[str, str]) -> Finish:
        """Check and take one upload; what came of it is sealed, and its bytes are kept no longer.

        Raises:
            Cancelled: the process is to stop; nothing was decided.
            Unavailable: the store cannot be reached.
        """
        name, upload = pending_of(arguments)
        # Decided before, by a process that died before it could say so.
        if (earlier := find_judgement(context, name)) is None:
            with self._checking(context, name) as check:
                judged = _judge_file(context, name, upload, check)
            keep_judgement(context, name, *judged)
        judgement = judged.judgement if earlier is None else earlier[0]
        is_sealed = bool(upload.collection) and judgement.state in UNDECIDED
        if not is_sealed:
            context.vault.destroy(name)
        return _finish(context, (name, upload), judgement, is_sealed=is_sealed)

    def stop(self) -> None:
        """Call off what is under way; what comes next is called off at once."""
        with self._lock:
            self.is_stopped = True
            for cancellation in self._under_way:
                cancellation.cancel()

    @contextmanager
    def _checking(self, context: AppContext, name: str) -> Iterator[UploadCheck]:
        cancellation, tell = Cancellation(), partial(_tell_stage, context, name)
        with self._lock:
            self._under_way.add(cancellation)
            if self.is_stopped:
                raise Cancelled
        try:
            if self._checker is not None:
                yield partial(self._checker.check, cancellation=cancellation, tell=tell)
                return
            with closing(GuestChecker(context.settings)) as checker:
                yield partial(checker.check, cancellation=cancellation, tell=tell)
        finally:
            with self._lock:
                self._under_way.discard(cancellation)


def judge_upload(context: AppContext, arguments: Mapping[str, str]) -> Finish:
    """As :class:`UploadJudge` does, by a process that stops between two tasks alone."""
    return UploadJudge().judge(context, arguments)


def _tell_stage(context: AppContext, name: str, reached: StageReached) -> None:
    # Only those who wait are told: a store that is busy for a moment is no reason to stop the check.
    with suppress(Unavailable), transaction(context.engine) as session:
        note_stage(session, name, reached)


def _tell_storing(context: AppContext, name: str, check: UploadCheck) -> UploadCheck:
    """The check, and word that what it accepted is stored now; what is only checked has no such stage."""

    def check_then_tell(app: AppContext, file: UploadedFile) -> CheckResult:
        result = check(app, file)
        if verdict_of(result).accepted:
            _tell_stage(context, name, StageReached(CheckStage.STORING))
        return result

    return check_then_tell


def _judge_file(context: AppContext, name: str, upload: PendingUpload, check: UploadCheck) -> Judged:
    with scratch() as folder:
        path = folder / RECEIVED
        with path.open("wb") as stream:
            stream.writelines(received_pieces(context.vault, name))
        try:
            check, file = check_once(check), _uploaded_file(path, upload)
            judged = _take(context, file, upload, _tell_storing(context, name, check))
            if not upload.collection or judged.judgement.state not in UNDECIDED:
                return judged
            read_as = read_as_of(check(context, file))
            return judged._replace(judgement=judged.judgement.model_copy(update={"records": read_as}))
        except Unavailable:
            raise
        except ChildFailed:
            log.exception("a check met a bug of ours", action="judging_failed", upload=name)
            return Judged(Judgement(state="failed"), _no_findings())
        except ReturnOnceError as error:
            why = Refusal(kind=type(error).__name__, what=error.what, where=error.where, mend=error.mend)
            return Judged(Judgement(state="refused", refusal=why), _no_findings())


def _uploaded_file(path: Path, upload: PendingUpload) -> UploadedFile:
    return UploadedFile(
        path, upload.sha256, upload.file_name, upload.agency, upload.period or None, upload.version or None,
        sent_under=upload.sent_under or None,
    )  # fmt: skip


def _take(context: AppContext, file: UploadedFile, upload: PendingUpload, check: UploadCheck) -> Judged:
    if upload.check_only:
        return _only_check(context, file, check)
    if upload.collection and not upload.confirmed and (judged := _ask_first(context, file, check)) is not None:
        return judged
    authority = UploadAuthority(upload.by or None, make_head_check(upload.agency, upload.expected or None))
    receipt = receive(context, file, authority, check=check)
    return Judged(judgement_of(receipt), receipt.table)


def _only_check(context: AppContext, file: UploadedFile, check: UploadCheck) -> Judged:
    verdict = verdict_of(check(context, file))
    state: Literal["checked", "refused"] = "checked" if verdict.accepted else "refused"
    judgement = Judgement(state=state, counts=dict(verdict.counts), letters=dict(verdict.letters))
    return Judged(judgement, verdict.table, verdict.figures)


def _ask_first(context: AppContext, file: UploadedFile, check: UploadCheck) -> Judged | None:
    """What a file sent from a page would change in published editions, for its sender to confirm; None for nothing."""
    with reading(context.engine) as session:
        if all(edition.withdrawn_at is not None for edition in read_editions(session)):
            return None
    try:
        verdict = verdict_of(check(context, file))
    except Overran:
        # Refused in a moment, with a receipt that says so.
        return None
    if not verdict.accepted:
        return None
    impacts = find_impacts(context, verdict.figures, agency=file.agency or "", file=file.sha256, file_name=file.name)
    counts = tuple(ChangedEditionCount(edition=one.edition.name, cells=one.cells.height) for one in impacts)
    judgement = Judgement(
        state="unconfirmed", counts=dict(verdict.counts), changed_editions=counts, letters=dict(verdict.letters)
    )
    return Judged(judgement, verdict.table, verdict.figures) if impacts else None


def _finish(context: AppContext, judged: tuple[str, PendingUpload], judgement: Judgement, *, is_sealed: bool) -> Finish:
    def finish(session: Session) -> str:
        context.confirm_vault(session)
        if is_sealed:
            queue_forgetting(session, context.clock, *judged)
        if judged[1].collection:
            # Nobody waits before the page any more; whoever sends by program asks for what came of it.
            write_upload_mail(context, session, *judged, judgement)
        return f"{judgement.state} {(judgement.submission or '')[:12]}".strip()

    return finish


def _no_findings() -> pl.DataFrame:
    return pl.DataFrame(schema=FINDING_SCHEMA)
