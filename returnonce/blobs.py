"""Files that are written whole or not at all, and the blob store: bytes kept under their own SHA-256."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Set
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from returnonce.errors import NoRoom, Unavailable

PIECE = 1 << 20
#: How a disk, or one user's part of it, says that it is full.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def disk_full() -> NoRoom:
    """The error where the disk is full."""
    return NoRoom("The disk is full.", mend="Nothing was stored; ask your administrator to make room.")


def sha256(data: bytes) -> str:
    """Hash in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write as :func:`write_pieces` does, and raise what it raises."""
    return write_pieces(path, [data], private=private)


def write_pieces(path: Path, pieces: Iterable[bytes], *, private: bool = False) -> Path:
    """Write so that a reader, or a crash, sees the old file or the new one and never a part.

    ``private``: for its owner's eyes only, as rows about people are.

    Raises:
        NoRoom: the disk is full.
        Unavailable: no such folder can be made, or it may not be written to.
    """
    try:
        return _write(path, pieces, 0o600 if private else 0o644)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise Unavailable(
            f"{path.name} could not be written ({type(error).__name__}).",
            mend="Look whether its folder may be written to, and whether the disk has room.",
        ) from error


def _write(path: Path, pieces: Iterable[bytes], mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


#: What blobs are: files as agencies and publishers sent them; cells, files and portal reports of editions.
BlobKind = Literal["received", "editions"]
#: The marks of acts that staged blobs and have not committed them.
STAGED = ".begun"
#: A partial file older than this belongs to no running act.
UNFINISHED = timedelta(hours=1)


class BlobStore:
    """Bytes under their own SHA-256, in a folder of the home for each kind; the same bytes are kept once.

    An act that names blobs in rows stages them, again within its transaction, and commits when its rows are there.
    Where an act was cut off between, its mark stays, and a later act sweeps what no row names.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "files"

    def keep(self, kind: BlobKind, data: bytes) -> str:
        """Keep bytes, once. Returns their hash."""
        name = sha256(data)
        path = self._path(kind, name)
        if not path.exists():
            write_atomic(path, data)
        return name

    def keep_file(self, kind: BlobKind, path: Path) -> str:
        """Keep a file's bytes, once, without holding all of them. Returns their hash."""
        name = sha256_file(path)
        target = self._path(kind, name)
        if not target.exists():
            with path.open("rb") as stream:
                write_pieces(target, iter(partial(stream.read, PIECE), b""))
        return name

    def read(self, kind: BlobKind, name: str) -> bytes:
        """The bytes of a hash.

        Raises:
            Unavailable: they are gone, or are not what they were.
        """
        try:
            data = self._path(kind, name).read_bytes()
        except OSError as error:
            raise Unavailable(
                f"The kept file {name[:12]} cannot be read ({type(error).__name__}).", mend="Restore it from a backup."
            ) from error
        if sha256(data) != name:
            raise Unavailable(f"The kept file {name[:12]} was altered.", mend="Restore it from a backup.")
        return data

    def size(self, kind: BlobKind, name: str) -> int | None:
        """How many bytes are kept under a hash; None where there are none."""
        path = self._path(kind, name)
        return path.stat().st_size if path.is_file() else None

    def stage(self, kind: BlobKind, datas: Iterable[bytes]) -> str:
        """Keep each, and mark that rows are to name them. Returns the mark; staging the same again is harmless."""
        by_hash = {sha256(data): data for data in datas}
        mark = sha256("\n".join(by_hash).encode())
        if not (path := self._mark_path(kind, mark)).exists():
            write_atomic(path, b"")
        for data in by_hash.values():
            self.keep(kind, data)
        return mark

    def commit(self, kind: BlobKind, mark: str) -> None:
        """Mark the staged bytes as named by rows."""
        self._mark_path(kind, mark).unlink(missing_ok=True)

    def sweep(
        self, kind: BlobKind, find_named: Callable[[], Set[str]], *, now: datetime, own_mark: str | None = None
    ) -> int:
        """Remove unnamed bytes that an act cut off left behind; returns how many. ``own_mark``: this act's.

        Call it in a transaction only: there is one writer, and each act stages again in its own transaction.
        A partial file has no final name yet, and is left alone for an hour.
        """
        marks = [path for path in self._mark_path(kind, "").glob("*") if path.name != own_mark]
        leftovers = self._leftovers(kind, find_named(), before=now - UNFINISHED) if marks else []
        for path in (*leftovers, *marks):
            path.unlink(missing_ok=True)
        return len(leftovers)

    def _leftovers(self, kind: BlobKind, named: Set[str], *, before: datetime) -> list[Path]:
        unnamed = (path for path in (self._folder / kind).glob("??/*") if path.name not in named)
        return [path for path in unnamed if not path.name.startswith(".") or _is_older(path, before.timestamp())]

    def _path(self, kind: BlobKind, name: str) -> Path:
        return self._folder / kind / name[:2] / name

    def _mark_path(self, kind: BlobKind, mark: str) -> Path:
        return self._folder / kind / STAGED / mark


def _is_older(path: Path, than: float) -> bool:
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        # Whoever was writing it has just given it its name.
        return False
