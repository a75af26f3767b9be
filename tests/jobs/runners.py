"""Duties of a test's own, and workers that keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, col, create_engine, select

from jobs.job_runner import JobRunner
from jobs.runner.job_function import Finish, JobFunction
from mappings.definitions.job_definitions import Job
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.blobs import FolderObjects
from returnonce.claims.job_runs import JobRunEntry, JobRunRow, _entries
from returnonce.clock import FixedClock
from returnonce.db import _begin_sqlite, reading
from returnonce.vault import Vault
from tests.contexts import make_context
from tests.shipped import job_definitions

NO_VAULT = Vault(FolderObjects(Path("nowhere")), b"")


class Killed(BaseException):
    """The end of a process, which nothing catches."""


def memory() -> Engine:
    """A store that no disk slows down, for tests of very many ticks."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _plain(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    event.listen(engine, "begin", _begin_sqlite)
    SQLModel.metadata.create_all(engine)
    return engine


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def duty(**said: Any) -> Job:
    rhythm = {} if "every" in said else {"at": "02:30"}
    return Job.model_validate({"code": "count", "title": "Count", "task": "count"} | rhythm | said)


def count(context: AppContext, slot: datetime) -> Finish:
    """Takes effect as a row of the audit trail, in the transaction of its firing."""

    def finish(session: Session) -> str:
        audit.record(session, context.clock, act="effect", subject=slot.isoformat())
        return "counted"

    return finish


def keeper(
    engine: Engine, now: datetime, *jobs: Job, name: str = "one", tasks: Mapping[str, JobFunction] | None = None
) -> JobRunner:
    context = make_context(engine, Path("nowhere"), clock=FixedClock(now), vault=NO_VAULT)
    return JobRunner(context, name, job_definitions(*jobs), {"count": count} | dict(tasks or {}))


def at(one: JobRunner, now: datetime) -> JobRunner:
    return replace(one, context=one.context.replace(clock=FixedClock(now)))


def tick(one: JobRunner, now: datetime) -> list[str]:
    return [told.text for told in at(one, now).run_due()]


def through(one: JobRunner, start: datetime, end: datetime, step: timedelta) -> int:
    """Tick from start to end; how many firings were done."""
    done, now = 0, start
    while now <= end:
        done += len(tick(one, now))
        now += step
    return done


def read_runs(session: Session, job: str) -> list[JobRunEntry]:
    """Every slot of a job, the earliest first, those that were passed over one by one."""
    query = select(JobRunRow).where(col(JobRunRow.duty) == job).order_by(col(JobRunRow.slot))
    return _entries(session, session.exec(query).all())


def rows(engine: Engine, code: str = "count") -> list[JobRunEntry]:
    with reading(engine) as session:
        return [run for run in read_runs(session, code) if run.state != "begun"]


def effects(engine: Engine) -> list[datetime]:
    """The slots that took effect, in order."""
    with reading(engine) as session:
        query = select(audit.AuditRow.subject).where(audit.AuditRow.act == "effect")
        return sorted(datetime.fromisoformat(subject) for subject in session.exec(query))
