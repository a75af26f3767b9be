"""Returns that are made elsewhere: that they were sent, and what the portal said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = ("place", "return_code", "area", "period", "stage")
    op.create_table(
        "sent_return",
        sa.Column("id", sa.Integer, primary_key=True),
        *_texts(*key),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("portal", "receipt", "sent_by"),
        sa.Column("sent_at", UTCDateTime, nullable=False),
        *_texts("recorded_by"),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.UniqueConstraint(*key, "number"),
    )
    op.create_table(
        "sent_return_end",
        sa.Column("sent_return", sa.Integer, sa.ForeignKey("sent_return.id"), primary_key=True),
        *_texts("reason", "by"),
        sa.Column("at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "sent_return_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sent_return", sa.Integer, sa.ForeignKey("sent_return.id"), nullable=False),
        *_texts("file", "file_name", "loaded_by"),
        sa.Column("loaded_at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("sent_return", "file"),
    )
    op.create_table(
        "sent_return_finding",
        sa.Column("report", sa.Integer, sa.ForeignKey("sent_return_report.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *_texts("severity", "code"),
        sa.Column("line", sa.String),
        sa.Column("row_number", sa.Integer, nullable=False),
        *_texts("message"),
    )


def downgrade() -> None:
    for table in ("sent_return_finding", "sent_return_report", "sent_return_end", "sent_return"):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]
