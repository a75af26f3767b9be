"""Which record sets are kept, how long, and which were purged. No row about a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_submission",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("record_set", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("area", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("case_name", sa.String, nullable=False),
        sa.Column("keep_until", sa.Date, nullable=False),
    )
    op.create_index("record_submission_by_set", "record_submission", ["record_set", "agency", "period"])
    op.create_table(
        "record_purge",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("record_purge")
    op.drop_index("record_submission_by_set", "record_submission")
    op.drop_table("record_submission")
