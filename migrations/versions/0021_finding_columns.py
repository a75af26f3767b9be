"""The letters of the columns that findings on a submission name, as the file that was sent has them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding_column",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("sheet", sa.String, primary_key=True),
        sa.Column("column_name", sa.String, primary_key=True),
        sa.Column("letter", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("finding_column")
