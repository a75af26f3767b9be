"""Each firing of a duty is claimed once in the store, whichever process comes first."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from returnonce.clock import Clock


class FiringRow(SQLModel, table=True):
    """One duty on one day; the table is also the history."""

    __tablename__ = "firing"

    duty: str = Field(primary_key=True)
    slot: date = Field(primary_key=True)
    claimed_at: datetime
    finished_at: datetime | None = None
    outcome: str | None = None


def claim(session: Session, clock: Clock, *, duty: str, slot: date) -> bool:
    """True for exactly one caller per duty and slot."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"duty": duty, "slot": slot, "claimed_at": clock.now()}
    statement = dialect.insert(FiringRow).values(**row).on_conflict_do_nothing()
    claimed = session.connection().execute(statement.returning(col(FiringRow.duty)))
    return claimed.first() is not None


def finish(session: Session, clock: Clock, *, duty: str, slot: date, outcome: str) -> None:
    """What came of a claimed firing."""
    row = session.get_one(FiringRow, (duty, slot))
    row.finished_at, row.outcome = clock.now(), outcome
    session.add(row)
