"""Checks of the audit trail: unbroken, in order, readable; and what it says of backups."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from returnonce.audit import GENESIS
from upkeep.audit_chain import read_links
from upkeep.doctor.health_context import HealthContext

#: How far two machines' clocks may be apart.
APART = timedelta(minutes=5)
BACKUP_AGE = timedelta(days=2)


def chain(context: HealthContext) -> Iterator[str]:
    """Every row follows from the one before it."""
    previous = GENESIS
    for link in read_links(context.connection):
        if link.previous != previous:
            yield f"audit row {link.id}: does not follow the row before it"
        elif not link.is_sound:
            yield f"audit row {link.id}: was altered"
        previous = link.hash


def numbers(context: HealthContext) -> Iterator[str]:
    """It begins at its beginning. On SQLite numbers have no gaps; on PostgreSQL what failed leaves some."""
    numbers_there = [link.id for link in read_links(context.connection)]
    if context.connection.dialect.name == "sqlite":
        yield from (
            f"audit row {n}: the one before it is gone"
            for m, n in zip([0, *numbers_there], numbers_there, strict=False)
            if n != m + 1
        )


def in_time(context: HealthContext) -> Iterator[str]:
    """No row is older than the one before it."""
    before = None
    for link in read_links(context.connection):
        if before is not None and link.instant < before:
            yield f"audit row {link.id}"
        before = link.instant


def readable(context: HealthContext) -> Iterator[str]:
    """Details are a JSON object."""
    for link in read_links(context.connection):
        try:
            is_object = isinstance(json.loads(link.details), dict)
        except ValueError:
            is_object = False
        if not is_object:
            yield f"audit row {link.id}"


def clock_not_behind(context: HealthContext) -> Iterator[str]:
    """Nothing happened later than now."""
    if "audit" in context.tables:
        later = [link.id for link in read_links(context.connection) if link.instant > context.app.clock.now() + APART]
        yield from (f"audit row {number}" for number in later[:1])


def backed_up(context: HealthContext) -> Iterator[str]:
    """The newest backup that the trail has is not old."""
    links = list(read_links(context.connection))
    instants = [link.instant for link in links if link.act == "back-up"]
    if links and not instants:
        yield "no backup was ever made"
    elif instants and max(instants) < context.app.clock.now() - BACKUP_AGE:
        yield f"the last one was made on {max(instants):%Y-%m-%d}"
