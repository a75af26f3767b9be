"""Checks that warn: reading goes on, and somebody should look."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta

from sqlalchemy import text

from api.readiness.check import ReadinessCheck, ReadinessContext
from returnonce.claims import job_runs
from returnonce.db import reading
from upkeep.act_tally import OLD

#: With less free disk space than this the store counts as not writable.
MIN_FREE_BYTES = 64 << 20
#: The clock ticks twice a minute, and does something at least every five.
CLOCK_AGE = timedelta(minutes=30)


def look_at_writing(context: ReadinessContext) -> str | None:
    """The store takes writers: SQLite's file may be written to, PostgreSQL is no stand-by."""
    with context.engine.connect() as connection:
        if context.engine.dialect.name == "postgresql":
            stands_by = text("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool")
            return "The database only answers readers." if connection.execute(stands_by).scalar_one() else None
        # Looks at the file only: nothing is written, and no running writer is waited for.
        file = connection.execute(text("PRAGMA database_list")).first()
    return None if file is not None and os.access(file[2], os.W_OK) else "The store's file may not be written to."


def look_at_room(context: ReadinessContext) -> str | None:
    """The disk of the home folder has room."""
    free = shutil.disk_usage(context.app.home).free
    return f"Only {free >> 20} MB are free on the disk of the home folder." if free < MIN_FREE_BYTES else None


def look_at_clock(context: ReadinessContext) -> str | None:
    """Somebody keeps the clock: the most frequent job was taken up not long ago."""
    app = context.app
    frequent = min((job for job in app.ruleset.jobs.jobs if job.every), key=lambda job: job.every or 0)
    with reading(context.engine) as session:
        last = job_runs.read_last_claim(session, frequent.code)
    if last is None:
        return "Nobody has kept the clock yet."
    return f"The clock ticked last on {last:%Y-%m-%d %H:%M} UTC." if last < app.clock.now() - CLOCK_AGE else None


def look_at_backup(context: ReadinessContext) -> str | None:
    """A backup was made of late."""
    with reading(context.engine) as session:
        last = context.tally.read_last_backup(session)
    if last is None:
        return "No backup was ever made."
    return f"The last backup is of {last:%Y-%m-%d %H:%M} UTC." if last < context.app.clock.now() - OLD else None


def look_at_doctor(context: ReadinessContext) -> str | None:
    """The doctor looked of late, and found nothing wrong."""
    with reading(context.engine) as session:
        last = context.tally.read_last_examination(session)
    if last is None:
        return "The doctor has not yet looked by the clock."
    if last.at < context.app.clock.now() - OLD:
        return f"The doctor looked last on {last.at:%Y-%m-%d %H:%M} UTC."
    return f"The doctor found {last.errors} errors." if last.errors else None


def look_at_definitions(context: ReadinessContext) -> str | None:
    """The definitions that lie in the files are those that are worked by, and nothing is left out of them."""
    return context.app.current.describe()


WARNING_CHECKS = (
    ReadinessCheck("definitions", look_at_definitions, needed=False),
    ReadinessCheck("writing", look_at_writing, needed=False),
    ReadinessCheck("room", look_at_room, needed=False),
    ReadinessCheck("clock", look_at_clock, needed=False),
    ReadinessCheck("backup", look_at_backup, needed=False),
    ReadinessCheck("doctor", look_at_doctor, needed=False),
)
