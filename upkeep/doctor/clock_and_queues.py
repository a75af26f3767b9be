"""Checks of the clock, job runs, background tasks and messages: nothing stuck, nothing failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from returnonce.claims.background_tasks import TaskRow
from returnonce.claims.job_runs import FiringRow
from returnonce.claims.outbox import FINAL, DeliveryRow, OutboxRow
from upkeep.doctor.health_context import Patient

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(days=7)


def ticks(patient: Patient) -> Iterator[str]:
    """The clock ticked not long ago."""
    newest = patient.session.exec(select(func.max(col(FiringRow.claimed_at)))).one()
    if newest is not None and newest < patient.clock.now() - DAY:
        yield f"the last tick was on {newest:%Y-%m-%d %H:%M} UTC"


def firings(patient: Patient) -> Iterator[str]:
    """No duty's hold ran out long ago."""
    query = select(FiringRow).where(*_stuck(FiringRow, patient))
    yield from (f"{row.duty} of {row.slot:%Y-%m-%d %H:%M} UTC" for row in patient.session.exec(query))


def failed(patient: Patient) -> Iterator[str]:
    """No duty failed of late."""
    since = patient.clock.now() - WEEK
    query = (
        select(FiringRow).where(FiringRow.state == "failed", col(FiringRow.slot) > since).order_by(col(FiringRow.slot))
    )
    yield from (f"{row.duty} of {row.slot:%Y-%m-%d %H:%M} UTC" for row in patient.session.exec(query))


def tasks(patient: Patient) -> Iterator[str]:
    """No work waits for long."""
    old = col(TaskRow.queued_at) < patient.clock.now() - DAY
    query = select(TaskRow).where(old, col(TaskRow.finished_at).is_(None)).order_by(col(TaskRow.id))
    yield from (f"{row.name} {row.key}" for row in patient.session.exec(query))


def outbox(patient: Patient) -> Iterator[str]:
    """No message waits for long."""
    over = select(DeliveryRow.message).where(col(DeliveryRow.outcome).in_(FINAL))
    old = col(OutboxRow.not_before) < patient.clock.now() - DAY
    query = select(OutboxRow).where(old, col(OutboxRow.id).not_in(over)).order_by(col(OutboxRow.id))
    yield from (f"message {row.key[:12]}" for row in patient.session.exec(query))


def _stuck(table: type[FiringRow], patient: Patient) -> tuple[ColumnElement[bool], ...]:
    old = patient.clock.now() - HOUR
    ran_out = or_(col(table.held_until).is_(None), col(table.held_until) < old)
    return (col(table.finished_at).is_(None), ran_out, col(table.claimed_at) < old)
