"""The blob store: bytes kept under their own SHA-256, once, and proved when they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from returnonce.blobs.files import sha256, sha256_file
from returnonce.blobs.object_store import PIECE, ObjectStore
from returnonce.errors import Unavailable

#: What blobs are: files as agencies and publishers sent them; cells, files and portal reports of editions.
BlobKind = Literal["received", "editions"]
BLOB_KINDS: tuple[BlobKind, ...] = ("received", "editions")
MEND = "Restore it from a backup."


def blob_name(kind: BlobKind, digest: str) -> str:
    """The object's name: ``files/received/ab/ab12…``."""
    return f"files/{kind}/{digest[:2]}/{digest}"


class BlobStore:
    """Bytes under their own SHA-256; the same bytes are kept once a kind.

    An act that names blobs in rows keeps them before its transaction, and makes sure of them within it: blobs that no
    row names are swept, and only within a transaction.
    """

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    def keep(self, kind: BlobKind, data: bytes | Path) -> str:
        """Keep bytes, or those of a file without holding all of them; once. Returns their hash.

        Raises:
            NoRoom, Unavailable: the store does not take them.
        """
        digest = sha256_file(data) if isinstance(data, Path) else sha256(data)
        self.make_sure(kind, digest, data)
        return digest

    def keep_all(self, kind: BlobKind, datas: Iterable[bytes]) -> None:
        """Keep each of them."""
        for data in datas:
            self.keep(kind, data)

    def make_sure(self, kind: BlobKind, digest: str, data: bytes | Path) -> None:
        """Keep bytes whose hash is known, unless they are kept already."""
        name = blob_name(kind, digest)
        if self._objects.find(name) is None:
            self._objects.write(name, _proved(_pieces(data), digest), only_new=True)

    def read(self, kind: BlobKind, digest: str) -> bytes:
        """The bytes of a hash.

        Raises:
            Unavailable: they are gone, or are not what they were.
        """
        return b"".join(self.pieces(kind, digest))

    def pieces(self, kind: BlobKind, digest: str) -> Iterator[bytes]:
        """The bytes of a hash in pieces. The last is only given when all of them are proved.

        Raises:
            Unavailable: they are gone, or are not what they were.
        """
        try:
            yield from _proved(self._objects.read(blob_name(kind, digest)), digest)
        except FileNotFoundError as error:
            raise Unavailable(
                f"The kept file {digest[:12]} cannot be read ({type(error).__name__}).", mend=MEND
            ) from error

    def size(self, kind: BlobKind, digest: str) -> int | None:
        """How many bytes are kept under a hash; None where there are none."""
        described = self._objects.find(blob_name(kind, digest))
        return None if described is None else described.size


def _pieces(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as stream:
        yield from iter(partial(stream.read, PIECE), b"")


def _proved(pieces: Iterable[bytes], digest: str) -> Iterator[bytes]:
    """The same pieces; the last one waits until the hash of all of them is the one it should be."""
    hasher, last = hashlib.sha256(), b""
    for piece in pieces:
        hasher.update(piece)
        if last:
            yield last
        last = piece
    if hasher.hexdigest() != digest:
        raise Unavailable(f"The kept file {digest[:12]} was altered.", mend=MEND)
    yield last
