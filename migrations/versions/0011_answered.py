"""Answers to requests that may be repeated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("caller", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("request", sa.String, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("held_until", UTCDateTime, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.String),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("ix_answered_made_at", "answered", ["made_at"])


def downgrade() -> None:
    op.drop_index("ix_answered_made_at", "answered")
    op.drop_table("answered")
