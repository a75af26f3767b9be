"""A cache of parsed objects under the home, so that a process need not parse the same files again.

A file here holds Python pickles, which may run code as they are read. So it is read only if it is a plain file of this
user's that nobody else may read or write, in such a folder. Whoever can put another file there is this user, and may
as well replace the program, the store and its master key. Backups leave the folder out; it may be deleted any time.
"""

from __future__ import annotations

import json
import os
import pickle
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pydantic

from returnonce import VERSION
from returnonce.definition_files.file_states import describe_states
from returnonce.definition_files.file_tree import RELEASE
from returnonce.garbage_collection import pause_garbage_collection

RULESETS, PLANS = "cache/rulesets", "cache/plans"
MOST_KEPT = 8
#: Rooms whose code makes the objects that are kept.
CODE = ("returnonce", "indicators", "mappings")
_DIGEST = 32
#: Of the list of parts, which stands between its digest and the parts.
_LENGTH = 8


@dataclass(frozen=True)
class CachedParts:
    """Objects that were put into the cache together; each is read when it is asked for."""

    data: memoryview
    #: Where each lies, and its SHA-256.
    spans: Mapping[str, tuple[int, int, str]]
    #: When they were written, in nanoseconds by the clock of the disk.
    written_at: int

    def load(self, name: str, refer: Callable[[str], Any] | None = None) -> Any | None:
        """One of the objects, or None where it cannot be trusted. ``refer`` gives another that it refers to."""
        try:
            start, end, digest = self.spans[name]
            if sha256(self.data[start:end]).hexdigest() != digest:
                return None
            reader = _PartReader(BytesIO(self.data[start:end]), refer)
            with pause_garbage_collection():
                return reader.load()
        # Whatever is wrong with it, the files that it was made from are still there.
        except Exception:
            return None


class _PartReader(pickle.Unpickler):
    def __init__(self, file: BytesIO, refer: Callable[[str], Any] | None) -> None:
        super().__init__(file)
        self.refer = refer

    def persistent_load(self, pid: str) -> Any:
        return self.refer(pid) if self.refer else None


class _PartWriter(pickle.Pickler):
    """Writes another part that occurs within one by its name, so that it is one object when both are read."""

    def __init__(self, file: BytesIO, others: Mapping[int, str]) -> None:
        super().__init__(file, protocol=5)
        self.others = others

    def persistent_id(self, obj: Any) -> str | None:
        return self.others.get(id(obj))


@dataclass(frozen=True)
class ObjectCache:
    """Parsed objects below a home folder; without one, or where the disk refuses, nothing is kept."""

    home: Path
    folder_name: str = RULESETS

    @property
    def folder(self) -> Path:
        """The folder of the cached objects."""
        return self.home / self.folder_name

    def path(self, key: str) -> Path:
        """The file of a key's objects: named by what they were made from, and by which code and interpreter."""
        return self.folder / f"{sha256((key + _maker()).encode()).hexdigest()}.pickle"

    def get(self, key: str) -> CachedParts | None:
        """The objects of a key, or None where there are none that can be trusted."""
        try:
            return self._read(self.path(key))
        except (OSError, ValueError):
            return None

    def put(self, key: str, parts: Mapping[str, object]) -> None:
        """Store objects under names. A disk error is ignored."""
        if not self.home.is_dir():
            return
        with suppress(OSError):
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, exist_ok=True)
            if _is_private(self.folder.lstat()):
                self._write(self.path(key), _pack(parts))
                self._forget_oldest()

    def _read(self, path: Path) -> CachedParts | None:
        if not _is_private(self.folder.lstat()):
            return None
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            about = os.fstat(file.fileno())
            data = memoryview(file.read() if stat.S_ISREG(about.st_mode) and _is_private(about) else b"")
        start = _DIGEST + _LENGTH + int.from_bytes(data[_DIGEST : _DIGEST + _LENGTH])
        if sha256(data[_DIGEST:start]).digest() != data[:_DIGEST]:
            return None
        return CachedParts(data[start:], json.loads(bytes(data[_DIGEST + _LENGTH : start])), about.st_mtime_ns)

    def _write(self, path: Path, data: bytes) -> None:
        draft = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(data)
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)

    def _forget_oldest(self) -> None:
        entries = sorted(self.folder.glob("*.pickle"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in entries[MOST_KEPT:]:
            path.unlink(missing_ok=True)


def _pack(parts: Mapping[str, object]) -> bytes:
    spans, data = {}, BytesIO()
    for name, part in parts.items():
        start = data.tell()
        # Small values such as None or a word are shared by chance, and are no parts of another.
        others = {id(other): each for each, other in parts.items() if each != name and hasattr(other, "__dict__")}
        _PartWriter(data, others).dump(part)
        spans[name] = start, data.tell(), sha256(data.getbuffer()[start:]).hexdigest()
    listed = json.dumps(spans).encode()
    described = len(listed).to_bytes(_LENGTH) + listed
    return sha256(described).digest() + described + data.getvalue()


def _is_private(about: os.stat_result) -> bool:
    return about.st_uid == os.geteuid() and not about.st_mode & 0o077


@cache
def _maker() -> str:
    """The producer of cached objects: the release, its code, the interpreter and the library of their classes."""
    code = sha256(describe_states(RELEASE, CODE, {".py"}).text.encode()).hexdigest()
    return "\n".join((VERSION, code, sys.implementation.cache_tag or "", sys.version, pydantic.VERSION))
