"""Submissions and what the checks said of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), nullable=False, unique=True),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("ruleset", sa.String, nullable=False),
        sa.Column("counts", sa.String, nullable=False),
    )
    op.create_index("submission_by_agency", "submission", ["agency", "received_at"])
    op.create_table(
        "finding",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("severity", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("sheet", sa.String),
        sa.Column("row_number", sa.Integer),
        sa.Column("column_name", sa.String),
        sa.Column("value", sa.String),
        sa.Column("message", sa.String, nullable=False),
        sa.Column("mend", sa.String, nullable=False),
        sa.Column("found_at", UTCDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("finding")
    op.drop_index("submission_by_agency", "submission")
    op.drop_table("submission")
