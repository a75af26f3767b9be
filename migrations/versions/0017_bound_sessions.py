"""Passwords and sessions are bound to the trail; when a session was used moves to a table of its own.

Requests and failed attempts are counted in tables, which many processes share.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from returnonce.audit import BIND, GENESIS
from returnonce.stored_row_hashes import TABLES_BEFORE, hash_tables

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BOUND = ("access_session", "access_session_end", "password")
AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", UTCDateTime),
    *(sa.column(name, sa.String) for name in ("act", "subject", "details", "previous", "hash")),
)


def upgrade() -> None:
    op.create_table(
        "access_session_use",
        sa.Column("session", sa.Integer, sa.ForeignKey("access_session.id"), primary_key=True),
        sa.Column("seen_at", UTCDateTime, nullable=False),
    )
    op.execute("INSERT INTO access_session_use (session, seen_at) SELECT id, seen_at FROM access_session")
    op.drop_column("access_session", "seen_at")
    op.create_table(
        "request_count",
        sa.Column("account", sa.String, primary_key=True),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("minute", "taken", "before")),
    )
    op.create_table(
        "attempt_count",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("instants", sa.String, nullable=False),
        sa.Column("forget_at", sa.Integer, nullable=False),
    )
    op.create_index("ix_attempt_count_forget_at", "attempt_count", ["forget_at"])
    _bind_rows()


def downgrade() -> None:
    # What was bound stays in the trail, which is never shortened.
    op.drop_table("attempt_count")
    op.drop_table("request_count")
    long_ago = "1970-01-01 00:00:00.000000"
    op.add_column("access_session", sa.Column("seen_at", UTCDateTime, nullable=False, server_default=long_ago))
    op.execute(
        "UPDATE access_session SET seen_at = (SELECT seen_at FROM access_session_use WHERE session = access_session.id)"
    )
    op.drop_table("access_session_use")


def _bind_rows() -> None:
    """Take the rows that are there as they are: one row of the trail says what they are."""
    hashes = {name: value for name, value in hash_tables(op.get_bind(), only=BOUND).items() if int(value, 16)}
    if not hashes:
        return
    newest = op.get_bind().execute(sa.select(AUDIT.c.at, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).first()
    at, head = newest or (datetime(1970, 1, 1, tzinfo=UTC), GENESIS)
    details = json.dumps({TABLES_BEFORE: hashes}, sort_keys=True, separators=(",", ":"))
    hashed = hashlib.sha256("\n".join((head, at.isoformat(), BIND, head, details)).encode()).hexdigest()
    row = {"at": at, "act": BIND, "subject": head, "details": details, "previous": head, "hash": hashed}
    op.bulk_insert(AUDIT, [row])
