"""A cache of parsed objects under the home, so that a process need not parse the same files again.

A file here is a Python pickle, which may run code as it is read. So it is read only if it is a plain file of this
user's that nobody else may read or write, in such a folder. Whoever can put another file there is this user, and may
as well replace the program, the store and its master key. Backups leave the folder out; it may be deleted any time.
"""

from __future__ import annotations

import gc
import os
import pickle
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pydantic

from returnonce import VERSION
from returnonce.definition_files.file_tree import RELEASE

FOLDER = "cache/rulesets"
MOST_KEPT = 4
#: Rooms whose code makes the objects that are kept.
CODE = ("returnonce", "indicators", "mappings")
_DIGEST = 32


@dataclass(frozen=True)
class ObjectCache:
    """Parsed objects below a home folder; without one, or where the disk refuses, nothing is kept."""

    home: Path

    @property
    def folder(self) -> Path:
        """The folder of the cached objects."""
        return self.home / FOLDER

    def path(self, key: str) -> Path:
        """An object's file: named by what it was made from, and by which code and interpreter."""
        return self.folder / f"{sha256((key + _maker()).encode()).hexdigest()}.pickle"

    def get(self, key: str) -> Any | None:
        """The cached object, or None where there is none that can be trusted."""
        try:
            data = self._read(self.path(key))
            if data is None or sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                return None
            with _without_collector():
                return pickle.loads(memoryview(data)[_DIGEST:])  # noqa: S301 (see above: our own private file)
        # Whatever is wrong with it, the files that it was made from are still there.
        except Exception:
            return None

    def put(self, key: str, value: object) -> None:
        """Store an object. A disk error is ignored."""
        if not self.home.is_dir():
            return
        with suppress(OSError):
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, exist_ok=True)
            if _is_private(self.folder.lstat()):
                self._write(self.path(key), pickle.dumps(value, protocol=5))
                self._forget_oldest()

    def _read(self, path: Path) -> bytes | None:
        if not _is_private(self.folder.lstat()):
            return None
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            about = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(about.st_mode) and _is_private(about) else None

    def _write(self, path: Path, data: bytes) -> None:
        draft = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(sha256(data).digest() + data)
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)

    def _forget_oldest(self) -> None:
        entries = sorted(self.folder.glob("*.pickle"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in entries[MOST_KEPT:]:
            path.unlink(missing_ok=True)


def _is_private(about: os.stat_result) -> bool:
    return about.st_uid == os.geteuid() and not about.st_mode & 0o077


@cache
def _maker() -> str:
    """The producer of cached objects: the release, its code, the interpreter and the library of their classes."""
    files = sorted(path for room in CODE for path in (RELEASE / room).rglob("*.py"))
    code = sha256("\n".join(_state(path) for path in files).encode()).hexdigest()
    return "\n".join((VERSION, code, sys.implementation.cache_tag or "", sys.version, pydantic.VERSION))


def _state(path: Path) -> str:
    about = path.stat()
    return f"{path.relative_to(RELEASE).as_posix()} {about.st_size} {about.st_mtime_ns}"


@contextmanager
def _without_collector() -> Iterator[None]:
    """Without garbage collection: thousands of new objects would trigger it again and again for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
