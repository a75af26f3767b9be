"""A large upload is judged in its turn, and comes to what a small one comes to at once; nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from collectors.check_upload import CheckResult, check_here
from collectors.guests.checker import GuestChecker
from collectors.guests.stage_files import Tell
from collectors.records.purge import purge_due
from collectors.submissions.check_stages import CheckStage, StageReached
from collectors.submissions.judgements import find_judgement
from collectors.submissions.pending_uploads import (
    MOST_OF_AGENCY,
    TASK,
    PendingProgress,
    PendingUpload,
    keep_pending,
    read_progress,
)
from collectors.submissions.receipts import list_submissions
from collectors.submissions.uploaded_file import UploadedFile
from jobs.background.worker import BackgroundWorker
from jobs.judge_upload import UploadJudge
from mappings.definitions.job_definitions import QueueSettings
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import sha256
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import NotFound, Unavailable
from returnonce.fork_server.cancellation import Cancellation, Cancelled
from returnonce.fork_server.client import ChildFailed
from returnonce.settings import Settings
from tests.api.services import AGENCY, BAD, GOOD
from tests.conftest import NOON
from tests.contexts import make_context
from tests.shipped import load_ruleset


class CheckerHere(GuestChecker):
    """Checks in this process; raises ``fault`` first, if there is one."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.checked = fault, 0
        self.seen: Callable[[AppContext], object] = lambda _: None

    def check(
        self,
        context: AppContext,
        upload: UploadedFile,
        *,
        cancellation: Cancellation | None = None,
        tell: Tell | None = None,
    ) -> CheckResult:
        self.checked += 1
        if tell is not None:
            tell(StageReached(CheckStage.CHECKING, 3, 14))
        self.seen(context)
        if self.fault is not None:
            raise self.fault
        return check_here(context, upload)


@pytest.fixture
def context(engine: Engine, settings: Settings) -> AppContext:
    return make_context(engine, ruleset=load_ruleset(), settings=settings)


def send(context: AppContext, folder: Path, data: bytes = GOOD, *, agency: str = AGENCY, **more: Any) -> str:
    path = folder / "sent"
    path.write_bytes(data)
    return keep_pending(context, path, PendingUpload(agency, "figures.csv", sha256(data), "ada", **more))


def work(context: AppContext, checker: GuestChecker | None = None, *, later: timedelta = timedelta(0)) -> list[str]:
    context = context.replace(clock=FixedClock(NOON + later), ruleset=context.ruleset)
    judge = UploadJudge(checker or CheckerHere())
    worker = BackgroundWorker(context, "one", QueueSettings(), functions={TASK: judge.judge})
    return [outcome.text.rpartition(": ")[2] for outcome in worker.do_waiting()]


def progress(context: AppContext, name: str) -> PendingProgress:
    with reading(context.engine) as session:
        return read_progress(session, context.clock, name)


def state(context: AppContext, name: str) -> str:
    return progress(context, name).state


def submissions(context: AppContext) -> list[str]:
    with reading(context.engine) as session:
        return [row.name for row, _ in list_submissions(session)]


def test_what_is_accepted_is_stored_once_under_its_senders_name(context: AppContext, tmp_path: Path) -> None:
    name = send(context, tmp_path)
    assert (state(context, name), submissions(context)) == ("waiting", [])
    assert context.vault.holds(name)
    [outcome] = work(context)
    [submission] = submissions(context)
    assert outcome == f"accepted {submission[:12]}"
    judgement, _ = find_judgement(context, name) or pytest.fail("it was judged")
    assert (judgement.state, judgement.submission, judgement.repeated) == ("accepted", submission, False)
    assert state(context, name) == "judged"
    assert not context.vault.holds(name)
    with context.engine.connect() as connection:
        details = connection.execute(text("SELECT details FROM audit WHERE act = 'accept-upload'")).scalar_one()
    assert '"by":"ada"' in details


def test_whoever_asks_meanwhile_is_told_how_far_the_check_is(context: AppContext, tmp_path: Path) -> None:
    name, checker, seen = send(context, tmp_path), CheckerHere(), []
    checker.seen = lambda context: seen.append(progress(context, name).stage)
    work(context, checker)
    assert seen == [StageReached(CheckStage.CHECKING, 3, 14)]
    assert progress(context, name).stage is None, "it is over"


def test_what_is_refused_says_every_finding_and_is_kept_for_a_while(context: AppContext, tmp_path: Path) -> None:
    name = send(context, tmp_path, BAD)
    assert work(context) == ["refused"]
    judgement, findings = find_judgement(context, name) or pytest.fail("it was judged")
    assert (judgement.counts["error"], findings["code"].to_list()) == (1, ["area-alias", "period-unclear"])
    assert submissions(context) == []
    purge_due(context.replace(clock=FixedClock(NOON + timedelta(days=29))))
    assert find_judgement(context, name) is not None
    purge_due(context.replace(clock=FixedClock(NOON + timedelta(days=30))))
    assert find_judgement(context, name) is None


def test_a_refusal_before_the_rows_is_kept_in_its_words(context: AppContext, tmp_path: Path) -> None:
    name = send(context, tmp_path, expected="0" * 64)
    assert work(context) == ["refused"]
    judgement, _ = find_judgement(context, name) or pytest.fail("it was judged")
    assert judgement.refusal is not None
    assert judgement.refusal.kind == "PreconditionFailed"
    assert "another newest submission" in judgement.refusal.what


def test_a_check_that_is_called_off_is_taken_up_again_at_once(context: AppContext, tmp_path: Path) -> None:
    name = send(context, tmp_path)
    assert work(context, CheckerHere(Cancelled())) == ["called off, to be taken up again"]
    assert (state(context, name), submissions(context)) == ("waiting", [])
    assert len(work(context)) == 1
    assert len(submissions(context)) == 1


def test_a_store_that_is_away_is_waited_for_and_the_agencys_next_file_waits_too(
    context: AppContext, tmp_path: Path
) -> None:
    first = send(context, tmp_path)
    second = send(context, tmp_path, GOOD.replace(b",45,", b",46,"))
    [outcome] = work(context, CheckerHere(Unavailable("The store is busy.")))
    assert outcome == "failed: Unavailable; tried again in 2 minutes".rpartition(": ")[2]
    assert [state(context, name) for name in (first, second)] == ["waiting", "waiting"]
    assert work(context) == []
    assert len(work(context, later=timedelta(minutes=2))) == 2
    assert len(submissions(context)) == 2


def test_a_bug_of_ours_is_said_to_be_one(context: AppContext, tmp_path: Path) -> None:
    name = send(context, tmp_path)
    assert work(context, CheckerHere(ChildFailed())) == ["failed"]
    judgement, findings = find_judgement(context, name) or pytest.fail("it was judged")
    assert (judgement.state, findings.height) == ("failed", 0)


def test_what_was_decided_by_a_process_that_died_then_is_not_decided_again(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, checker = send(context, tmp_path), CheckerHere()

    def die(session: Session) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(context), "confirm_vault", lambda _context, session: die(session))
    with pytest.raises(KeyboardInterrupt):
        work(context, checker)
    monkeypatch.undo()
    assert state(context, name) == "waiting"
    assert len(work(context, checker)) == 1
    assert (checker.checked, len(submissions(context)), state(context, name)) == (1, 1, "judged")


@pytest.mark.long
def test_nothing_is_kept_of_what_cannot_be_queued(context: AppContext, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no agency"):
        send(context, tmp_path, agency="nobody")
    for number in range(MOST_OF_AGENCY):
        send(context, tmp_path, b"%d" % number)
    with pytest.raises(Unavailable, match=f"{MOST_OF_AGENCY} files"):
        send(context, tmp_path)
    assert len(list(context.vault.cases())) == MOST_OF_AGENCY


def test_a_stopped_judge_begins_nothing(context: AppContext, tmp_path: Path) -> None:
    name, judge = send(context, tmp_path), UploadJudge(CheckerHere())
    judge.stop()
    with pytest.raises(Cancelled):
        judge.judge(context, vars(PendingUpload(AGENCY, "a", "b", "c")) | {"name": name})
    assert context.vault.holds(name)
