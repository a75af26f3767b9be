"""Rows of an older store are taken as they are; from now on each act's audit row carries the hash of its rows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from returnonce.audit import BIND, GENESIS
from returnonce.stored_row_hashes import BEFORE, hash_tables

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", UTCDateTime),
    *(sa.column(name, sa.String) for name in ("act", "subject", "details", "previous", "hash")),
)


def upgrade() -> None:
    newest = op.get_bind().execute(sa.select(AUDIT.c.at, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).first()
    told = {name: value for name, value in hash_tables(op.get_bind()).items() if int(value, 16)}
    if newest is None and not told:
        return
    at, head = newest or (datetime(1970, 1, 1, tzinfo=UTC), GENESIS)
    details = json.dumps({BEFORE: told}, sort_keys=True, separators=(",", ":"))
    hashed = hashlib.sha256("\n".join((head, at.isoformat(), BIND, head, details)).encode()).hexdigest()
    row = {"at": at, "act": BIND, "subject": head, "details": details, "previous": head, "hash": hashed}
    op.bulk_insert(AUDIT, [row])


def downgrade() -> None:
    # The row stays: the trail is never shortened.
    pass
