"""Whether a store's tables are those of the program that answers, in words for who looks after the service."""

from __future__ import annotations

from sqlalchemy import Engine

from returnonce import VERSION
from returnonce.sqlite_reading import newest_revision
from returnonce.store_revision import known_revisions, read_revision

FITS = "They are this release’s own, so nothing needs to be done."
OLDER = (
    "They are of an earlier release. Nothing is lost: ask whoever installed this release to start it again, which "
    "brings them up to date."
)
NEWER = (
    "A newer release made them, and this one must no longer work on them. Ask whoever installed the newer one to stop "
    "this one."
)


def describe_store_state(engine: Engine) -> list[tuple[str, str]]:
    """The release, the schema of the store's tables, and what to do where they do not belong together."""
    with engine.connect() as connection:
        revision = read_revision(connection)
    return [("Release that answers", VERSION), ("Tables of the store", f"Schema {revision}. {_compare(revision)}")]


def _compare(revision: str | None) -> str:
    if revision == newest_revision():
        return FITS
    return OLDER if revision in known_revisions() else NEWER
