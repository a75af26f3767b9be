"""The keys of a store: the first that prove themselves are its own, and no process with others works on it."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.blobs.current import CurrentObjects
from returnonce.clock import Clock
from returnonce.db import reading, transaction
from returnonce.errors import Unavailable
from returnonce.keys.models import StoreKeyRow
from returnonce.keys.sealed_secrets import opens_what_is_sealed
from returnonce.keys.sources import KeyKind, KeyText, read_key_text
from returnonce.settings import Settings
from returnonce.vault import MASTER_KEY, NEXT_MASTER_KEY, Vault, open_vault

#: So much of a fingerprint is shown to people.
SHOWN = 16


def open_store_vault(engine: Engine, settings: Settings, clock: Clock) -> Vault:
    """The vault, with the master key that the store knows as its own. A store that knows none yet adopts the key that
    is here, if it opens what is sealed; where nothing is, one is made.

    Raises:
        WrongUsage: the key is not 32 bytes in base64, or is given in two ways.
        Unavailable: there is no key here, or it is another than the store's; says what to copy.
    """
    expected = find_fingerprint(engine, "master")
    given = read_key_text(settings, "master")
    vault, is_made = _open_candidate(settings, given, expected)
    if expected is None:
        expected = _adopt(engine, clock, vault)
        if is_made and expected != vault.fingerprint:
            # Another process came first; the key that was made here opens nothing.
            (settings.home / MASTER_KEY).unlink()
    if expected != vault.fingerprint:
        raise refuse_key("master", expected, vault.fingerprint, where=given.where if given else MASTER_KEY)
    return vault


def find_fingerprint(engine: Engine, kind: KeyKind) -> str | None:
    """The fingerprint of the key in use; None where the store knows none yet."""
    with reading(engine) as session:
        return read_fingerprint(session, kind)


def read_fingerprint(session: Session, kind: KeyKind) -> str | None:
    """The same within a transaction."""
    fingerprints = select(StoreKeyRow.fingerprint).where(col(StoreKeyRow.kind) == kind)
    return session.exec(fingerprints.order_by(col(StoreKeyRow.id).desc()).limit(1)).first()


def confirm_master_key(session: Session, vault: Vault) -> None:
    """Nothing new is sealed with a key that was rotated while this process ran; call it in the act's transaction.

    Raises:
        Unavailable: the store's master key is another by now.
    """
    expected = read_fingerprint(session, "master")
    if expected is not None and expected != vault.fingerprint:
        raise refuse_key("master", expected, vault.fingerprint, where="this process")


def add_key(session: Session, clock: Clock, kind: KeyKind, fingerprint: str, public: str | None = None) -> None:
    """From now on this is the store's key; the caller's act says so in the audit trail."""
    session.add(StoreKeyRow(kind=kind, fingerprint=fingerprint, public=public, at=clock.now()))


def refuse_key(kind: KeyKind, expected: str, here: str | None, *, where: str) -> Unavailable:
    """The error of a process whose key is not the store's; says what to copy from where to where."""
    state = "there is none here" if here is None else f"the one here is {here[:SHOWN]}"
    name = kind.upper()
    return Unavailable(
        f"The store's {kind} key is {expected[:SHOWN]}, and {state}.", where=where,
        mend=f"Copy keys/{kind}.key from the home folder of a machine that works on this store into keys/ of this one, "
        f"or set RETURNONCE_{name}_KEY, RETURNONCE_{name}_KEY_FILE or RETURNONCE_{name}_KEY_COMMAND to the same key; "
        "then start again.",
    )  # fmt: skip


def _open_candidate(settings: Settings, key: KeyText | None, expected: str | None) -> tuple[Vault, bool]:
    """A vault with the key that is here, and whether it was made just now."""
    home, objects = settings.home, CurrentObjects(settings)
    if key is not None:
        return open_vault(home, key.text, where=key.where, objects=objects), False
    # A rotation that was stopped after it took effect left the new key beside the old one, or what was left of that.
    for path in (home / NEXT_MASTER_KEY, home / MASTER_KEY):
        if path.exists():
            text = path.read_text(encoding="ascii", errors="replace")
            vault = open_vault(home, text, where=str(path), objects=objects)
            if vault.fingerprint == expected or path == home / MASTER_KEY:
                return vault, False
    if expected is not None:
        raise refuse_key("master", expected, None, where=MASTER_KEY)
    return open_vault(home, objects=objects), True


def _adopt(engine: Engine, clock: Clock, vault: Vault) -> str:
    """The store's fingerprint from now on: this key's, or that of a process which came first."""
    with transaction(engine) as session:
        if (expected := read_fingerprint(session, "master")) is not None:
            return expected
        if opens_what_is_sealed(session, vault) is False:
            raise Unavailable(
                "The master key here does not open what is sealed in this store.", where="the master key",
                mend="Put keys/master.key back, or set RETURNONCE_MASTER_KEY to the key that it was sealed with.",
            )  # fmt: skip
        add_key(session, clock, "master", vault.fingerprint)
        details = {"kind": "master"}
        audit.record(session, clock, act="adopt-key", subject=vault.fingerprint[:SHOWN], details=details)
    return vault.fingerprint
