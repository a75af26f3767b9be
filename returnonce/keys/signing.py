"""The signing key of a store, and the public keys by which what it ever signed is verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from returnonce import audit
from returnonce.audit import AuditRow
from returnonce.blobs import ObjectStore
from returnonce.blobs.current import CurrentObjects
from returnonce.clock import Clock
from returnonce.db import transaction
from returnonce.errors import Conflict, NotFound, Unavailable, WrongUsage
from returnonce.keys.models import StoreKeyRow
from returnonce.keys.sources import gives_key, read_key_text
from returnonce.keys.store_keys import SHOWN, add_key, find_fingerprint, read_fingerprint, refuse_key
from returnonce.settings import Settings
from returnonce.signing_keys import (
    NEXT_SIGNING_KEY,
    SIGNING_KEY,
    PublicKey,
    Signer,
    finish_signer,
    forget_public_key,
    load_signer,
    make_signer,
    prepare_signer,
    publish_key,
    read_public_keys,
)

#: The act of ``signing-key rotate``; its subject is the key that came into use.
ROTATE = "rotate-signing-key"
#: The kind of a row that says that a signing key is published no more.
REVOKED = "revoked"


def open_store_signer(engine: Engine, settings: Settings, clock: Clock) -> Signer:
    """The key that signs, which the store knows as its own; where it knows none and none is here, one is made.

    Raises:
        WrongUsage: the key is not 32 bytes in base64, or is given in two ways.
        Unavailable: there is no key here, or it is another than the store's; says what to copy.
    """
    home, expected, objects = settings.home, find_fingerprint(engine, "signing"), CurrentObjects(settings)
    given = read_key_text(settings, "signing")
    where = given.where if given else SIGNING_KEY
    signer = load_signer(home, given.text if given else None, where=where, expected=expected)
    if signer is None and expected is not None:
        raise _refuse(expected, None, where)
    is_made = signer is None
    signer = signer or make_signer(home, objects)
    if expected is None:
        expected = _adopt(engine, clock, objects, signer)
        if is_made and expected != signer.public.fingerprint:
            # Another process came first; nothing was signed with the key that was made here.
            (home / SIGNING_KEY).unlink()
    if expected != signer.public.fingerprint:
        raise _refuse(expected, signer, where)
    publish_key(objects, signer.public)
    return signer


def expects_signing_key(engine: Engine, settings: Settings) -> bool:
    """Whether a process must have the signing key: something is signed with it, or one is given."""
    return gives_key(settings, "signing") or find_fingerprint(engine, "signing") is not None


def rotate_store_signer(
    engine: Engine, settings: Settings, clock: Clock, *, new_file: Path | None = None
) -> tuple[PublicKey | None, PublicKey]:
    """Sign with a new key from now on, made in ``new_file`` or read from there; without one it takes the place of the
    home folder's own. The key before it (None where it is not here) and the new one.

    Raises:
        WrongUsage: the key in use is given from outside, and no file is named for the new one.
        Unavailable: there is no room for it.
    """
    home, objects = settings.home, CurrentObjects(settings)
    if new_file is None and gives_key(settings, "signing"):
        raise WrongUsage(
            "The signing key is given from outside, so the new one is not kept in the home folder.", where="--new",
            mend="Name a file with --new: the new key is made there, or read if it is there already.",
        )  # fmt: skip
    given = read_key_text(settings, "signing")
    before = load_signer(home, given.text if given else None, where=given.where if given else SIGNING_KEY)
    now = prepare_signer(objects, new_file or home / NEXT_SIGNING_KEY).public
    with transaction(engine) as session:
        known = {row.fingerprint for row in _rows(session)}
        for key in [key for key in read_public_keys(objects) if key != now and key.fingerprint not in known]:
            add_key(session, clock, "signing", key.fingerprint, key.x)
        add_key(session, clock, "signing", now.fingerprint, now.x)
        details = {"before": before.public.id} if before else {}
        audit.record(session, clock, act=ROTATE, subject=now.id, details=details)
    if new_file is None:
        finish_signer(home)
    return before.public if before else None, now


def list_public_keys(session: Session, objects: ObjectStore) -> list[PublicKey]:
    """Every public key that ever signed anything here, on any machine, by its id.

    Raises:
        Unavailable: one of them was altered.
    """
    keys = {key.id: key for key in read_public_keys(objects)}
    keys |= {row.fingerprint[:SHOWN]: PublicKey(row.fingerprint[:SHOWN], row.public or "") for row in _rows(session)}
    revoked = {row.fingerprint[:SHOWN] for row in _rows(session, kind=REVOKED)}
    return [keys[name] for name in sorted(keys.keys() - revoked)]


def revoke_public_key(engine: Engine, objects: ObjectStore, clock: Clock, name: str) -> None:
    """Publish a key no more, since its private part has got out: what it signed is signed anew.

    Raises:
        NotFound: no key of that id is published.
        Conflict: it is the one in use.
    """
    with transaction(engine) as session:
        key = next((key for key in list_public_keys(session, objects) if key.id == name), None)
        if key is None:
            raise NotFound(f"No key {name!r} is published.", mend="returnonce signing-key show lists them.")
        if key.fingerprint == read_fingerprint(session, "signing"):
            raise Conflict("This key is in use.", mend="Make another first: returnonce signing-key rotate.")
        session.add(StoreKeyRow(kind=REVOKED, fingerprint=key.fingerprint, public=key.x, at=clock.now()))
        audit.record(session, clock, act="revoke-signing-key", subject=key.id, details={})
    forget_public_key(objects, key)


def _adopt(engine: Engine, clock: Clock, objects: ObjectStore, signer: Signer) -> str:
    """The store's fingerprint from now on: this key's, or that of a process which came first. A private key whose
    public part is published here made the signatures that are verified by it; no other could."""
    with transaction(engine) as session:
        if (expected := read_fingerprint(session, "signing")) is not None:
            return expected
        published = {key.id: key for key in read_public_keys(objects)}
        in_use = _read_last_rotation(session)
        if published and (signer.public.id not in published or in_use not in {None, signer.public.id}):
            fitting = in_use or ", ".join(sorted(published))
            raise Unavailable(
                f"The signing key here is {signer.public.id}, and what was published is verified by {fitting}.",
                where=SIGNING_KEY,
                mend="Put the key of before back, or make a new one: returnonce signing-key rotate.",
            )
        for key in [key for key in published.values() if key != signer.public]:
            add_key(session, clock, "signing", key.fingerprint, key.x)
        add_key(session, clock, "signing", signer.public.fingerprint, signer.public.x)
        audit.record(session, clock, act="adopt-key", subject=signer.public.id, details={"kind": "signing"})
    return signer.public.fingerprint


def _rows(session: Session, *, kind: str = "signing") -> Sequence[StoreKeyRow]:
    return session.exec(select(StoreKeyRow).where(col(StoreKeyRow.kind) == kind)).all()


def _read_last_rotation(session: Session) -> str | None:
    acts = select(AuditRow.subject).where(col(AuditRow.act) == ROTATE)
    return session.exec(acts.order_by(col(AuditRow.id).desc()).limit(1)).first()


def _refuse(expected: str, signer: Signer | None, where: str) -> Unavailable:
    return refuse_key("signing", expected, signer.public.fingerprint if signer else None, where=where)
