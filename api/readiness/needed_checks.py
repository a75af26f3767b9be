"""Checks of what every answer needs: store, schema, audit trail, files, keys, and that queued work is done."""

from __future__ import annotations

import os
from datetime import timedelta

from sqlalchemy import text

from api.readiness.check import ReadinessCheck, ReadinessContext
from returnonce.audit import has_recent_break
from returnonce.claims import background_tasks
from returnonce.db import reading
from returnonce.keys.rotation import open_given_vault
from returnonce.keys.sources import gives_key
from returnonce.keys.store_keys import read_fingerprint
from returnonce.sqlite_reading import RESTORING
from returnonce.store_revision import describe_revision, read_revision
from returnonce.vault import MASTER_KEY, RECORDS, Vault

#: The newest audit rows that are checked each time; doctor checks all.
AUDIT_ROWS = 50
#: Work that waits longer than this, free to be taken, is taken by nobody.
STUCK_AFTER = timedelta(minutes=15)


def look_at_store(context: ReadinessContext) -> str | None:
    """It answers a query of its tables."""
    if (context.app.home / RESTORING).exists():
        return "A backup is being restored here, or its restoring was stopped."
    with context.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM batch WHERE id < 2"))
    return None


def look_at_schema(context: ReadinessContext) -> str | None:
    """Its tables are those of this program."""
    with context.engine.connect() as connection:
        return describe_revision(read_revision(connection))


def look_at_audit_trail(context: ReadinessContext) -> str | None:
    """The newest rows of the audit trail follow from one another."""
    with reading(context.engine) as session:
        broken = has_recent_break(session, AUDIT_ROWS)
    return "The audit trail is broken among its newest rows; returnonce doctor says where." if broken else None


def look_at_blobs(context: ReadinessContext) -> str | None:
    """The place where files are kept answers, and the home and its folders can be read and written to."""
    home = context.app.home
    context.app.objects.find("files/none")
    folders = [home, *(folder for folder in (home / "files", home / RECORDS) if folder.exists())]
    closed = [folder.name for folder in folders if not os.access(folder, os.R_OK | os.W_OK | os.X_OK)]
    return f"The folder {closed[0]} of the home may not be read or written to." if closed else None


def look_at_keys(context: ReadinessContext) -> str | None:
    """The master key that this process works with is the store's own, also after it was rotated elsewhere."""
    settings = context.app.settings
    with reading(context.engine) as session:
        expected = read_fingerprint(session, "master")
    vault: Vault | None = vars(context.app).get("vault")
    if vault is None and (gives_key(settings, "master") or (settings.home / MASTER_KEY).exists()):
        vault = open_given_vault(settings)
    if expected is None:
        # A store that knows none adopts one with the first thing that is sealed; a question must not.
        is_lost = vault is None and any(context.app.objects.entries(RECORDS))
        return "The master key is gone, and what was sealed with it is still here." if is_lost else None
    if vault is not None and vault.fingerprint == expected:
        return None
    return "The master key here is not the store's: give this machine the store's key, and start it again."


def look_at_queue(context: ReadinessContext) -> str | None:
    """No work that anybody may take has waited long."""
    clock = context.app.clock
    with reading(context.engine) as session:
        stuck = background_tasks.count_free(session, clock, since=clock.now() - STUCK_AFTER)
    minutes = STUCK_AFTER // timedelta(minutes=1)
    what = "1 piece of work has" if stuck == 1 else f"{stuck} pieces of work have"
    return f"{what} waited over {minutes} minutes for a worker (returnonce work)." if stuck else None


NEEDED_CHECKS = (
    ReadinessCheck("store", look_at_store),
    ReadinessCheck("schema", look_at_schema),
    ReadinessCheck("audit", look_at_audit_trail),
    ReadinessCheck("blobs", look_at_blobs),
    ReadinessCheck("keys", look_at_keys),
    ReadinessCheck("queue", look_at_queue),
)
