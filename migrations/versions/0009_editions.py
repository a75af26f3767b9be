"""Proposals, editions, what recipients said of them, and answers to queries. Append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _proposals()
    _editions()
    _sendings()
    _said()


def downgrade() -> None:
    for table in (
        "answer", "acknowledgement", "portal_finding", "portal_report", "sending", "edition_withdrawal",
        "edition_file", "edition", "proposal_act", "proposal_file", "proposal_audience", "proposal",
    ):  # fmt: skip
        op.drop_table(table)


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        *_words("return_code", "form", "area", "period"),
        sa.Column("place", sa.String),
        *_words("ruleset", "release"),
        sa.Column("as_of", UTCDateTime, nullable=False),
        *_words("content"),
        sa.Column("reason", sa.String),
        *_words("note"),
        sa.Column("office", sa.String),
        *_words("proposed_by"),
        sa.Column("proposed_at", UTCDateTime, nullable=False),
        *_words("head"),
    )
    op.create_index("proposal_by_return", "proposal", ["return_code", "area", "period"])
    op.create_table(
        "proposal_audience",
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposal.id"), primary_key=True),
        sa.Column("audience", sa.String, primary_key=True),
        sa.Column("cells", sa.String),
        *_words("rule", "version"),
        sa.Column("hidden", sa.Integer, nullable=False),
        *_words("history"),
        sa.Column("refusal", sa.String),
    )
    _files("proposal_file", "proposal")
    op.create_table(
        "proposal_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposal.id"), nullable=False),
        *_words("act", "by"),
        sa.Column("office", sa.String),
        *_words("note"),
        sa.Column("at", UTCDateTime, nullable=False),
    )
    op.create_index("ix_proposal_act_proposal", "proposal_act", ["proposal"])


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("proposal", sa.Integer, sa.ForeignKey("proposal.id"), nullable=False, unique=True),
        *_words("return_code", "area", "period"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        *_words("published_by"),
        sa.Column("published_at", UTCDateTime, nullable=False),
        *_words("head"),
        sa.UniqueConstraint("return_code", "area", "period", "number"),
    )
    _files("edition_file", "edition")
    op.create_table(
        "edition_withdrawal",
        sa.Column("edition", sa.Integer, sa.ForeignKey("edition.id"), primary_key=True),
        sa.Column("at", UTCDateTime, nullable=False),
        *_words("by", "reason"),
    )


def _sendings() -> None:
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition", sa.Integer, sa.ForeignKey("edition.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *_words("portal", "receipt"),
        sa.Column("sent_at", UTCDateTime, nullable=False),
        *_words("recorded_by"),
        sa.Column("recorded_at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("edition", "number"),
    )
    op.create_table(
        "portal_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sending", sa.Integer, sa.ForeignKey("sending.id"), nullable=False),
        *_words("file", "file_name", "loaded_by"),
        sa.Column("loaded_at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("sending", "file"),
    )
    op.create_table(
        "portal_finding",
        sa.Column("report", sa.Integer, sa.ForeignKey("portal_report.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *_words("severity", "code"),
        sa.Column("line", sa.String),
        sa.Column("row_number", sa.Integer, nullable=False),
        *_words("message"),
    )


def _said() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("edition", sa.Integer, sa.ForeignKey("edition.id"), nullable=False),
        *_words("by", "sha256", "audience"),
        sa.Column("file_name", sa.String),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("edition", "by", "sha256"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        *_words("key", "code", "submission", "text", "by"),
        sa.Column("at", UTCDateTime, nullable=False),
    )
    op.create_index("ix_answer_key", "answer", ["key"])


def _files(table: str, of: str) -> None:
    op.create_table(
        table,
        sa.Column(of, sa.Integer, sa.ForeignKey(f"{of}.id"), primary_key=True),
        sa.Column("audience", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *_words("name", "media_type", "sha256"),
        sa.Column("size", sa.Integer, nullable=False),
    )


def _words(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String, nullable=False) for name in names)
