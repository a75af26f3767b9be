"""Checks of the clock, job runs, background tasks and messages: nothing stuck, nothing failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from returnonce.claims import background_tasks, job_runs
from returnonce.claims.job_runs import JobRunRow
from returnonce.claims.outbox import FINAL, OutboxDeliveryRow, OutboxRow
from upkeep.doctor.health_context import HealthContext

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)


def ticks(context: HealthContext) -> Iterator[str]:
    """The clock ticked not long ago."""
    newest = context.session.exec(select(func.max(col(JobRunRow.claimed_at)))).one()
    if newest is not None and newest < context.app.clock.now() - DAY:
        yield f"the last tick was on {newest:%Y-%m-%d %H:%M} UTC"


def firings(context: HealthContext) -> Iterator[str]:
    """No job's claim ran out long ago."""
    old = context.app.clock.now() - HOUR
    for run, claim in job_runs.read_unfinished(context.session):
        if run.claimed_at < old and (claim.held_until or claim.not_before or run.claimed_at) < old:
            yield f"{run.duty} of {run.slot:%Y-%m-%d %H:%M} UTC"


def failed(context: HealthContext) -> Iterator[str]:
    """No job failed of late."""
    runs = job_runs.read_given_up(context.session, context.app.clock.now() - WEEK)
    yield from (f"{run.job} of {run.slot:%Y-%m-%d %H:%M} UTC" for run in runs)


def tasks(context: HealthContext) -> Iterator[str]:
    """No work waits for long."""
    waiting, old = background_tasks.read_unfinished(context.session), context.app.clock.now() - DAY
    yield from (f"{task.name} {task.key}" for task in waiting if task.due_at < old)


def outbox(context: HealthContext) -> Iterator[str]:
    """No message waits for long."""
    over = select(OutboxDeliveryRow.message).where(col(OutboxDeliveryRow.outcome).in_(FINAL))
    old = col(OutboxRow.not_before) < context.app.clock.now() - DAY
    query = select(OutboxRow).where(old, col(OutboxRow.id).not_in(over)).order_by(col(OutboxRow.id))
    yield from (f"message {row.key[:12]}" for row in context.session.exec(query))
