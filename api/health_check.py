"""Whether store, disk, audit chain and scheduler work; quick enough to be asked every few seconds."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from api.schemas.health import Health, Sqlite
from mappings.definitions.job_definitions import Job
from mappings.ruleset.app_context import AppContext
from returnonce import VERSION
from returnonce.audit import has_recent_break
from returnonce.claims import job_runs
from returnonce.db import reading, wal_is_safe
from returnonce.errors import ReturnOnceError

T = TypeVar("T")
#: With less free disk space than this the store counts as not writable.
MIN_FREE_BYTES = 64 << 20
#: The newest audit rows that are checked each time; doctor checks all.
AUDIT_ROWS = 50


def check_health(context: AppContext) -> Health:
    """What a few milliseconds can show; a check that fails counts as not known."""
    engine, ruleset = context.engine, context.ruleset
    answers = _none_if_unreachable(lambda: _store_answers(engine)) is True
    chain = _none_if_unreachable(lambda: _audit_chain_holds(engine)) if answers else None
    room = _none_if_unreachable(lambda: shutil.disk_usage(context.home).free)
    writable = (
        answers
        and _none_if_unreachable(lambda: _store_is_writable(engine)) is True
        and (room is None or room >= MIN_FREE_BYTES)
    )
    clock = _none_if_unreachable(lambda: _last_tick(engine, ruleset.jobs.jobs)) if answers else None
    can_read = answers and chain is not False
    return Health(
        status="unavailable" if not can_read else "ok" if writable else "limited",
        release=VERSION, store=engine.dialect.name, answers=answers, writable=writable, room_bytes=room,
        chain=chain, clock=clock, ruleset=ruleset.hash, indicators=len(ruleset.catalogue), sqlite=_sqlite(engine),
    )  # fmt: skip


def _none_if_unreachable(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except (SQLAlchemyError, ReturnOnceError, OSError):
        return None


def _store_answers(engine: Engine) -> bool:
    with engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM batch WHERE id < 2"))
    return True


def _store_is_writable(engine: Engine) -> bool:
    """True where the store takes writers: SQLite's file may be written to, PostgreSQL is no stand-by."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            stands_by = text("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")
            return not connection.execute(stands_by).scalar_one()
        # Looks at the file only: nothing is written, and no running writer is waited for.
        folder = connection.execute(text("PRAGMA database_list")).first()
    return folder is not None and os.access(folder[2], os.W_OK)


def _audit_chain_holds(engine: Engine) -> bool:
    with reading(engine) as session:
        return not has_recent_break(session, AUDIT_ROWS)


def _last_tick(engine: Engine, jobs: Sequence[Job]) -> datetime | None:
    """When the most frequent job was last taken up; None where no scheduler ran yet."""
    frequent = min((job for job in jobs if job.every), key=lambda job: job.every or 0)
    with reading(engine) as session:
        return job_runs.read_last_claim(session, frequent.code)


def _sqlite(engine: Engine) -> Sqlite | None:
    if engine.dialect.name != "sqlite":
        return None
    return Sqlite(version=sqlite3.sqlite_version, journal="wal" if wal_is_safe() else "truncate")
