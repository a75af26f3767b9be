"""Messages waiting to go out, dates as they were told, and private calendar addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _messages()
    _dates()
    _feeds()


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("not_before", UTCDateTime, nullable=False),
    )
    op.create_index("outbox_by_time", "outbox", ["not_before"])
    op.create_table(
        "outbox_key",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("message", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False),
    )
    op.create_index("outbox_key_by_message", "outbox_key", ["message"])
    op.create_table(
        "attempt",
        sa.Column("message", sa.Integer, sa.ForeignKey("outbox.id"), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("until", UTCDateTime, nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("message", sa.Integer, sa.ForeignKey("outbox.id"), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("again_at", UTCDateTime),
    )


def _dates() -> None:
    op.create_table(
        "dated",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("change", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("agency", sa.String),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("return_code", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("explanation", sa.String, nullable=False),
        sa.Column("assumed", sa.Boolean, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("known_at", UTCDateTime, nullable=False),
    )
    op.create_index("dated_by_place", "dated", ["place", "kind"])


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String, nullable=False, unique=True),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "feed_end",
        sa.Column("feed", sa.Integer, sa.ForeignKey("feed.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def downgrade() -> None:
    for index, table in (
        ("dated_by_place", "dated"),
        ("outbox_key_by_message", "outbox_key"),
        ("outbox_by_time", "outbox"),
    ):
        op.drop_index(index, table)
    for table in ("feed_end", "feed", "dated", "delivery", "attempt", "outbox_key", "outbox"):
        op.drop_table(table)
