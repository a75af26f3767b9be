"""The key that signs what is published, and the public keys by which anyone verifies it.

The private key is 32 bytes in base64, in ``keys/signing.key`` or in a setting. Public keys stay published for ever,
also after a rotation, since what they signed stays out there; they lie among the files, and so in every backup.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from returnonce.blobs import FolderObjects, ObjectStore, write_atomic
from returnonce.blobs.object_store import read_whole
from returnonce.errors import Unavailable, WrongUsage

SETTING = "RETURNONCE_SIGNING_KEY"
KEY_BYTES, ID_DIGITS = 32, 16
PRIVATE, PUBLISHED = "signing.key", "signing-keys"
SIGNING_KEY = f"keys/{PRIVATE}"
#: The key that is to come, until the store says that it came into use.
NEXT_SIGNING_KEY = f"{SIGNING_KEY}.next"


@dataclass(frozen=True)
class PublicKey:
    """``x``: the 32 bytes in base64url without padding, as JWKS has them (RFC 8037)."""

    id: str
    x: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its bytes; the id is the first of it."""
        return sha256(_decode(self.x)).hexdigest()

    @property
    def pem(self) -> str:
        """The same as ``openssl`` reads it."""
        prefix = bytes.fromhex("302a300506032b6570032100")
        body = base64.b64encode(prefix + _decode(self.x)).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


@dataclass(frozen=True)
class Signer:
    """The key in use. The private part never leaves this object."""

    key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.public.id})"

    @property
    def public(self) -> PublicKey:
        """What may be told of it."""
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(sha256(raw).hexdigest()[:ID_DIGITS], _encode(raw))

    def sign(self, data: bytes) -> bytes:
        """Ed25519 (RFC 8032): 64 bytes, the same for the same data."""
        return self.key.sign(data)


def open_signer(home: Path, configured: str | None = None, *, objects: ObjectStore | None = None) -> Signer:
    """The key in use; without one given, that of the home folder, made at first use.

    ``objects``: where public keys are published; without it, under the home folder.

    Raises:
        WrongUsage: the key is not 32 bytes in base64.
        Unavailable: it is gone while the public keys that went with it are there, or there is no room for one.
    """
    objects = objects or FolderObjects(home)
    signer = load_signer(home, configured, where=SETTING if configured else SIGNING_KEY) or make_signer(home, objects)
    publish_key(objects, signer.public)
    return signer


def load_signer(home: Path, configured: str | None, *, where: str, expected: str | None = None) -> Signer | None:
    """The key that was given (``where``: by what), else that of the home folder; None where there is none yet.
    ``expected``: the fingerprint that it should have, where there may be two.

    Raises:
        WrongUsage: the key is not 32 bytes in base64.
    """
    if configured is not None:
        return _signer(configured, where)
    signers = [
        _signer(path.read_text(encoding="ascii", errors="replace"), where)
        for name in (SIGNING_KEY, NEXT_SIGNING_KEY)
        if (path := home / name).exists()
    ]
    # A rotation that was stopped after it took effect left the new key beside the old one.
    return next((signer for signer in signers if signer.public.fingerprint == expected), next(iter(signers), None))


def make_signer(home: Path, objects: ObjectStore) -> Signer:
    """The first key of a home folder; two processes that come first together agree on one.

    Raises:
        Unavailable: public keys of one that is gone are there, or there is no room for one.
    """
    # In this order: a process that came first makes the key before it publishes it.
    if _list_published(objects) and not (home / SIGNING_KEY).exists():
        raise _loss()
    _make_first(home / SIGNING_KEY)
    return _signer((home / SIGNING_KEY).read_text(encoding="ascii", errors="replace"), SIGNING_KEY)


def read_key_id(home: Path, configured: str | None = None) -> str:
    """Id of the key in use, without making or publishing one.

    Raises:
        WrongUsage: the key is not 32 bytes in base64.
        Unavailable: there is none.
    """
    path = home / "keys" / PRIVATE
    if not configured and not path.exists():
        raise Unavailable("The signing key is gone.", where=f"keys/{PRIVATE}", mend="Put it back.")
    return _signer(
        configured or path.read_text(encoding="ascii", errors="replace"), SETTING if configured else str(path)
    ).public.id


def prepare_signer(objects: ObjectStore, path: Path) -> Signer:
    """Make the key that is to come in a file, or read it from there, and publish it: nothing is ever signed with a key
    that nobody can look up.

    Raises:
        WrongUsage: the file holds no key.
        Unavailable: there is no room for it.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(path, _private(Signer(Ed25519PrivateKey.generate())), private=True)
    signer = _signer(path.read_text(encoding="ascii", errors="replace"), str(path))
    publish_key(objects, signer.public)
    return signer


def finish_signer(home: Path) -> None:
    """Let the key that was to come take the place of the home folder's own, which is gone then."""
    if (home / NEXT_SIGNING_KEY).exists():
        os.replace(home / NEXT_SIGNING_KEY, home / SIGNING_KEY)


def read_public_keys(objects: ObjectStore) -> list[PublicKey]:
    """Every public key that ever signed anything here, by its id.

    Raises:
        Unavailable: one of them was altered.
    """
    return [read_public_key(objects, name) for name in _list_published(objects)]


def jwks(public_keys: Iterable[PublicKey]) -> dict[str, list[dict[str, str]]]:
    """Public keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    keys = [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": key.x}
            for key in public_keys]  # fmt: skip
    return {"keys": keys}


def _signer(text: str, where: str) -> Signer:
    try:
        raw = _decode(text.strip())
        return Signer(Ed25519PrivateKey.from_private_bytes(raw))
    except (binascii.Error, ValueError) as error:
        raise WrongUsage(
            "The signing key is not 32 bytes in base64.", where=where,
            mend="Give the one that was made before, or take it away to have one made.",
        ) from error  # fmt: skip


def _make_first(path: Path) -> None:
    """Two processes that come first together agree on one."""
    draft = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomic(draft, _private(Signer(Ed25519PrivateKey.generate())), private=True)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _loss() -> Unavailable:
    return Unavailable(
        "The signing key is gone, and public keys that went with it are still published.",
        where=f"keys/{PRIVATE}",
        mend=f"Put it back, set {SETTING}, or make a new one: returnonce signing-key rotate.",
    )


def publish_key(objects: ObjectStore, key: PublicKey) -> None:
    """Keep a public key among the files, for ever.

    Raises:
        Unavailable: there is no room for it.
    """
    objects.write(_object_name(key), [json.dumps({"id": key.id, "x": key.x}).encode()], only_new=True)


def forget_public_key(objects: ObjectStore, key: PublicKey) -> None:
    """Take a public key from among the files."""
    objects.remove(_object_name(key))


def _object_name(key: PublicKey) -> str:
    return f"files/{PUBLISHED}/{key.fingerprint}.json"


def _list_published(objects: ObjectStore) -> list[str]:
    return [each.name for each in objects.entries(f"files/{PUBLISHED}") if each.name.endswith(".json")]


def read_public_key(objects: ObjectStore, name: str) -> PublicKey:
    """A public key out of its object.

    Raises:
        Unavailable: it was altered.
    """
    try:
        content = json.loads(read_whole(objects, name))
        key = PublicKey(str(content["id"]), str(content["x"]))
        if name == _object_name(key) and key.fingerprint[:ID_DIGITS] == key.id:
            return key
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _make_altered_error(name) from error
    raise _make_altered_error(name)


def _make_altered_error(name: str) -> Unavailable:
    return Unavailable("A published key was altered.", where=name, mend="Restore it.")


def _private(signer: Signer) -> bytes:
    return base64.b64encode(signer.key.private_bytes_raw()) + b"\n"


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    if len(raw) != KEY_BYTES:
        raise ValueError("length")
    return raw
