"""Addresses that are told of editions and dates, and what was sent to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _endpoints()
    _events()
    _sending()


def _endpoints() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("kinds", sa.String, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )
    op.create_index("ix_webhook_account", "webhook", ["account"])
    op.create_table(
        "webhook_end",
        sa.Column("webhook", sa.Integer, sa.ForeignKey("webhook.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_table(
        "webhook_secret",
        sa.Column("webhook", sa.Integer, sa.ForeignKey("webhook.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sealed", sa.String, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )


def _events() -> None:
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("place", sa.String),
        sa.Column("return_code", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("day", sa.Date),
    )
    op.create_index("webhook_event_by_time", "webhook_event", ["at"])


def _sending() -> None:
    op.create_table(
        "webhook_attempt",
        *_of_one_attempt(),
        sa.Column("until", UTCDateTime, nullable=False),
    )
    op.create_table(
        "webhook_outcome",
        *_of_one_attempt(),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("again_at", UTCDateTime),
    )


def _of_one_attempt() -> list[sa.Column[object]]:
    return [
        sa.Column("webhook", sa.Integer, sa.ForeignKey("webhook.id"), primary_key=True),
        sa.Column("event", sa.Integer, sa.ForeignKey("webhook_event.id"), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
    ]


def downgrade() -> None:
    op.drop_index("webhook_event_by_time", "webhook_event")
    op.drop_index("ix_webhook_account", "webhook")
    for table in ("webhook_outcome", "webhook_attempt", "webhook_event", "webhook_secret", "webhook_end", "webhook"):
        op.drop_table(table)
