"""Accounts, what they may do, keys, tokens and sessions."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ENDS = (
    ("account_end", "account", "account.id"),
    ("access_grant_end", "grant", "access_grant.id"),
    ("office_end", "office", "office.id"),
    ("access_secret_end", "secret", "access_secret.id"),
)
TABLES = (
    "access_session_end", "access_session", "access_token", "access_secret_use", "account_subject", "password",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("place", sa.String),
        *_stamp(),
    )
    _of_account(
        "access_grant",
        sa.Column("role", sa.String, nullable=False),
        *(sa.Column(side, sa.String) for side in ("place", "agencies", "areas", "returns")),
        *_stamp(),
    )
    _of_account("office", *_texts("office", "place"), *_stamp())
    _of_account("password", *_texts("hash"), sa.Column("rehashed", sa.Boolean, nullable=False), *_stamp())
    _of_account("account_subject", *_texts("issuer", "sub"), *_stamp(), sa.UniqueConstraint("issuer", "sub"))
    _secrets()
    for table, of, target in ENDS:
        op.create_table(table, sa.Column(of, sa.Integer, sa.ForeignKey(target), primary_key=True), *_stamp())
    _sessions()


def _secrets() -> None:
    _of_account(
        "access_secret",
        *_texts("kind"),
        sa.Column("public", sa.String, nullable=False, unique=True),
        *_texts("hash"),
        sa.Column("addresses", sa.String),
        sa.Column("expires_at", UTCDateTime, nullable=False),
        *_stamp(),
    )
    op.create_table(
        "access_secret_use",
        sa.Column("secret", sa.Integer, sa.ForeignKey("access_secret.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String, nullable=False, unique=True),
        sa.Column("secret", sa.Integer, sa.ForeignKey("access_secret.id"), nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("expires_at", UTCDateTime, nullable=False),
    )


def _sessions() -> None:
    _of_account(
        "access_session",
        sa.Column("hash", sa.String, nullable=False, unique=True),
        *_texts("how"),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("seen_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "access_session_end",
        sa.Column("session", sa.Integer, sa.ForeignKey("access_session.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def _of_account(table: str, *columns: Any) -> None:
    account = sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False)
    op.create_table(table, sa.Column("id", sa.Integer, primary_key=True), account, *columns)
    op.create_index(f"ix_{table}_account", table, ["account"])


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _stamp() -> list[sa.Column[Any]]:
    return [sa.Column("at", UTCDateTime, nullable=False), sa.Column("by", sa.String, nullable=False)]


def downgrade() -> None:
    for table in (*TABLES, *(table for table, _, _ in ENDS), "access_secret", "office", "access_grant", "account"):
        op.drop_table(table)
