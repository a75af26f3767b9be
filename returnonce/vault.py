"""Encrypted files: readable only with a key, and by nobody once that key is destroyed.

Each sealed case has a folder of its own: its files, each encrypted with AES-256-GCM under the case's own key, and that
key, encrypted under the master key. Destroying the case's key destroys its files. Where the folder was copied whole,
as by a backup, the copy of the key must go too.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from returnonce.blobs import sha256_file, write_atomic, write_pieces
from returnonce.errors import NotFound, Unavailable, WrongUsage

SETTING = "RETURNONCE_MASTER_KEY"
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
#: What is encrypted at once; each piece says which it is and whether it is the last.
PIECE = 4 << 20
KEY_FILE, FACTS_FILE, SEALED = "key", "facts.json", ".sealed"
MEND = "Set RETURNONCE_MASTER_KEY to the key that it was sealed with, or put keys/master.key back."


@dataclass(frozen=True)
class Case:
    """What anyone may know of a sealed case: its name, what kind of thing it is, and until when it is kept."""

    name: str
    kind: str
    keep_until: date


@dataclass(frozen=True)
class Vault:
    """The cases under a home folder. The master key never leaves this object."""

    folder: Path
    master: bytes

    def __repr__(self) -> str:
        return f"Vault({self.folder.name})"

    def seal(self, case: Case, files: Mapping[str, bytes | Path]) -> None:
        """Seal bytes, or those of files, as a new case, whole or not at all; its facts name each and its hash."""
        folder, part = self._folder(case.name), self.folder / f".part-{case.name}"
        shutil.rmtree(part, ignore_errors=True)
        key = AESGCM.generate_key(KEY_BYTES * 8)
        hashes = {}
        for label, data in files.items():
            path = write_pieces(part / f"{label}{SEALED}", _seal_pieces(key, f"{case.name}/{label}", data))
            hashes[label] = sha256_file(path)
        facts = {"kind": case.kind, "keep_until": case.keep_until.isoformat(), "sealed": hashes}
        write_atomic(part / FACTS_FILE, json.dumps(facts).encode())
        write_atomic(part / KEY_FILE, _seal(self.master, case.name, key))
        os.chmod(part / KEY_FILE, 0o600)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(part, folder)

    def read(self, name: str, label: str) -> bytes:
        """One file of a case, as it was sealed.

        Raises:
            NotFound: there is no such case or file; it may have been purged.
            Unavailable: the master key is another one, or the file was altered.
        """
        try:
            sealed = (self._folder(name) / f"{label}{SEALED}").read_bytes()
        except FileNotFoundError as error:
            raise NotFound(
                "These records are not kept here any more.", mend="They may have been purged; see the audit."
            ) from error
        return _open(self._key(name), f"{name}/{label}", sealed)

    def case_hash(self, name: str) -> dict[str, str]:
        """For the audit row of the act that sealed a case: its name, and the hash of what is said of it."""
        return {name: sha256((self._folder(name) / FACTS_FILE).read_bytes()).hexdigest()}

    def wrap(self, label: str, secret: bytes) -> str:
        """A small secret of our own, such as one that messages are signed with, to be kept in the store."""
        return base64.urlsafe_b64encode(_seal(self.master, f"secret/{label}", secret)).decode()

    def unwrap(self, label: str, sealed: str) -> bytes:
        """What :meth:`wrap` sealed under that label.

        Raises:
            Unavailable: the master key is another one, or it was altered.
        """
        try:
            data = base64.urlsafe_b64decode(sealed)
        except binascii.Error as error:
            raise Unavailable("A sealed secret was altered.", mend=MEND) from error
        return _open(self.master, f"secret/{label}", data)

    def labels(self, name: str) -> tuple[str, ...]:
        """Names of the files of a case."""
        return tuple(sorted(path.name.removesuffix(SEALED) for path in self._folder(name).glob(f"*{SEALED}")))

    def holds(self, name: str) -> bool:
        """Whether the case and its key are there."""
        return (self._folder(name) / KEY_FILE).exists()

    def cases(self) -> Iterator[Case]:
        """Every case there is, by name.

        Raises:
            Unavailable: what is said of a case was altered.
        """
        for path in sorted(self.folder.glob(f"*/*/{FACTS_FILE}")):
            if (case := _facts(path)) is not None:
                yield case

    def sweep(self, before: datetime) -> None:
        """Remove what was left half made before an instant."""
        for part in self.folder.glob(".part-*"):
            if part.stat().st_mtime < before.timestamp():
                shutil.rmtree(part, ignore_errors=True)

    def is_older(self, name: str, than: datetime) -> bool:
        """Whether a case was sealed before an instant, by the clock of the disk; not, if it is gone by now."""
        path = self._folder(name) / FACTS_FILE
        return path.exists() and path.stat().st_mtime < than.timestamp()

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key, then the files; a second time is nothing."""
        folder = self._folder(name)
        key = folder / KEY_FILE
        if key.exists():
            size = key.stat().st_size
            with key.open("r+b") as stream:
                stream.write(os.urandom(size))
                stream.flush()
                os.fsync(stream.fileno())
            key.unlink()
        shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def _key(self, name: str) -> bytes:
        try:
            sealed = (self._folder(name) / KEY_FILE).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(
                "The key of these records was destroyed.", mend="They cannot be read again; ask for them anew."
            ) from error
        return _open(self.master, name, sealed)


def open_vault(home: Path, master_key: str | None = None) -> Vault:
    """The vault of a home folder; without a master key, the one that was made there at first use.

    Raises:
        WrongUsage: the master key is not 32 bytes in base64.
        Unavailable: it is gone, while things that it sealed are there.
    """
    folder, path = home / "records", home / "keys" / "master.key"
    if not master_key and not path.exists() and any(folder.glob(f"*/*/{KEY_FILE}")):
        raise Unavailable(
            "The master key is gone, and what was sealed with it is still here.", where="keys/master.key",
            mend="Put it back, or set RETURNONCE_MASTER_KEY. With a new key nothing that is sealed can be opened.",
        )  # fmt: skip
    key = _decode(master_key.encode(), SETTING) if master_key else _own_key(path)
    return Vault(folder, key)


def new_master_key() -> str:
    """A fresh master key, as the setting wants it."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(KEY_BYTES * 8)).decode()


def case_name(*parts: str) -> str:
    """A name that says nothing of what lies in the case."""
    return sha256("\n".join(parts).encode()).hexdigest()


def fresh_name(*parts: str) -> str:
    """As :func:`case_name`, and never the same twice."""
    return case_name(*parts, os.urandom(16).hex())


def _own_key(path: Path) -> bytes:
    """The key kept beside the store, made there once; two processes that come first together agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(new_master_key())
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _decode(path.read_bytes(), "keys/master.key")


def _decode(text: bytes, where: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongUsage(
            "The master key is not 32 bytes in base64.", where=where,
            mend="Give the one that was made before; where nothing is sealed yet, take it away to have one made.",
        )  # fmt: skip
    return key


def _facts(path: Path) -> Case | None:
    """What is said of a case; None if it was destroyed in this very moment."""
    try:
        facts = json.loads(path.read_bytes())
        return Case(path.parent.name, str(facts["kind"]), date.fromisoformat(facts["keep_until"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            f"What is said of {path.parent.name[:12]} was altered: until when it is kept cannot be known.",
            where=f"records/{path.parent.name[:2]}",
            mend=f"Put its {FACTS_FILE} back from a copy, or remove its folder, which destroys its key.",
        ) from error


def _seal(key: bytes, label: str, data: bytes) -> bytes:
    return b"".join(_seal_pieces(key, label, data))


def _seal_pieces(key: bytes, label: str, data: bytes | Path) -> Iterator[bytes]:
    cipher, size = AESGCM(key), data.stat().st_size if isinstance(data, Path) else len(data)
    count = max(1, -(-size // PIECE))
    with data.open("rb") if isinstance(data, Path) else BytesIO(data) as stream:
        for at in range(count):
            nonce = os.urandom(NONCE_BYTES)
            yield nonce + cipher.encrypt(nonce, stream.read(PIECE), _about(label, at, count))


def _open(key: bytes, label: str, sealed: bytes) -> bytes:
    cipher, step = AESGCM(key), PIECE + NONCE_BYTES + TAG_BYTES
    count = max(1, -(-len(sealed) // step))
    pieces = [sealed[at * step : (at + 1) * step] for at in range(count)]
    try:
        return b"".join(
            cipher.decrypt(piece[:NONCE_BYTES], piece[NONCE_BYTES:], _about(label, at, count))
            for at, piece in enumerate(pieces)
        )
    except (InvalidTag, ValueError) as error:
        raise Unavailable(
            "These records cannot be opened: the key does not fit, or they were altered.", mend=MEND
        ) from error


def _about(label: str, at: int, count: int) -> bytes:
    return f"{label}\n{at}\n{count}".encode()
