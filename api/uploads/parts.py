"""The body of a part: sealed in pieces as it arrives, so that little is lost where the connection breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from api.app_state import app_state
from api.http.request_body import CHUNK, TooSlow, body_pieces, spool_body
from api.uploads.tus import check_checksum
from collectors.submissions.uploads_in_parts import PART_BYTES, UploadInParts, keep_part
from mappings.ruleset.app_context import AppContext
from returnonce.errors import TooLarge
from returnonce.scratch import scratch

#: Keeps bytes from a place on.
Keep = Callable[[int, bytes], None]


async def receive_part(
    request: Request, context: AppContext, begun: UploadInParts, at: int, checksum: str | None
) -> int:
    """Keep the body from ``at`` on; returns where it ends. With a checksum it is kept whole or not at all.

    Raises:
        TooLarge: it goes beyond the file's length.
        ChecksumMismatch, WrongUsage: as :func:`api.uploads.tus.check_checksum` does.
        ClientDisconnect, TooSlow: it came in part, which is kept.
        Conflict, NotFound, NoRoom, Unavailable: as :func:`~collectors.submissions.uploads_in_parts.keep_part` does.
    """
    keep, left = partial(keep_part, context, begun), begun.length - at
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:15]) > left:
        raise _beyond_the_end(left)
    timeouts = app_state(request).read_timeouts
    if checksum is None:
        return await _keep_pieces(body_pieces(request.receive, timeouts), keep, at, left)
    with scratch() as folder:
        body = await spool_body(request.receive, folder / "part", limit=left, timeouts=timeouts)
        await run_in_threadpool(check_checksum, body.path, checksum)
        with body.path.open("rb") as stream:

            async def pieces() -> AsyncIterator[bytes]:
                while piece := stream.read(CHUNK):
                    yield piece

            return await _keep_pieces(pieces(), keep, at, left)


async def _keep_pieces(pieces: AsyncIterator[bytes], keep: Keep, at: int, left: int) -> int:
    held, end = bytearray(), at + left
    try:
        async for piece in pieces:
            held += piece
            if at + len(held) > end:
                raise _beyond_the_end(left)
            while len(held) >= PART_BYTES:
                await run_in_threadpool(keep, at, bytes(held[:PART_BYTES]))
                del held[:PART_BYTES]
                at += PART_BYTES
    except (ClientDisconnect, TooSlow):
        if held:
            await run_in_threadpool(keep, at, bytes(held))
        raise
    if held:
        await run_in_threadpool(keep, at, bytes(held))
    return at + len(held)


def _beyond_the_end(left: int) -> TooLarge:
    return TooLarge(f"Only {left} bytes of the file are still to come.", mend="Ask with HEAD how much is here.")
