"""Entry point: the clock. Any number of processes may keep it; each duty takes effect once for each of its times.

APScheduler ticks in memory in every process, because its own job stores may not be shared; what is due,
and who does it, is settled in our store.
"""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from jobs.background import queue
from jobs.job_runner import JobRunner, worker_name
from jobs.runner.claimed_work import WorkOutcome
from mappings.ruleset.app_context import AppContext
from returnonce.clock import LONDON
from returnonce.errors import ReturnOnceError
from returnonce.logs import get_logger

log = get_logger()
TICK_SECONDS = 30


def tick(context: AppContext, worker: str | None = None) -> list[WorkOutcome]:
    """Do everything that is due now: the jobs, and on SQLite the background tasks too.

    ``worker`` names this process in the history, and must be its own.
    """
    runner = make_runner(context, worker)
    outcomes = run_jobs(runner)
    return outcomes if queue.is_shared(context) else outcomes + runner.worker().do_waiting()


def run_jobs(runner: JobRunner) -> list[WorkOutcome]:
    """Every job that is due; workers, if there are any, are then called to the background tasks that wait."""
    outcomes = runner.run_due()
    queue.call_workers(runner.context)
    return outcomes


def build_scheduler(runner: JobRunner) -> BlockingScheduler:
    """A ticker in memory; a machine that slept ticks once when it wakes."""
    scheduler = BlockingScheduler(timezone=LONDON)
    # Where no other worker is, this process is one too, in a thread of its own, so that no duty waits for heavy work.
    shifts = {"tick": lambda: run_jobs(runner)}
    shifts |= {} if queue.is_shared(runner.context) else {"heavy": runner.worker().do_waiting}
    for name, shift in shifts.items():
        scheduler.add_job(
            one_tick, IntervalTrigger(seconds=TICK_SECONDS, timezone=LONDON), args=(shift,), id=name, coalesce=True,
            misfire_grace_time=None, max_instances=1, next_run_time=runner.context.clock.now(),
        )  # fmt: skip
    return scheduler


def one_tick(shift: Callable[[], list[WorkOutcome]]) -> None:
    """What the ticker calls: whatever goes wrong is told, and the next tick tries again."""
    try:
        for outcome in shift():
            log.info("a duty was done", action="duty_done", outcome=outcome.text)
    except ReturnOnceError as error:
        log.warning("a tick could not be made", action="tick_failed", why=error.what)
    except Exception:
        log.exception("a tick failed", action="tick_failed")


def run_forever(context: AppContext) -> None:
    """Keep the clock until interrupted."""
    try:
        build_scheduler(make_runner(context)).start()
    except (KeyboardInterrupt, SystemExit):
        log.info("the clock stopped", action="clock_stopped")


def make_runner(context: AppContext, worker: str | None = None) -> JobRunner:
    """Whoever does what is due. Which jobs there are is settled now; what each of them reads is read anew."""
    return JobRunner(context.open(), worker or worker_name(), context.ruleset.jobs)
