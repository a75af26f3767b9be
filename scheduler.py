"""A door: the clock. Any number of processes may keep it; each duty fires once a day.

APScheduler ticks in memory in every process, because its own job stores may not be shared; who
does the work is settled by a claim in our store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine

from collectors.records.purge import purge_due
from mappings.plan import plan
from mappings.ruleset import Ruleset
from returnonce import audit, firings
from returnonce.clock import LONDON, Clock, today
from returnonce.db import reading, transaction
from returnonce.vault import Vault

log = structlog.get_logger()
LOOK_AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Duty:
    """``work`` is given the engine, the ruleset and the day, and says in words what came of it."""

    code: str
    hour: int
    minute: int
    work: Callable[[Engine, Ruleset, date], str]


def prove_audit_chain(engine: Engine, _ruleset: Ruleset, _day: date) -> str:
    """Walk the audit trail; a break is an error in the log and in the history."""
    with reading(engine) as session:
        broken = audit.first_break(session)
    if broken is None:
        return "unbroken"
    log.error("the audit trail is broken", action="audit_chain_broken", row=broken)
    return f"broken at row {broken}"


def look_ahead(engine: Engine, ruleset: Ruleset, day: date) -> str:
    """Count what falls due in the next four weeks and is not yet given."""
    with reading(engine) as session:
        due = plan(ruleset, session, start=day, end=day + LOOK_AHEAD).collections
    waiting = due.filter(~due["given"])
    log.info(
        "figures fall due", action="figures_fall_due", figures=waiting.height, agencies=waiting["agency"].n_unique()
    )
    return f"{waiting.height} figures of {waiting['agency'].n_unique()} agencies"


def purge_records(vault: Vault, clock: Clock) -> Callable[[Engine, Ruleset, date], str]:
    """The duty that destroys the keys of what may not be kept any longer."""

    def work(engine: Engine, _ruleset: Ruleset, _day: date) -> str:
        return f"{len(purge_due(engine, vault, clock=clock))} keys destroyed"

    return work


DUTIES = (
    Duty("audit-chain", 2, 30, prove_audit_chain),
    Duty("look-ahead", 6, 0, look_ahead),
)


def fire(duty: Duty, engine: Engine, ruleset: Ruleset, *, clock: Clock) -> bool:
    """Do the duty of today unless another process has it; True where it was done here."""
    slot = today(clock)
    with transaction(engine) as session:
        if not firings.claim(session, clock, duty=duty.code, slot=slot):
            return False
    try:
        outcome = duty.work(engine, ruleset, slot)
    except Exception as error:
        log.exception("a duty failed", action="duty_failed", duty=duty.code)
        outcome = f"failed: {type(error).__name__}"
    with transaction(engine) as session:
        firings.finish(session, clock, duty=duty.code, slot=slot, outcome=outcome)
    return True


def duties(vault: Vault, clock: Clock) -> tuple[Duty, ...]:
    """Every duty of the service."""
    return (*DUTIES, Duty("purge", 3, 0, purge_records(vault, clock)))


def build_scheduler(engine: Engine, ruleset: Ruleset, vault: Vault, *, clock: Clock) -> BlockingScheduler:
    """Every duty at its time in London; a sleeping machine does today's once when it wakes."""
    scheduler = BlockingScheduler(timezone=LONDON)
    for duty in duties(vault, clock):
        trigger = CronTrigger(hour=duty.hour, minute=duty.minute, timezone=LONDON)
        scheduler.add_job(
            fire,
            trigger,
            args=(duty, engine, ruleset),
            kwargs={"clock": clock},
            id=duty.code,
            coalesce=True,
            misfire_grace_time=None,
        )
    return scheduler


def run_forever(engine: Engine, ruleset: Ruleset, vault: Vault, *, clock: Clock) -> None:
    """Keep the clock until interrupted."""
    try:
        build_scheduler(engine, ruleset, vault, clock=clock).start()
    except (KeyboardInterrupt, SystemExit):
        log.info("the clock stopped", action="clock_stopped")
