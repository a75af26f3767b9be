"""The clock's jobs on a page: what is late or failed, and doing it again, which the clock then does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.job_runner import JobRunner
from mappings.ruleset.app_context import AppContext
from returnonce.claims import background_tasks, claims
from returnonce.claims.claims import Claim
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.api.pages.administration.people import HOME, LOCAL, WHOLE, Office
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY

pytestmark = pytest.mark.long

JOBS = f"{HOME}/jobs"


def keep_clock(context: AppContext, done: list[str], *, fails: bool = False, later: timedelta = timedelta()) -> None:
    """One tick, at which the jobs only note that they ran."""

    def run(code: str) -> object:
        def work(*_: object) -> str:
            done.append(code)
            if fails and code == "backup":
                raise OSError
            return "noted"

        return work

    at = context.replace(clock=FixedClock(TODAY.now() + later))
    jobs = context.ruleset.jobs
    JobRunner(at, "test", jobs, {job.function: run(job.code) for job in jobs.jobs}).run_due()  # type: ignore[misc]


def test_jobs_run_are_late_fail_and_run_again(office: Office) -> None:
    context, done = office.house.context, list[str]()
    assert "Nothing has ever run" in office.text(WHOLE, JOBS)
    assert office.send(WHOLE, JOBS, job="backup").status_code == 409
    keep_clock(context, done)
    assert "backup" in done
    text = office.text(WHOLE, JOBS)
    assert "Nothing ran since" not in text
    assert "Write a backup where the settings name a folder for them" in text
    assert "Late" not in text
    done.clear()
    assert office.send(WHOLE, JOBS, job="backup").headers["location"].endswith("again=1")
    assert "Waits" in office.text(WHOLE, JOBS)
    keep_clock(context, done)
    assert done == ["backup"]
    assert ("run-job-again", WHOLE) in office.acts("backup")


def test_what_nobody_began_is_late(office: Office) -> None:
    keep_clock(office.house.context, [])
    state = office.house.app.state.returnonce
    now, context = TODAY.now() + timedelta(hours=40), state.context
    state.context = context.replace(clock=FixedClock(now))
    try:
        assert office.client(WHOLE).get(JOBS).status_code == 303, "the session ended long ago"
    finally:
        state.context = context
    from api.pages.views.jobs import job_rows
    from returnonce.claims import job_runs

    jobs = context.ruleset.jobs.jobs
    with reading(context.engine) as session:
        newest = job_runs.read_newest(session, [job.code for job in jobs])
    assert {row.state for row in job_rows(jobs, newest, now) if row.code in {"backup", "deliver"}} == {"Late"}


def test_only_who_has_the_whole_service_runs_jobs(office: Office) -> None:
    assert office.client(LOCAL).get(JOBS).status_code == 403
    assert office.send(LOCAL, JOBS, job="backup").status_code == 403
    assert "/administration/jobs" not in office.client(LOCAL).get(HOME).text
    assert office.send(WHOLE, JOBS, job="no-such").status_code == 404
    assert office.send(WHOLE, JOBS).status_code == 400


def test_work_that_failed_is_done_again_but_no_upload(office: Office) -> None:
    context = office.house.context
    policy = context.ruleset.jobs.queueing.retry_policy
    for key in ("refill/x", "judge-upload/x"):
        with transaction(context.engine) as session:
            background_tasks.queue_task(session, TODAY, name=key.split("/")[0], key=key, arguments={"agency": "x"})
        with transaction(context.engine) as session:
            claim = claims.take(session, TODAY, Claim(background_tasks.KIND, key, "me", policy))
            assert claim is not None
            claims.give_up(session, TODAY, replace(claim), "failed: OSError")
    page = office.client(WHOLE).get(JOBS)
    assert "Draft of a return" in Page(page).text
    assert 'value="refill/x"' in page.text
    assert 'value="judge-upload/x"' not in page.text
    assert office.send(WHOLE, JOBS, task="judge-upload/x").status_code == 409
    assert office.send(WHOLE, JOBS, task="refill/x").status_code == 303
    with reading(context.engine) as session:
        entry = background_tasks.find_task(session, "refill/x")
    assert entry is not None
    assert entry.state == "queued"
    assert office.send(WHOLE, JOBS, task="nothing").status_code == 404
