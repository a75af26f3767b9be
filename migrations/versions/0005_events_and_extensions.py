"""Events that start a return's clock, and extensions granted. Append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("return_code", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("recorded_by", sa.String, nullable=False),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "event_end",
        sa.Column("event", sa.Integer, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("return_code", sa.String, nullable=False),
        sa.Column("area", sa.String),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("agency", sa.String),
        sa.Column("until", sa.Date),
        sa.Column("until_at", sa.String),
        sa.Column("granted_by", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("granted_at", UTCDateTime, nullable=False),
    )
    op.create_index("extension_by_return", "extension", ["place", "return_code", "period"])


def downgrade() -> None:
    op.drop_index("extension_by_return", "extension")
    op.drop_table("extension")
    op.drop_table("event_end")
    op.drop_table("event")
