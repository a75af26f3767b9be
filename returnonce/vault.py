"""Encrypted files: readable only with a key, and by nobody once that key is destroyed.

Each sealed case has a folder of its own among the objects: its files, each encrypted with AES-256-GCM under the case's
own key, and that key, encrypted under the master key. The key is written last and removed first: a case without one is
in the making, or destroyed. Where the folder was copied whole, as by a backup, the copy of the key must go too.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from returnonce.blobs import FolderObjects, ObjectStore
from returnonce.blobs.object_store import CASE_KEY, read_whole
from returnonce.errors import NotFound, Unavailable, WrongUsage
from returnonce.sealed_pieces import MEND, measure_opened, open_pieces, open_sealed, seal, seal_pieces

SETTING = "RETURNONCE_MASTER_KEY"
KEY_BYTES = 32
RECORDS, KEY_FILE, FACTS_FILE, SEALED = "records", "key", "facts.json", ".sealed"
#: A case's key under the master key that is to come, while that is rotated.
NEXT_KEY_FILE = "key.next"
#: The master key of a home folder; and the one that is to come.
MASTER_KEY, NEXT_MASTER_KEY = "keys/master.key", "keys/master.key.next"


@dataclass(frozen=True)
class Case:
    """What anyone may know of a sealed case: its name, what kind of thing it is, and until when it is kept."""

    name: str
    kind: str
    keep_until: date


@dataclass(frozen=True)
class Vault:
    """The cases among a store's objects. The master key never leaves this object."""

    objects: ObjectStore
    master: bytes

    def __repr__(self) -> str:
        return f"Vault({type(self.objects).__name__})"

    @property
    def fingerprint(self) -> str:
        """What tells the master key from others, and nothing of it."""
        return sha256(b"returnonce master key\n" + self.master).hexdigest()

    def names(self) -> Iterator[str]:
        """Names of the cases whose keys are there."""
        parts = (each.name.split("/") for each in self.objects.entries(RECORDS))
        yield from sorted({part[-2] for part in parts if part[-1] in {KEY_FILE, NEXT_KEY_FILE}})

    def prove_key(self, name: str) -> None:
        """Open a case's key, and nothing else.

        Raises:
            NotFound: it was destroyed.
            Unavailable: the master key is another one, or the key was altered.
        """
        self._key(name)

    def prepare_key(self, name: str, new: Vault) -> bool:
        """Put a case's key under the new master key beside it; whether that was not done yet.

        Raises:
            NotFound: the case was destroyed meanwhile.
        """
        key, place = self._key(name), f"{case_folder(name)}/{NEXT_KEY_FILE}"
        if self.objects.find(place) is not None and new.opens(name, read_whole(self.objects, place)):
            return False
        self.objects.write(place, [seal(new.master, name, key)])
        if self.objects.find(f"{case_folder(name)}/{KEY_FILE}") is None:
            # It was destroyed meanwhile, and must not come back.
            self.destroy(name)
            raise NotFound("The key of these records was destroyed.", mend="They cannot be read again.")
        return True

    def finish_key(self, name: str) -> bool:
        """Let the key under this master key take the place of the one before it; whether there was one."""
        place, own = (f"{case_folder(name)}/{file}" for file in (NEXT_KEY_FILE, KEY_FILE))
        if self.objects.find(place) is None:
            return False
        sealed = read_whole(self.objects, place)
        if self.opens(name, sealed):
            # Removed first, so that it is overwritten; the one beside it opens the case meanwhile.
            self.objects.remove(own)
            self.objects.write(own, [sealed])
        # Else of a rotation that never took effect.
        self.objects.remove(place)
        return True

    def opens(self, name: str, sealed: bytes) -> bool:
        """Whether the master key opens a sealed key of a case."""
        try:
            open_sealed(self.master, name, sealed)
        except Unavailable:
            return False
        return True

    def seal(self, case: Case, files: Mapping[str, bytes | Path]) -> None:
        """Seal bytes, or those of files, as a new case; its facts name each and its hash. Its key comes last.

        A case of that name that cannot be read any more gives way.
        """
        self.destroy(case.name)
        key, folder = AESGCM.generate_key(KEY_BYTES * 8), case_folder(case.name)
        hashes = {}
        for label, data in files.items():
            hasher = sha256()
            sealed = _hash_on_the_way(seal_pieces(key, f"{case.name}/{label}", data), hasher.update)
            self.objects.write(f"{folder}/{label}{SEALED}", sealed)
            hashes[label] = hasher.hexdigest()
        self.describe(case, hashes)
        self.objects.write(f"{folder}/{KEY_FILE}", [seal(self.master, case.name, key)])

    def describe(self, case: Case, hashes: Mapping[str, str] | None = None) -> None:
        """Say what kind of thing a case is and until when it is kept; anew, of one that grew by :meth:`add`.

        ``hashes``: of its sealed files, by label.
        """
        facts = {"kind": case.kind, "keep_until": case.keep_until.isoformat(), "sealed": dict(hashes or {})}
        self.objects.write(f"{case_folder(case.name)}/{FACTS_FILE}", [json.dumps(facts).encode()])

    def add(self, name: str, label: str, data: bytes) -> bool:
        """Seal another file of at most ``PIECE`` bytes in a case, unless it has one of that label: then false.

        Raises:
            NotFound: there is no such case, or none any more.
            Unavailable: the master key is another one.
        """
        sealed = seal_pieces(self._key(name), f"{name}/{label}", data)
        return self.objects.write(f"{case_folder(name)}/{label}{SEALED}", sealed, only_new=True)

    def sizes(self, name: str) -> dict[str, int]:
        """The files of a case by label, and how many bytes each held before it was sealed."""
        found = {each.name.rpartition("/")[2]: each.size for each in self.objects.entries(case_folder(name))}
        sealed = {file.removesuffix(SEALED): size for file, size in found.items() if file.endswith(SEALED)}
        return {label: measure_opened(size) for label, size in sorted(sealed.items())}

    def read(self, name: str, label: str) -> bytes:
        """One file of a case, as it was sealed. Raises what :meth:`pieces` raises."""
        return b"".join(self.pieces(name, label))

    def pieces(self, name: str, label: str) -> Iterator[bytes]:
        """One file of a case, as it was sealed, in pieces of which each is proved.

        Raises:
            NotFound: there is no such case or file; it may have been purged.
            Unavailable: the master key is another one, or the file was altered.
        """
        place = f"{case_folder(name)}/{label}{SEALED}"
        described = self.objects.find(place)
        if described is None:
            raise NotFound(
                "These records are not kept here any more.", mend="They may have been purged; see the audit."
            )
        yield from open_pieces(self._key(name), f"{name}/{label}", self.objects.read(place), described.size)

    def case_hash(self, name: str) -> dict[str, str]:
        """For the audit row of the act that sealed a case: its name, and the hash of what is said of it."""
        return {name: sha256(read_whole(self.objects, f"{case_folder(name)}/{FACTS_FILE}")).hexdigest()}

    def wrap(self, label: str, secret: bytes) -> str:
        """A small secret of our own, such as one that messages are signed with, to be kept in the store."""
        return base64.urlsafe_b64encode(seal(self.master, f"secret/{label}", secret)).decode()

    def unwrap(self, label: str, sealed: str) -> bytes:
        """What :meth:`wrap` sealed under that label.

        Raises:
            Unavailable: the master key is another one, or it was altered.
        """
        try:
            data = base64.urlsafe_b64decode(sealed)
        except binascii.Error as error:
            raise Unavailable("A sealed secret was altered.", mend=MEND) from error
        return open_sealed(self.master, f"secret/{label}", data)

    def derive_key(self, purpose: str) -> bytes:
        """32 bytes that whoever has the master key can work out again, and nobody else (HKDF, RFC 5869)."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"returnonce/{purpose}".encode()).derive(self.master)

    def labels(self, name: str) -> tuple[str, ...]:
        """Names of the files of a case."""
        return tuple(self.sizes(name))

    def holds(self, name: str) -> bool:
        """Whether the case and its key are there."""
        files = (KEY_FILE, NEXT_KEY_FILE)
        return any(self.objects.find(f"{case_folder(name)}/{file}") is not None for file in files)

    def cases(self) -> Iterator[Case]:
        """Every case there is, by name.

        Raises:
            Unavailable: what is said of a case was altered.
        """
        for each in list(self.objects.entries(RECORDS)):
            if each.name.endswith(f"/{FACTS_FILE}") and (case := _facts(self.objects, each.name)) is not None:
                yield case

    def sweep(self, before: datetime) -> None:
        """Remove cases that were never finished, begun before an instant, and make sure of what was destroyed."""
        whole, parts = set(), []
        for each in self.objects.entries(RECORDS):
            folder, _, file = each.name.rpartition("/")
            whole |= {folder} if file in {KEY_FILE, NEXT_KEY_FILE, FACTS_FILE} else set()
            parts += [each.name] if each.written_at < before else []
        for name in parts:
            if name.rpartition("/")[0] not in whole:
                self.objects.remove(name)
        self.objects.scrub()

    def is_older(self, name: str, than: datetime) -> bool:
        """Whether a case was sealed before an instant, by the clock of its store; not, if it is gone by now."""
        described = self.objects.find(f"{case_folder(name)}/{FACTS_FILE}")
        return described is not None and described.written_at < than

    def destroy(self, name: str) -> None:
        """Destroy the key, then the files; a second time is nothing."""
        folder = case_folder(name)
        for file in (KEY_FILE, NEXT_KEY_FILE):
            self.objects.remove(f"{folder}/{file}")
        # What is said of the case goes last, so that a purge that is stopped here finds it again.
        names = [each.name for each in self.objects.entries(folder)]
        for each in sorted(names, key=lambda each: each.endswith(f"/{FACTS_FILE}")):
            self.objects.remove(each)

    def _key(self, name: str) -> bytes:
        failure: Exception | None = None
        # While the master key is rotated there are two; the first again, since the second takes its place.
        for file in (KEY_FILE, NEXT_KEY_FILE, KEY_FILE):
            try:
                return open_sealed(self.master, name, read_whole(self.objects, f"{case_folder(name)}/{file}"))
            except FileNotFoundError:
                continue
            except Unavailable as error:
                failure = error
        raise failure or NotFound(
            "The key of these records was destroyed.", mend="They cannot be read again; ask for them anew."
        )


def open_vault(
    home: Path, master_key: str | None = None, *, where: str = SETTING, objects: ObjectStore | None = None
) -> Vault:
    """The vault of a store's objects, or of those in the home folder; without a master key, the one that was made in
    the home folder at first use. ``where``: what gave the key, for the error.

    Raises:
        WrongUsage: the master key is not 32 bytes in base64.
        Unavailable: it is gone, while things that it sealed are there.
    """
    objects, path = objects or FolderObjects(home), home / MASTER_KEY
    if not master_key and not path.exists() and any(CASE_KEY.fullmatch(each.name) for each in objects.entries(RECORDS)):
        raise Unavailable(
            "The master key is gone, and what was sealed with it is still here.", where=MASTER_KEY,
            mend="Put it back, or set RETURNONCE_MASTER_KEY. With a new key nothing that is sealed can be opened.",
        )  # fmt: skip
    key = _decode(master_key.encode(), where) if master_key else _own_key(path)
    return Vault(objects, key)


def case_folder(name: str) -> str:
    """Where the objects of a case lie."""
    return f"{RECORDS}/{name[:2]}/{name}"


def overwrite(path: Path) -> None:
    """Fill a file with noise, so that a disk's older copy of its place is all that is left of it."""
    with path.open("r+b") as stream:
        stream.write(os.urandom(path.stat().st_size))
        stream.flush()
        os.fsync(stream.fileno())


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
    return _decode(path.read_bytes(), MASTER_KEY)


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


def _facts(objects: ObjectStore, place: str) -> Case | None:
    """What is said of a case; None if it was destroyed in this very moment."""
    name = place.split("/")[-2]
    try:
        facts = json.loads(read_whole(objects, place))
        return Case(name, str(facts["kind"]), date.fromisoformat(facts["keep_until"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable(
            f"What is said of {name[:12]} was altered: until when it is kept cannot be known.",
            where=f"{RECORDS}/{name[:2]}",
            mend=f"Put its {FACTS_FILE} back from a copy, or remove its folder, which destroys its key.",
        ) from error


def _hash_on_the_way(pieces: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        update(piece)
        yield piece
