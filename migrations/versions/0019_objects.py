"""PostgreSQL can keep files: objects in pieces, keys of sealed cases apart, and where a store keeps its files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An embedded store keeps its files in its home: beside one writer there is no room for large files.
    if op.get_bind().dialect.name != "postgresql":
        return
    name, written_at = sa.String(collation="C"), sa.DateTime(timezone=True)
    op.create_table(
        "object_file",
        sa.Column("name", name, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("written_at", written_at, nullable=False),
    )
    op.create_table(
        "object_piece",
        sa.Column("content", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("content", "position"),
    )
    # Most of it is encrypted or compressed already.
    op.execute("ALTER TABLE object_piece ALTER COLUMN data SET STORAGE EXTERNAL")
    op.create_table(
        "object_key",
        sa.Column("name", name, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("written_at", written_at, nullable=False),
    )
    op.create_table(
        "object_place",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(each, sa.String, nullable=False) for each in ("kind", "address")),
        *(sa.Column(each, sa.String, nullable=True) for each in ("source_kind", "source_address")),
        sa.Column("since", written_at, nullable=False),
    )
    # A store that has worked so far has its files in a home folder; which one, is seen when it is opened.
    op.execute(
        "INSERT INTO object_place (kind, address, since) SELECT 'folder', '', now() WHERE EXISTS (SELECT 1 FROM audit)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("object_place", "object_key", "object_piece", "object_file"):
            op.drop_table(table)
