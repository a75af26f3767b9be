"""Counts the acts of the audit trail by name, reading only what came since it was asked last."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from returnonce.audit import AuditRow

BACK_UP, EXAMINE = "back-up", "examine"
#: A backup or an examination that is older than this is told of; both are made every day.
OLD = timedelta(days=2)


@dataclass(frozen=True)
class ActCount:
    """How often an act was done, and the number of its newest row."""

    times: int
    last: int


@dataclass(frozen=True)
class Examination:
    """When the doctor looked last by the clock, and what it found."""

    at: datetime
    errors: int
    warnings: int


@dataclass
class ActTally:
    """One for a process: the first look reads the whole trail, each later one what was added."""

    _counts: dict[str, ActCount] = field(default_factory=dict)
    _newest: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, session: Session) -> dict[str, ActCount]:
        """Every act that was ever done, by its name."""
        with self._lock:
            newest = session.exec(select(func.max(col(AuditRow.id)))).one() or 0
            if newest < self._newest:
                # Another store was put in this one's place.
                self._counts, self._newest = {}, 0
            self._add(session, newest)
            return dict(self._counts)

    def _add(self, session: Session, newest: int) -> None:
        if newest == self._newest:
            return
        number = col(AuditRow.id)
        rows = select(col(AuditRow.act), func.count(), func.max(number)).group_by(col(AuditRow.act))
        for act, times, last in session.exec(rows.where(number > self._newest, number <= newest)):
            before = self._counts.get(act, ActCount(0, 0))
            self._counts[act] = ActCount(before.times + times, last or 0)
        self._newest = newest

    def read_last(self, session: Session, act: str) -> AuditRow | None:
        """The newest row of an act; None where it was never done."""
        count = self.read(session).get(act)
        return None if count is None else session.get(AuditRow, count.last)

    def read_last_backup(self, session: Session) -> datetime | None:
        """When the last backup was made, by the clock or by hand."""
        row = self.read_last(session, BACK_UP)
        return None if row is None else row.at

    def read_last_examination(self, session: Session) -> Examination | None:
        """What the doctor found when it looked last by the clock."""
        row = self.read_last(session, EXAMINE)
        if row is None:
            return None
        details = json.loads(row.details)
        return Examination(row.at, int(details["errors"]), int(details["warnings"]))
