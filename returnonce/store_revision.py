"""Which schema a store has, against those that this program knows."""

from __future__ import annotations

import os

from sqlalchemy import Connection, inspect, text

from returnonce.errors import Conflict
from returnonce.sqlite_reading import MIGRATIONS, newest_revision

MEND = (
    "Install the release that made it (returnonce --version says which this is), "
    "or restore a backup that was made before the upgrade."
)


def read_revision(connection: Connection) -> str | None:
    """The schema's revision; None where there is no schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def describe_revision(revision: str | None) -> str | None:
    """What is wrong with a store of that revision; None where it is this program's own."""
    if revision == newest_revision():
        return None
    if revision is None:
        return "There is no store here; returnonce init makes one."
    if revision in known_revisions():
        return f"The store has schema {revision}, this program has {newest_revision()}: run returnonce init."
    return f"The store has schema {revision}, which a newer release made; this program knows up to {newest_revision()}."


def check_not_newer(revision: str | None) -> None:
    """Refuse to work on a store that a newer release has upgraded.

    Raises:
        Conflict: its schema is none that this program knows.
    """
    if revision is not None and revision not in known_revisions():
        raise Conflict(str(describe_revision(revision)), mend=MEND)


def known_revisions() -> frozenset[str]:
    """Every revision that this program can bring up to date."""
    return frozenset(name[:4] for name in os.listdir(MIGRATIONS / "versions") if name[:4].isdigit())
