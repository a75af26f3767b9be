"""Request bodies written to disk as they arrive and hashed, within a size limit and read timeouts."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import anyio
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from returnonce.blobs import NO_ROOM, disk_full
from returnonce.errors import ReturnOnceError, TooLarge

CHUNK = 1 << 16
#: Limit for requests that are not files.
MAX_SMALL_BODY = 256 * 1024


class TooSlow(ReturnOnceError):
    """The body does not arrive in time."""

    status = 408
    title = "Too slow"


@dataclass(frozen=True)
class ReadTimeouts:
    """Longest pause in seconds; and, after ``grace`` seconds, the least average rate in bytes a second."""

    idle: float = 20
    grace: float = 30
    rate: float = 4_096

    def remaining(self, since: float, read: int) -> float:
        """Seconds to wait for the next chunk."""
        return min(self.idle, since + self.grace + read / self.rate - anyio.current_time())


@dataclass(frozen=True)
class SpooledBody:
    """A body on disk, with its size in bytes and SHA-256 (hex)."""

    path: Path
    size: int
    sha256: str

    def read(self) -> bytes:
        """All bytes; for small bodies only."""
        return self.path.read_bytes()

    def replay(self, receive: Receive) -> Receive:
        """The body again, as an ASGI ``receive``; then whatever else comes by the request's own."""
        pieces = self._pieces()

        async def receive_again() -> Message:
            piece = next(pieces, None)
            return await receive() if piece is None else piece

        return receive_again

    def _pieces(self) -> Iterator[Message]:
        with self.path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}


async def spool_body(
    receive: Receive, path: Path, *, limit: int, timeouts: ReadTimeouts, content_length: str = ""
) -> SpooledBody:
    """Write a body to ``path`` as it arrives, and hash it.

    Raises:
        TooLarge: it has more than ``limit`` bytes, or ``content_length`` says so.
        TooSlow: it does not arrive in time.
        NoRoom: the disk is full.
    """
    if content_length.isdecimal() and int(content_length[:15]) > limit:
        raise _too_large(limit)
    hasher, size = hashlib.sha256(), 0
    with path.open("wb") as target:
        async for piece in body_pieces(receive, timeouts):
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            hasher.update(piece)
            _write(target, piece)
        _write(target, b"", end=True)
    return SpooledBody(path, size, hasher.hexdigest())


async def body_pieces(receive: Receive, timeouts: ReadTimeouts) -> AsyncIterator[bytes]:
    """The body as it comes.

    Raises:
        ClientDisconnect: the connection broke.
        TooSlow: it does not arrive in time.
    """
    read, since, more = 0, anyio.current_time(), True
    while more:
        piece, more = await _next_chunk(receive, timeouts.remaining(since, read))
        read += len(piece)
        yield piece


async def _next_chunk(receive: Receive, seconds: float) -> tuple[bytes, bool]:
    with anyio.move_on_after(max(0.0, seconds)):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        return message.get("body", b""), message.get("more_body", False)
    raise TooSlow("The body did not arrive in time.", mend="Send it again, without pauses.")


def _write(target: BinaryIO, piece: bytes, *, end: bool = False) -> None:
    try:
        target.write(piece)
        if end:
            target.flush()
    except OSError as error:
        raise (disk_full() if error.errno in NO_ROOM else error) from error


def _too_large(limit: int) -> TooLarge:
    size = f"{limit >> 20} MB" if limit >> 20 else f"{limit >> 10} kB"
    return TooLarge(f"The body is larger than {size}.", mend="Send less at a time.")
