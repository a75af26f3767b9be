"""Checks of the clock, job runs, background tasks and messages: nothing stuck, nothing failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from returnonce.claims.background_tasks import BackgroundTaskRow
from returnonce.claims.job_runs import JobRunRow
from returnonce.claims.outbox import FINAL, OutboxDeliveryRow, OutboxRow
from upkeep.doctor.health_context import HealthContext

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)


def ticks(context: HealthContext) -> Iterator[str]:
    """The clock ticked not long ago."""
    newest = context.session.exec(select(func.max(col(JobRunRow.claimed_at)))).one()
    if newest is not None and newest < context.clock.now() - DAY:
        yield f"the last tick was on {newest:%Y-%m-%d %H:%M} UTC"


def firings(context: HealthContext) -> Iterator[str]:
    """No duty's hold ran out long ago."""
    query = select(JobRunRow).where(*_stuck(JobRunRow, context))
    yield from (f"{row.duty} of {row.slot:%Y-%m-%d %H:%M} UTC" for row in context.session.exec(query))


def failed(context: HealthContext) -> Iterator[str]:
    """No duty failed of late."""
    since = context.clock.now() - WEEK
    query = (
        select(JobRunRow).where(JobRunRow.state == "failed", col(JobRunRow.slot) > since).order_by(col(JobRunRow.slot))
    )
    yield from (f"{row.duty} of {row.slot:%Y-%m-%d %H:%M} UTC" for row in context.session.exec(query))


def tasks(context: HealthContext) -> Iterator[str]:
    """No work waits for long."""
    old = col(BackgroundTaskRow.queued_at) < context.clock.now() - DAY
    query = (
        select(BackgroundTaskRow)
        .where(old, col(BackgroundTaskRow.finished_at).is_(None))
        .order_by(col(BackgroundTaskRow.id))
    )
    yield from (f"{row.name} {row.key}" for row in context.session.exec(query))


def outbox(context: HealthContext) -> Iterator[str]:
    """No message waits for long."""
    over = select(OutboxDeliveryRow.message).where(col(OutboxDeliveryRow.outcome).in_(FINAL))
    old = col(OutboxRow.not_before) < context.clock.now() - DAY
    query = select(OutboxRow).where(old, col(OutboxRow.id).not_in(over)).order_by(col(OutboxRow.id))
    yield from (f"message {row.key[:12]}" for row in context.session.exec(query))


def _stuck(table: type[JobRunRow], context: HealthContext) -> tuple[ColumnElement[bool], ...]:
    old = context.clock.now() - HOUR
    ran_out = or_(col(table.held_until).is_(None), col(table.held_until) < old)
    return (col(table.finished_at).is_(None), ran_out, col(table.claimed_at) < old)
