"""One table of claims; who had a firing or a task, and what came of it, moves there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Row = Mapping[str, Any]
ROWS_AT_ONCE = 500
LEASE_COLUMNS: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "state": sa.String, "holder": sa.String, "held_until": UTCDateTime, "attempts": sa.Integer,
    "finished_at": UTCDateTime, "outcome": sa.String,
}  # fmt: skip


def _table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(each, kind) for each, kind in (columns | LEASE_COLUMNS).items()))


FIRING = _table("firing", duty=sa.String, slot=UTCDateTime, claimed_at=UTCDateTime)
TASK = _table("task", id=sa.Integer, key=sa.String)
CLAIM = _table("claim", kind=sa.String, key=sa.String, failures=sa.Integer, not_before=UTCDateTime)
#: Firings that never were anybody's.
NOTED = ("begun", "skipped")
#: Attempts of a claim in a state that did not fail, or are not known to have failed yet.
UNFAILED = {"running": 1, "done": 1}


def upgrade() -> None:
    op.create_table(
        "claim",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("holder", sa.String),
        sa.Column("held_until", UTCDateTime),
        sa.Column("not_before", UTCDateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("finished_at", UTCDateTime),
        sa.Column("outcome", sa.String),
    )
    op.create_index("claim_unfinished", "claim", ["kind", "key"], **_where("finished_at IS NULL"))
    claimed = FIRING.c.state.not_in(NOTED)
    _copy(sa.select(FIRING).where(claimed), "job", _firing_key)
    _copy(sa.select(TASK), "task", lambda row: str(row["key"]))
    op.execute(FIRING.update().where(claimed).values(state="claimed", outcome=None))
    for table, kept in (("firing", {"state", "outcome"}), ("task", set())):
        op.drop_index(f"{table}_unfinished", table)
        for name in LEASE_COLUMNS.keys() - kept:
            op.drop_column(table, name)


def downgrade() -> None:
    for table, kept in (("firing", {"state", "outcome"}), ("task", set())):
        for name in sorted(LEASE_COLUMNS.keys() - kept):
            default = {"state": "queued", "attempts": "1"}.get(name)
            column = sa.Column(name, LEASE_COLUMNS[name], nullable=default is None, server_default=default)
            op.add_column(table, column)
    op.execute(FIRING.update().where(FIRING.c.state.in_(NOTED)).values(finished_at=FIRING.c.claimed_at))
    for table, kind, key in ((FIRING, "job", _firing_key), (TASK, "task", lambda row: str(row["key"]))):
        _copy_back(table, kind, key)
    op.create_index("firing_unfinished", "firing", ["slot"], **_where("finished_at IS NULL"))
    op.create_index("task_unfinished", "task", ["id"], **_where("finished_at IS NULL"))
    op.drop_index("claim_unfinished", "claim")
    op.drop_table("claim")


def _copy(query: sa.Select[Any], kind: str, key: Callable[[Row], str]) -> None:
    for rows in _in_parts(query):
        op.bulk_insert(CLAIM, [_claim(row) | {"kind": kind, "key": key(row)} for row in rows])


def _claim(row: Row) -> dict[str, Any]:
    """The end of a rest after a failure was written where the end of a lease is."""
    waits = row["state"] == "waiting"
    untried = row["state"] == "queued"
    leased = {name: row[name] for name in LEASE_COLUMNS}
    return leased | {
        "held_until": None if waits else row["held_until"],
        "not_before": row["held_until"] if waits else None,
        "failures": 0 if untried else row["attempts"] - UNFAILED.get(row["state"], 0),
    }


def _copy_back(table: sa.TableClause, kind: str, key: Callable[[Row], str]) -> None:
    claims = {row["key"]: row for rows in _in_parts(sa.select(CLAIM).where(CLAIM.c.kind == kind)) for row in rows}
    names = [column.name for column in table.columns if column.name in {"duty", "slot", "id"}]
    for row in [row for rows in _in_parts(sa.select(table)) for row in rows]:
        if (claim := claims.get(key(row))) is not None:
            values = {name: claim[name] for name in LEASE_COLUMNS}
            values["held_until"] = claim["held_until"] or claim["not_before"]
            op.execute(table.update().where(*(table.c[name] == row[name] for name in names)).values(**values))


def _firing_key(row: Row) -> str:
    slot: datetime = row["slot"]
    return f"{row['duty']} {slot.astimezone(UTC).isoformat()}"


def _in_parts(query: sa.Select[Any]) -> Iterator[list[Row]]:
    rows = op.get_bind().execute(query).mappings().all()
    for first in range(0, len(rows), ROWS_AT_ONCE):
        yield list(rows[first : first + ROWS_AT_ONCE])


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
