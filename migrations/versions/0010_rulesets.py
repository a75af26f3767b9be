"""Rulesets as they came into use, one after the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ruleset",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("since", UTCDateTime, nullable=False),
        sa.Column("release", sa.String, nullable=False),
    )
    op.create_index("ruleset_by_time", "ruleset", ["since"])


def downgrade() -> None:
    op.drop_index("ruleset_by_time", "ruleset")
    op.drop_table("ruleset")
