"""Keys of what may happen only once, ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from returnonce.clock import Clock

KEYS_AT_ONCE = 500


class OnceKeyRow(SQLModel, table=True):
    """``key`` happened, and is noted in the transaction in which it did."""

    __tablename__ = "mark"

    key: str = Field(primary_key=True)
    at: datetime


def record_once(session: Session, clock: Clock, keys: Sequence[str]) -> frozenset[str]:
    """Note each key, and tell which of them had not been noted before."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new: set[str] = set()
    for first in range(0, len(keys), KEYS_AT_ONCE):
        rows = [{"key": key, "at": clock.now()} for key in dict.fromkeys(keys[first : first + KEYS_AT_ONCE])]
        statement = dialect.insert(OnceKeyRow).values(rows).on_conflict_do_nothing().returning(col(OnceKeyRow.key))
        new |= {key for (key,) in session.connection().execute(statement)}
    return frozenset(new)
