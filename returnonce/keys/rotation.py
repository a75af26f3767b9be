"""Another master key for a store: the key of each sealed case is sealed anew under it, and no record is read.

Prepared beside the old, switched in one transaction, then tidied: whoever is stopped in between runs it again. Until
the switch the old key opens everything, from then on the new one does, and after the tidying the old opens nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, update

from returnonce import audit, row_hashes
from returnonce.blobs import write_atomic
from returnonce.blobs.current import CurrentObjects
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, WrongUsage
from returnonce.keys.sealed_secrets import read_webhook_secrets
from returnonce.keys.sources import gives_key, read_key_text
from returnonce.keys.store_keys import SHOWN, add_key, confirm_master_key, find_fingerprint, open_store_vault
from returnonce.progress import track
from returnonce.settings import Settings
from returnonce.vault import MASTER_KEY, NEXT_MASTER_KEY, Vault, new_master_key, open_vault, overwrite
from returnonce.webhooks.models import WebhookSecretRow


@dataclass(frozen=True)
class Rotation:
    """What was done. ``before``, ``now``: fingerprints; ``cases``, ``secrets``: how many were sealed anew; ``resumed``:
    only what was left of an earlier one was done."""

    before: str
    now: str
    cases: int
    secrets: int
    resumed: bool = False


def rotate_master_key(engine: Engine, settings: Settings, clock: Clock, *, new_file: Path | None = None) -> Rotation:
    """Seal everything under another master key. It is made in ``new_file``, or read from there; without one it takes
    the place of the home folder's own.

    Raises:
        WrongUsage: the key in use is given from outside, and no file is named for the new one.
        Unavailable: the key in use is not the store's, or there is no room.
    """
    path = _new_path(settings, new_file)
    new = _open_new(settings, path)
    expected = find_fingerprint(engine, "master")
    if expected == new.fingerprint:
        return Rotation(expected, new.fingerprint, _tidy(settings, new, path), 0, resumed=True)
    old = open_store_vault(engine, settings, clock)
    prepared = _prepare(old, new)
    with transaction(engine) as session:
        confirm_master_key(session, old)
        # Those that were sealed meanwhile; nobody can seal and commit until this is committed.
        cases = prepared + _prepare(old, new)
        secrets = _seal_secrets(session, old, new)
        add_key(session, clock, "master", new.fingerprint)
        details = {"before": old.fingerprint[:SHOWN], "cases": cases, "secrets": secrets}
        audit.record(session, clock, act="rotate-master-key", subject=new.fingerprint[:SHOWN], details=details)
    _tidy(settings, new, path)
    return Rotation(old.fingerprint, new.fingerprint, cases, secrets)


def replace_lost_key(engine: Engine, settings: Settings, clock: Clock) -> Rotation:
    """Begin with the key that is here, or a new one, where the store's own is lost. What is sealed stays closed.

    Raises:
        Conflict: the key is not lost: it is here.
    """
    expected = find_fingerprint(engine, "master")
    given = gives_key(settings, "master")
    if not given and not (settings.home / MASTER_KEY).exists():
        _make_key(settings.home / MASTER_KEY)
    new = open_given_vault(settings)
    if expected is None or new.fingerprint == expected:
        raise Conflict("The store's master key is not lost.", mend="Leave --lost out.")
    with transaction(engine) as session:
        add_key(session, clock, "master", new.fingerprint)
        details = {"before": expected[:SHOWN], "lost": True}
        audit.record(session, clock, act="rotate-master-key", subject=new.fingerprint[:SHOWN], details=details)
    return Rotation(expected, new.fingerprint, 0, 0)


def open_given_vault(settings: Settings) -> Vault:
    """The vault with the key that is here, whether or not it is the store's."""
    if (given := read_key_text(settings, "master")) is not None:
        return open_vault(settings.home, given.text, where=given.where, objects=CurrentObjects(settings))
    text = (settings.home / MASTER_KEY).read_text(encoding="ascii", errors="replace")
    return open_vault(settings.home, text, where=MASTER_KEY, objects=CurrentObjects(settings))


def _new_path(settings: Settings, new_file: Path | None) -> Path:
    if new_file is not None:
        return new_file
    if gives_key(settings, "master"):
        raise WrongUsage(
            "The master key is given from outside, so the new one is not kept in the home folder.", where="--new",
            mend="Name a file with --new: the new key is made there, or read if it is there already.",
        )  # fmt: skip
    return settings.home / NEXT_MASTER_KEY


def _open_new(settings: Settings, path: Path) -> Vault:
    if not path.exists():
        _make_key(path)
    text, objects = path.read_text(encoding="ascii", errors="replace"), CurrentObjects(settings)
    return open_vault(settings.home, text, where=str(path), objects=objects)


def _make_key(path: Path) -> None:
    write_atomic(path, new_master_key().encode(), private=True)


def _prepare(old: Vault, new: Vault) -> int:
    """Put each case's key under the new master key beside the one under the old. How many were not so yet."""
    count = 0
    for name in track("Sealing keys of cases anew", list(old.names())):
        try:
            count += old.prepare_key(name, new)
        except NotFound:
            # It was purged at this moment.
            continue
    return count


def _seal_secrets(session: Session, old: Vault, new: Vault) -> int:
    columns = list(WebhookSecretRow.__table__.columns.keys())  # type: ignore[attr-defined]
    secrets = read_webhook_secrets(session)
    for row, label in secrets:
        before = {name: getattr(row, name) for name in columns}
        after = before | {"sealed": new.wrap(label, old.unwrap(label, row.sealed))}
        row_hashes.note_changed_row(session, "webhook_secret", before, after, columns)
        own = (col(WebhookSecretRow.webhook) == row.webhook, col(WebhookSecretRow.number) == row.number)
        session.execute(update(WebhookSecretRow).where(*own).values(sealed=after["sealed"]))
    return len(secrets)


def _tidy(settings: Settings, new: Vault, path: Path) -> int:
    """Take away what the old key opens. How many cases had it still."""
    count = 0
    for name in track("Taking away what the old key opens", list(new.names())):
        count += new.finish_key(name)
    new.objects.scrub()
    if path == settings.home / NEXT_MASTER_KEY and path.exists():
        overwrite(settings.home / MASTER_KEY)
        os.replace(path, settings.home / MASTER_KEY)
    return count
