"""The clock's jobs as their page shows them: when each runs, what came of the last run, and what is late or failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.pages.wording import instant_words
from jobs.background.upload_turns import is_upload
from jobs.runner.run_times import find_next_slot
from jobs.runner.run_times_text import run_times_in_words
from mappings.definitions.job_definitions import Job
from returnonce.claims.background_tasks import BackgroundTaskEntry
from returnonce.claims.job_runs import JobRunEntry
from returnonce.count_text import format_count

#: A job whose time passed so long ago, and that nobody began, is late.
PATIENCE = timedelta(minutes=15)
STATES: Mapping[str, tuple[str, str]] = {
    "queued": ("Waits", "blue"),
    "running": ("Running", "blue"),
    "waiting": ("Failed, to be tried again", "orange"),
    "done": ("Done", "green"),
    "failed": ("Failed", "red"),
    "skipped": ("Passed over", "grey"),
    "begun": ("Not run yet", "grey"),
}
#: What background work is, by the name of its function.
TASKS = {
    "judge-upload": "Check of a large file", "pull-file": "Published file that was dropped",
    "pull-address": "Published file to be fetched", "refill": "Draft of a return",
    "drop-upload": "Upload that was not finished",
    "forget-upload": "Sealed upload to be forgotten",
}  # fmt: skip


@dataclass(frozen=True)
class JobRow:
    """One job. ``may_run_again``: its newest run is over."""

    code: str
    title: str
    when: str
    following: str
    state: str
    colour: str
    last: str
    outcome: str
    may_run_again: bool


@dataclass(frozen=True)
class RunRow:
    """One run that ended, waits or was passed over."""

    due: str
    title: str
    state: str
    colour: str
    tries: str
    outcome: str


@dataclass(frozen=True)
class TaskRow:
    """One piece of background work."""

    key: str
    title: str
    queued: str
    state: str
    colour: str
    outcome: str
    may_run_again: bool


def job_rows(jobs: Sequence[Job], newest: Mapping[str, JobRunEntry], now: datetime) -> list[JobRow]:
    """Each job with its newest run, where it has one; those that are late or failed come first."""
    rows = [_job(job, newest.get(job.code), now) for job in jobs]
    urgency = {"red": 0, "orange": 1}
    return sorted(rows, key=lambda row: urgency.get(row.colour, 2))


def _job(job: Job, run: JobRunEntry | None, now: datetime) -> JobRow:
    words, colour = STATES[run.state] if run else STATES["begun"]
    if run is not None and run.state in {"done", "begun"} and find_next_slot(job, run.slot) < now - PATIENCE:
        words, colour = "Late", "red"
    when = run_times_in_words(job)
    return JobRow(
        job.code, job.title, f"{when[0].upper()}{when[1:]}", instant_words(find_next_slot(job, now)), words, colour,
        instant_words(run.slot) if run and run.state != "begun" else "", (run.outcome or "") if run else "",
        run is not None and run.state in {"done", "failed"} and run.finished_at is not None,
    )  # fmt: skip


def run_rows(runs: Sequence[JobRunEntry], titles: Mapping[str, str]) -> list[RunRow]:
    """What the history says, newest first."""
    return [
        RunRow(
            ("" if run.times == 1 else f"{format_count(run.times, 'time')} up to ") + instant_words(run.slot),
            titles.get(run.duty, run.duty), *STATES[run.state], f"{run.attempts:,}" if run.attempts else "",
            run.outcome or "",
        )
        for run in runs
        if run.state != "begun"
    ]  # fmt: skip


def task_rows(tasks: Sequence[BackgroundTaskEntry]) -> list[TaskRow]:
    """Background work that waits, runs or failed; an upload that failed is sent again by its sender."""
    return [
        TaskRow(
            task.key, TASKS.get(task.name, task.name.replace("-", " ").capitalize()), instant_words(task.queued_at),
            *STATES[task.state], task.outcome or "", task.state == "failed" and not is_upload(task.key),
        )
        for task in tasks
    ]  # fmt: skip
