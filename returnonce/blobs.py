"""Files that are written whole or not at all, and blobs: bytes kept under their own SHA-256."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from returnonce.errors import NoRoom, Unavailable

#: How a disk, or one user's part of it, says that it is full.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def disk_full() -> NoRoom:
    """What is said where the disk is full."""
    return NoRoom("The disk is full.", mend="Nothing was stored; ask your administrator to make room.")


def sha256(data: bytes) -> str:
    """Hash in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write so that a reader, or a crash, sees the old file or the new one and never a part.

    ``private``: for its owner's eyes only, as rows about people are.

    Raises:
        NoRoom: the disk is full.
        Unavailable: no such folder can be made, or it may not be written to.
    """
    try:
        return _write(path, data, 0o600 if private else 0o644)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise Unavailable(
            f"{path.name} could not be written ({type(error).__name__}).",
            mend="Look whether its folder may be written to, and whether the disk has room.",
        ) from error


def _write(path: Path, data: bytes, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return path


def keep_blob(home: Path, data: bytes, *, folder: str = "received") -> str:
    """Keep bytes under their own hash, once. Returns the hash."""
    name = sha256(data)
    path = blob_path(home, name, folder=folder)
    if not path.exists():
        write_atomic(path, data)
    return name


def blob_path(home: Path, name: str, *, folder: str = "received") -> Path:
    """Where :func:`keep_blob` puts the bytes of that hash."""
    return home / "files" / folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
