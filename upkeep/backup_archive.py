"""The backup file: a zip with its members in one order, whose last 64 characters prove the rest."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from returnonce.errors import NoRoom, NotFound, Refused, ReturnOnceError, Unavailable

#: Hex digits of a SHA-256, which stand in the place of a zip's comment.
DIGEST = 64
EPOCH = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 20
#: What reading something that somebody put together can end in; nothing of it is to reach a person.
MALFORMED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, KeyError,
)  # fmt: skip
MEND = "Take another backup; this one cannot be relied on."


@dataclass(frozen=True)
class BackupMember:
    """One file in the archive: its name, its size in bytes, and the SHA-256 of what it holds."""

    name: str
    size: int
    sha256: str


class BackupArchive:
    """An archive that is being written, member after member."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.members: list[BackupMember] = []

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool) -> BackupMember:
        """Write one member as its bytes come; ``packed``: worth making smaller."""
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry._compresslevel = 1  # type: ignore[attr-defined]
        entry.external_attr = 0o600 << 16
        size, digest = 0, hashlib.sha256()
        with self._packed.open(entry, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.members.append(BackupMember(name, size, digest.hexdigest()))
        return self.members[-1]


class _HashingStream:
    """A stream that hashes all it is given but the last characters, in whose place the hash comes."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._late, self.hash = target, b"", hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._late += data
        self.hash.update(self._late[:-DIGEST])
        self._late = self._late[-DIGEST:]
        return self._target.write(data)

    def flush(self) -> None:
        self._target.flush()


@contextmanager
def write_archive(path: Path) -> Iterator[BackupArchive]:
    """A new archive at ``path``, for its owner's eyes only, whole and on the disk when this is left without an error.

    Raises:
        NoRoom, Unavailable: it cannot be written.
    """
    with disk_errors_in_words("The backup"), open(path, "xb", opener=_open_private) as target:
        stream = _HashingStream(target)
        with zipfile.ZipFile(stream, "w", allowZip64=True) as packed:  # type: ignore[call-overload]
            packed.comment = b"0" * DIGEST
            yield BackupArchive(packed)
        target.seek(-DIGEST, 2)
        target.write(stream.hash.hexdigest().encode())
        target.flush()
        os.fsync(target.fileno())


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def prove_archive(path: Path) -> str:
    """The digest that the file ends with, when it is that of all before it.

    Raises:
        NotFound: there is no such file.
        Refused: it is cut short, longer than it was, or altered anywhere.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path.name!r}.", where="FILE", mend="Give the path of a backup.")
    digest, bytes_left = hashlib.sha256(), path.stat().st_size - DIGEST
    with path.open("rb") as source:
        while bytes_left > 0 and (piece := source.read(min(PIECE, bytes_left))):
            digest.update(piece)
            bytes_left -= len(piece)
        trailer = source.read(DIGEST + 1)
    if bytes_left or trailer != digest.hexdigest().encode():
        raise Refused(
            "This is no backup, or it was cut short or altered: its last 64 characters do not prove the rest.",
            where=path.name, mend=MEND,
        )  # fmt: skip
    return digest.hexdigest()


@contextmanager
def open_members(path: Path) -> Iterator[zipfile.ZipFile]:
    """The members of an archive that was proved.

    Raises:
        Refused: it is no zip inside.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            yield packed
    except MALFORMED as error:
        raise Refused(f"This is no backup ({type(error).__name__}).", where=path.name, mend=MEND) from error


def unpack(packed: zipfile.ZipFile, member: BackupMember) -> Generator[bytes]:
    """What a member holds, piece by piece; never more than it is said to hold.

    Raises:
        Refused: it is not what it is said to be.
    """
    digest, size = hashlib.sha256(), 0
    with packed.open(member.name) as source:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > member.size:
                break
            digest.update(piece)
            yield piece
    if (size, digest.hexdigest()) != (member.size, member.sha256):
        raise Refused("It does not hold what the manifest says.", where=member.name, mend=MEND)


@contextmanager
def disk_errors_in_words(subject: str) -> Iterator[None]:
    """An error of the disk in words."""
    try:
        yield
    except OSError as error:
        raise disk_error(subject, error) from error


def disk_error(subject: str, error: OSError) -> ReturnOnceError:
    """A full disk or any other trouble of the disk."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return NoRoom(
            f"{subject} does not fit on the disk.", mend="Make room, or choose another disk; nothing was kept."
        )
    return Unavailable(
        f"{subject} could not be written ({type(error).__name__}).",
        mend="Look whether the folder is there and may be written to; nothing was kept.",
    )


def make_sure_of_room(folder: Path, needed: int) -> None:
    """Refuse before anything is written.

    Raises:
        NoRoom: less than ``needed`` bytes are free where ``folder`` lies.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(
            f"{needed // PIECE + 1:,} MB may be needed, and {free // PIECE:,} MB are free.", where=str(folder.name),
            mend="Make room, or choose another disk; nothing was written.",
        )  # fmt: skip
