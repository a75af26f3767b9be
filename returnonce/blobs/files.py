"""Files of this machine that are written whole or not at all, and hashes of bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from returnonce.errors import NoRoom, Unavailable

#: What of a partial file's name tells that it is one.
PART = ".part-"
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


def write_atomic(path: Path, data: bytes | Iterable[bytes], *, private: bool = False, only_new: bool = False) -> Path:
    """Write bytes, or pieces of them as they come, so that a reader, or a crash, sees all of them or the old file.

    ``private``: for its owner's eyes only, as rows about people are. ``only_new``: a file that is there stays.

    Raises:
        FileExistsError: ``only_new``, and there is a file of that name.
        NoRoom: the disk is full.
        Unavailable: no such folder can be made, or it may not be written to.
    """
    try:
        return _write(path, [data] if isinstance(data, bytes) else data, 0o600 if private else 0o644, only_new)
    except OSError as error:
        if only_new and isinstance(error, FileExistsError):
            raise
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise Unavailable(
            f"{path.name} could not be written ({type(error).__name__}).",
            mend="Look whether its folder may be written to, and whether the disk has room.",
        ) from error


def make_folder(path: Path, *, private: bool) -> None:
    """Make a folder and those above it; ``private``: for its owner's eyes only, whatever the umask."""
    if private and not path.is_dir():
        make_folder(path.parent, private=True)
    path.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)


def _write(path: Path, pieces: Iterable[bytes], mode: int, only_new: bool) -> Path:
    make_folder(path.parent, private=not mode & 0o077)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        if only_new:
            os.link(name, path)
            os.unlink(name)
        else:
            os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return path


def sync_folder(folder: Path) -> None:
    """Have the disk keep which names a folder holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
