"""The key that signs what is published, and the public keys by which anyone verifies it.

The private key is 32 bytes in base64, in ``keys/signing.key`` or in a setting. Public keys stay published for ever,
also after a rotation, since what they signed stays out there; they lie among the files, and so in every backup.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from returnonce.blobs import write_atomic
from returnonce.errors import Unavailable, WrongUsage

SETTING = "RETURNONCE_SIGNING_KEY"
KEY_BYTES, ID_DIGITS = 32, 16
PRIVATE, PUBLISHED = "signing.key", "signing-keys"


@dataclass(frozen=True)
class PublicKey:
    """``x``: the 32 bytes in base64url without padding, as JWKS has them (RFC 8037)."""

    id: str
    x: str

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


def open_signer(home: Path, configured: str | None = None) -> Signer:
    """The key in use; without one given, that of the home folder, made at first use.

    Raises:
        WrongUsage: the key is not 32 bytes in base64.
        Unavailable: it is gone while the public keys that went with it are there, or there is no room for one.
    """
    path = home / "keys" / PRIVATE
    if configured:
        signer = _signer(configured, SETTING)
    else:
        if not path.exists():
            _refuse_loss(home)
            _make_first(path)
        signer = _signer(path.read_text(encoding="ascii", errors="replace"), f"keys/{PRIVATE}")
    _publish(home, signer.public)
    return signer


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


def rotate_key(home: Path) -> tuple[PublicKey | None, PublicKey]:
    """Sign with a new key from now on; the old private key is gone, the old public key stays published. Both ids.

    Raises:
        Unavailable: there is no room for it.
    """
    path = home / "keys" / PRIVATE
    before = open_signer(home).public if path.exists() else None
    signer = Signer(Ed25519PrivateKey.generate())
    # Published first: nothing is ever signed with a key that nobody can look up.
    _publish(home, signer.public)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomic(path, _private(signer), private=True)
    return before, signer.public


def read_public_keys(home: Path) -> list[PublicKey]:
    """Every public key that ever signed anything here, by its id.

    Raises:
        Unavailable: one of them was altered.
    """
    return [read_public_key(path) for path in _list_published(home)]


def jwks(home: Path) -> dict[str, list[dict[str, str]]]:
    """The public keys as a JSON Web Key Set (RFC 7517, RFC 8037)."""
    keys = [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": key.x}
            for key in read_public_keys(home)]  # fmt: skip
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


def _refuse_loss(home: Path) -> None:
    if _list_published(home):
        raise Unavailable(
            "The signing key is gone, and public keys that went with it are still published.", where=f"keys/{PRIVATE}",
            mend=f"Put it back, set {SETTING}, or make a new one: returnonce signing-key rotate.",
        )  # fmt: skip


def _publish(home: Path, key: PublicKey) -> None:
    path = home / "files" / PUBLISHED / f"{sha256(_decode(key.x)).hexdigest()}.json"
    if not path.exists():
        write_atomic(path, json.dumps({"id": key.id, "x": key.x}).encode())


def _list_published(home: Path) -> list[Path]:
    return sorted((home / "files" / PUBLISHED).glob("*.json"))


def read_public_key(path: Path) -> PublicKey:
    """A public key out of its file.

    Raises:
        Unavailable: it was altered.
    """
    try:
        content = json.loads(path.read_bytes())
        key = PublicKey(str(content["id"]), str(content["x"]))
        if (name := sha256(_decode(key.x)).hexdigest()) == path.stem and name[:ID_DIGITS] == key.id:
            return key
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _make_altered_error(path) from error
    raise _make_altered_error(path)


def _make_altered_error(path: Path) -> Unavailable:
    return Unavailable("A published key was altered.", where=f"files/{PUBLISHED}/{path.name}", mend="Restore it.")


def _private(signer: Signer) -> bytes:
    return base64.b64encode(signer.key.private_bytes_raw()) + b"\n"


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    if len(raw) != KEY_BYTES:
        raise ValueError("length")
    return raw
