"""Which ruleset was in use when: one row each time another ruleset came into use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Index
from sqlmodel import Field, Session, SQLModel, col, select

from mappings.ruleset.archive import archive_path, archive_ruleset
from mappings.ruleset.ruleset import Ruleset
from returnonce import VERSION, audit
from returnonce.clock import Clock
from returnonce.db import reading, transaction

NOT_KEPT = "No older rules are kept of that time, so this is by the rules of today."


class RulesetRow(SQLModel, table=True):
    """From ``since`` on, work was done by the ruleset of that hash, under that release. Never updated or deleted."""

    __tablename__ = "ruleset"
    __table_args__ = (Index("ruleset_by_time", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    hash: str
    since: datetime
    release: str


@dataclass(frozen=True)
class RulesOfInstant:
    """By which rules a question about an instant is answered. ``note``: what must be said of that, if anything."""

    hash: str
    older: bool
    note: str | None = None


def record_ruleset_use(engine: Engine, home: Path, clock: Clock, ruleset: Ruleset) -> bool:
    """Keep a ruleset's files, and note that it came into use. True if it was not the one in use already.

    Raises:
        Unavailable: the store or the disk does not take it.
    """
    with reading(engine) as session:
        in_use = find_newest_hash(session) == ruleset.hash
    if in_use and archive_path(home, ruleset.hash).exists():
        return False
    # The files come first, so that no row is ever without them.
    archive_ruleset(home, ruleset)
    return not in_use and _add_row(engine, clock, ruleset)


def find_newest_hash(session: Session) -> str | None:
    """Hash of the ruleset that work was last done by; None where none was noted."""
    return session.exec(select(RulesetRow.hash).order_by(col(RulesetRow.id).desc()).limit(1)).first()


def find_hash_at(session: Session, instant: datetime) -> str | None:
    """Hash of the ruleset in use at an instant; None where none had been noted by then."""
    rows = select(RulesetRow.hash).where(col(RulesetRow.since) <= instant)
    return session.exec(rows.order_by(col(RulesetRow.since).desc(), col(RulesetRow.id).desc()).limit(1)).first()


def find_rules_at(session: Session, ruleset: Ruleset, instant: datetime | None) -> RulesOfInstant:
    """The rules that a question about an instant is answered by; without one, today's."""
    name = find_hash_at(session, instant) if instant else ruleset.hash
    if name is None:
        return RulesOfInstant(ruleset.hash, older=False, note=NOT_KEPT)
    return RulesOfInstant(name, older=name != ruleset.hash)


def _add_row(engine: Engine, clock: Clock, ruleset: Ruleset) -> bool:
    with transaction(engine) as session:
        if find_newest_hash(session) == ruleset.hash:
            return False
        release = VERSION
        session.add(RulesetRow(hash=ruleset.hash, since=clock.now(), release=release))
        audit.record(session, clock, act="use-rules", subject=ruleset.hash, details={"release": release})
    return True
