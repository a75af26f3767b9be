"""Firings at an instant, held by a lease; tasks that workers take; what was marked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LONDON = ZoneInfo("Europe/London")
#: The London wall times of the duties that there were while a firing was of a day.
TIMES = {"audit-chain": time(2, 30), "purge": time(3, 0), "look-ahead": time(6, 0)}


def upgrade() -> None:
    old = op.get_bind().execute(sa.text("SELECT duty, slot, claimed_at, finished_at, outcome FROM firing")).mappings()
    rows = [_at_an_instant(dict(row)) for row in old]
    op.drop_table("firing")
    firing = op.create_table(
        "firing",
        sa.Column("duty", sa.String, primary_key=True),
        sa.Column("slot", UTCDateTime, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("claimed_at", UTCDateTime, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("held_until", UTCDateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("finished_at", UTCDateTime),
        sa.Column("outcome", sa.String),
    )
    op.create_index("firing_unfinished", "firing", ["slot"], **_where("finished_at IS NULL"))
    op.bulk_insert(firing, rows)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("arguments", sa.String, nullable=False),
        sa.Column("queued_at", UTCDateTime, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("held_until", UTCDateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("finished_at", UTCDateTime),
        sa.Column("outcome", sa.String),
    )
    op.create_index("task_unfinished", "task", ["id"], **_where("finished_at IS NULL"))
    op.create_table(
        "mark",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("mark")
    op.drop_table("task")
    old = op.get_bind().execute(sa.text("SELECT duty, slot, claimed_at, finished_at, outcome FROM firing")).mappings()
    rows = {(row["duty"], _instant(row["slot"]).astimezone(LONDON).date()): dict(row) for row in old}
    op.drop_table("firing")
    firing = op.create_table(
        "firing",
        sa.Column("duty", sa.String, primary_key=True),
        sa.Column("slot", sa.Date, primary_key=True),
        sa.Column("claimed_at", UTCDateTime, nullable=False),
        sa.Column("finished_at", UTCDateTime),
        sa.Column("outcome", sa.String),
    )
    op.bulk_insert(firing, [_times(row) | {"slot": day} for (_, day), row in rows.items()])


def _at_an_instant(row: Mapping[str, Any]) -> dict[str, Any]:
    """A firing of a day at the instant at which its duty was due; one that was left unfinished has failed."""
    slot = row["slot"] if isinstance(row["slot"], date) else date.fromisoformat(row["slot"])
    instant = datetime.combine(slot, TIMES.get(row["duty"], time(0, 0)), LONDON).astimezone(UTC)
    outcome = row["outcome"] if row["finished_at"] is not None else "failed: left unfinished by an earlier version"
    known = _times(row) | {"slot": instant, "outcome": outcome, "attempts": 1, "holder": None, "held_until": None}
    known["finished_at"] = known["finished_at"] or known["claimed_at"]
    return known | {"state": "failed" if (outcome or "").startswith("failed") else "done"}


def _times(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {name: _instant(row[name]) for name in ("claimed_at", "finished_at")}


def _instant(stored: Any) -> Any:
    """SQLite gives text without a zone, which is UTC; PostgreSQL an instant."""
    if not isinstance(stored, str):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
