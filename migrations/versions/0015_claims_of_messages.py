"""Messages, webhook events and repeated requests are claimed in the table of claims too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Row = Mapping[str, Any]
ROWS_AT_ONCE = 500
CLAIM = sa.table(
    "claim",
    *(sa.column(name, sa.String) for name in ("kind", "key", "state", "holder", "outcome")),
    *(sa.column(name, UTCDateTime) for name in ("held_until", "not_before", "finished_at")),
    *(sa.column(name, sa.Integer) for name in ("attempts", "failures")),
)
ANSWERED = sa.table(
    "answered",
    *(sa.column(name, sa.String) for name in ("caller", "key", "holder")),
    sa.column("held_until", UTCDateTime),
    sa.column("status", sa.Integer),
)
#: After these nothing more is tried.
FINAL = {
    "message": {"sent", "refused", "given_up", "replaced"},
    "webhook": {"delivered", "given up", "not theirs", "gone"},
}
MESSAGES = (
    "SELECT outbox.key, attempt.attempt, attempt.until FROM attempt JOIN outbox ON outbox.id = attempt.message",
    "SELECT outbox.key, delivery.attempt, delivery.at, delivery.outcome, delivery.again_at FROM delivery"
    " JOIN outbox ON outbox.id = delivery.message",
)
WEBHOOKS = (
    "SELECT webhook.name || '/' || webhook_event.name AS key, webhook_attempt.attempt, webhook_attempt.until"
    " FROM webhook_attempt JOIN webhook ON webhook.id = webhook_attempt.webhook"
    " JOIN webhook_event ON webhook_event.id = webhook_attempt.event",
    "SELECT webhook.name || '/' || webhook_event.name AS key, webhook_outcome.attempt, webhook_outcome.at,"
    " webhook_outcome.outcome, webhook_outcome.again_at"
    " FROM webhook_outcome JOIN webhook ON webhook.id = webhook_outcome.webhook"
    " JOIN webhook_event ON webhook_event.id = webhook_outcome.event",
)


def upgrade() -> None:
    for kind, queries in (("message", MESSAGES), ("webhook", WEBHOOKS)):
        attempts, outcomes = (_by_key(query) for query in queries)
        _insert(_claim(kind, key, attempts[key], outcomes[key]) for key in sorted({*attempts, *outcomes}))
    working = op.get_bind().execute(sa.select(ANSWERED).where(ANSWERED.c.status.is_(None))).mappings().all()
    _insert(_claim_of_request(row) for row in working)
    op.drop_column("answered", "holder")
    op.drop_column("answered", "held_until")


def downgrade() -> None:
    op.add_column("answered", sa.Column("holder", sa.String, nullable=False, server_default=""))
    long_ago = "1970-01-01 00:00:00.000000"
    op.add_column("answered", sa.Column("held_until", UTCDateTime, nullable=False, server_default=long_ago))
    op.execute(CLAIM.delete().where(CLAIM.c.kind.in_(("message", "webhook", "request"))))


def _by_key(query: str) -> defaultdict[str, list[Row]]:
    wanted = ("until",) if "until" in query else ("at", "again_at")
    instants = sa.text(query).columns(key=sa.String, attempt=sa.Integer, **dict.fromkeys(wanted, UTCDateTime()))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in op.get_bind().execute(instants).mappings():
        rows[row["key"]].append(row)
    return rows


def _claim(kind: str, key: str, attempts: Sequence[Row], outcomes: Sequence[Row]) -> dict[str, Any]:
    """What the rows of attempts and outcomes say together. What was held did not fail by its own fault."""
    claim = _empty(kind, key) | {"attempts": len(attempts)}
    over = [row for row in outcomes if row["outcome"] in FINAL[kind]]
    if over:
        state = "failed" if over[0]["outcome"] in {"given_up", "given up"} else "done"
        return claim | {"state": state, "finished_at": over[0]["at"], "outcome": over[0]["outcome"]}
    held = sum(row["outcome"] == "held" for row in outcomes)
    newest = max(attempts, key=lambda row: row["attempt"])
    answer = next((row for row in outcomes if row["attempt"] == newest["attempt"]), None)
    if answer is None:
        failures = len(attempts) - held - 1
        return claim | {"state": "running", "held_until": newest["until"], "failures": failures}
    return claim | {"state": "waiting", "not_before": answer["again_at"], "failures": len(attempts) - held}


def _claim_of_request(row: Row) -> dict[str, Any]:
    running = {"state": "running", "attempts": 1, "holder": row["holder"], "held_until": row["held_until"]}
    return _empty("request", f"{row['caller']}/{row['key']}") | running


def _empty(kind: str, key: str) -> dict[str, Any]:
    return dict.fromkeys(column.name for column in CLAIM.columns) | {"kind": kind, "key": key, "failures": 0}


def _insert(claims: Iterator[dict[str, Any]]) -> None:
    rows = list(claims)
    for first in range(0, len(rows), ROWS_AT_ONCE):
        op.bulk_insert(CLAIM, rows[first : first + ROWS_AT_ONCE])
