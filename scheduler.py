"""A door: the clock. Any number of processes may keep it; each duty takes effect once for each of its times.

APScheduler ticks in memory in every process, because its own job stores may not be shared; what is due,
and who does it, is settled in our store.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from jobs.background.procrastinate_queue import call_workers
from jobs.job_runner import JobRunner, worker_name
from jobs.runner.leased_work import WorkOutcome
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import LONDON, Clock
from returnonce.errors import ReturnOnceError
from returnonce.settings import Settings
from returnonce.vault import Vault

log = structlog.get_logger()
TICK_SECONDS = 30


def tick(
    engine: Engine,
    ruleset: Ruleset | Callable[[], Ruleset],
    vault: Vault,
    settings: Settings,
    clock: Clock,
    worker: str | None = None,
    *,
    heavy: bool | None = None,
) -> list[str]:
    """Do everything that is due at ``clock.now()``; what came of each, in words.

    ``worker`` names this process in the history, and must be its own. ``heavy``: do here too what was
    queued for workers; not said, on SQLite only.
    """
    runner = make_runner(engine, ruleset, vault, settings, clock, worker)
    return [outcome.text for outcome in do_all(runner, heavy=_is_embedded(engine) if heavy is None else heavy)]


def do_all(runner: JobRunner, *, heavy: bool) -> list[WorkOutcome]:
    """Every duty that is due; then the heavy work here, or a call to the workers that do it."""
    outcomes = runner.run_due()
    if heavy:
        return outcomes + runner.worker().do_waiting()
    if not _is_embedded(runner.engine):
        call_workers(runner.engine, runner.clock)
    return outcomes


def build_scheduler(runner: JobRunner) -> BlockingScheduler:
    """A ticker in memory; a machine that slept ticks once when it wakes."""
    scheduler = BlockingScheduler(timezone=LONDON)
    # On SQLite this process is the worker too, in a thread of its own, so that no duty waits for heavy work.
    shifts = {"tick": lambda: do_all(runner, heavy=False)}
    shifts |= {"heavy": runner.worker().do_waiting} if _is_embedded(runner.engine) else {}
    for name, shift in shifts.items():
        scheduler.add_job(
            one_tick, IntervalTrigger(seconds=TICK_SECONDS, timezone=LONDON), args=(shift,), id=name, coalesce=True,
            misfire_grace_time=None, max_instances=1, next_run_time=runner.clock.now(),
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


def run_forever(engine: Engine, ruleset: Callable[[], Ruleset], vault: Vault, settings: Settings, clock: Clock) -> None:
    """Keep the clock until interrupted."""
    try:
        build_scheduler(make_runner(engine, ruleset, vault, settings, clock)).start()
    except (KeyboardInterrupt, SystemExit):
        log.info("the clock stopped", action="clock_stopped")


def make_runner(
    engine: Engine,
    ruleset: Ruleset | Callable[[], Ruleset],
    vault: Vault,
    settings: Settings,
    clock: Clock,
    worker: str | None = None,
) -> JobRunner:
    """Whoever does what is due; ``ruleset`` may be a function that loads the definitions of now."""
    first = ruleset if isinstance(ruleset, Ruleset) else ruleset()
    load = (lambda: first) if isinstance(ruleset, Ruleset) else ruleset
    # Which jobs there are is settled when the process begins; what each of them reads is read anew.
    return JobRunner(engine, load, vault, settings, clock, worker or worker_name(), first.jobs)


def _is_embedded(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
