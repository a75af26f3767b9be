"""Firings of the clock's duties, each claimed once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "firing",
        sa.Column("duty", sa.String, primary_key=True),
        sa.Column("slot", sa.Date, primary_key=True),
        sa.Column("claimed_at", UTCDateTime, nullable=False),
        sa.Column("finished_at", UTCDateTime),
        sa.Column("outcome", sa.String),
    )


def downgrade() -> None:
    op.drop_table("firing")
