"""What every store of objects does: bytes by name, written whole or not at all, and read in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Protocol

#: Bytes that are held at once of a file that is written or read.
PIECE = 1 << 20
#: The key of one sealed case. It is kept where its destruction can be made sure of.
CASE_KEY = re.compile(r"records/[^/]+/[^/]+/key(\.next)?")


@dataclass(frozen=True)
class StoredObject:
    """An object's name, which is a path with slashes; its size in bytes, and when it was written.

    ``version``: the object store's name of this version of it, where it keeps old ones.
    """

    name: str
    size: int
    written_at: datetime
    version: str | None = None


class ObjectStore(Protocol):
    """Bytes by name. Names are paths with slashes, such as ``files/received/ab/ab12…``.

    Every method raises ``Unavailable`` where the store does not answer, and ``NoRoom`` where it is full. Two of one
    place are equal, so that what was read through one is known through the other.
    """

    def __hash__(self) -> int:
        """By its place."""

    def write(self, name: str, pieces: Iterable[bytes], *, only_new: bool = False) -> bool:
        """Write an object whole or not at all, never holding all of it.

        ``only_new``: an object of that name stays as it is. False where it did.
        """

    def check_room(self, size: int) -> None:
        """Raise ``NoRoom`` where so many bytes more are known not to fit."""

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes in pieces of about a mebibyte.

        Raises:
            FileNotFoundError: there is none of that name.
        """

    def find(self, name: str) -> StoredObject | None:
        """What is known of an object; None where there is none."""

    def entries(self, folder: str) -> Iterator[StoredObject]:
        """The objects whose names begin with that folder and a slash, by name."""

    def remove(self, name: str) -> None:
        """Remove an object; nothing where there is none."""

    def scrub(self) -> None:
        """Make sure that of removed objects as little is left as the store allows."""

    def list_unfinished(self) -> Iterator[StoredObject]:
        """What processes that were killed left half-written."""


def read_whole(objects: ObjectStore, name: str) -> bytes:
    """A small object's bytes.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    return b"".join(objects.read(name))


def open_pieces(objects: ObjectStore, name: str) -> Iterator[bytes] | None:
    """An object's pieces, the first of them read already; None where there is none of that name."""
    pieces = objects.read(name)
    try:
        first = next(pieces, b"")
    except FileNotFoundError:
        return None
    return chain([first], pieces)


def cut_pieces(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of just ``size``, the last one shorter; nothing where there are none."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
