"""Figures, the batches they came in, and the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("domain", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.UniqueConstraint("domain", "text"),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("ruleset", sa.String, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "batch_input",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("input", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
    )
    op.create_table(
        "withdrawal",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
    )
    op.create_table(
        "touch",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.id"), primary_key=True),
        sa.Column("area", sa.Integer, sa.ForeignKey("code.id"), primary_key=True),
        sa.Column("period", sa.Integer, sa.ForeignKey("code.id"), primary_key=True),
    )
    op.create_index("touch_by_area", "touch", ["area", "period"])
    _create_figure()
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("details", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False, unique=True),
        sa.Column("hash", sa.String, nullable=False, unique=True),
    )


def _create_figure() -> None:
    key = ("batch", "area", "period", "indicator", "breakdown", "kind")
    op.create_table(
        "figure",
        *(sa.Column(name, sa.Integer, nullable=False) for name in key),
        *(sa.Column(name, sa.BigInteger) for name in ("numerator", "denominator", "value")),
        sa.Column("symbol", sa.Integer),
        sa.Column("status", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("rounded_to", "lower", "upper")),
        sa.Column("note", sa.String),
        sa.Column("locator", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(*key),
        sa.ForeignKeyConstraint(["batch"], ["batch.id"]),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("audit", "figure", "touch", "withdrawal", "batch_input", "batch", "code"):
        op.drop_table(table)
