"""Notes which ruleset work is done by: one row each time another comes into use, and its files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, Index
from sqlmodel import Field, SQLModel

from mappings.ruleset.archive import archive_ruleset, has_archive
from mappings.ruleset.ruleset import Ruleset
from mappings.ruleset.ruleset_history import find_newest_hash
from returnonce import VERSION, audit
from returnonce.blobs import ObjectStore
from returnonce.clock import Clock
from returnonce.db import reading, transaction


class RulesetRow(SQLModel, table=True):
    """From ``since`` on, work was done by the ruleset of that hash, under that release. Never updated or deleted."""

    __tablename__ = "ruleset"
    __table_args__ = (Index("ruleset_by_time", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    hash: str
    since: datetime
    release: str


def record_ruleset_use(engine: Engine, objects: ObjectStore, clock: Clock, ruleset: Ruleset) -> bool:
    """Keep a ruleset's files, and note that it came into use. True if it was not the one in use already.

    Raises:
        Unavailable: the store or the disk does not take it.
    """
    with reading(engine) as session:
        in_use = find_newest_hash(session) == ruleset.hash
    if in_use and has_archive(objects, ruleset.hash):
        return False
    # The files come first, so that no row is ever without them.
    archive_ruleset(objects, ruleset)
    return not in_use and _add_row(engine, clock, ruleset)


def _add_row(engine: Engine, clock: Clock, ruleset: Ruleset) -> bool:
    with transaction(engine) as session:
        if find_newest_hash(session) == ruleset.hash:
            return False
        release = VERSION
        session.add(RulesetRow(hash=ruleset.hash, since=clock.now(), release=release))
        audit.record(session, clock, act="use-rules", subject=ruleset.hash, details={"release": release})
    return True
