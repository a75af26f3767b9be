"""Answers packed by zstd or gzip, as ``Accept-Encoding`` prefers; never one that holds a secret.

An attacker who can have text of their own put into an answer beside a secret, and sees how long it gets packed, learns
the secret (BREACH). So nothing is packed that was asked for with a cookie, which other sites' pages can cause, nothing
that changes something, and nothing under the paths that hold secrets. A packed answer has a weak ETag and no digests,
which are of the bytes as they are kept.
"""

from __future__ import annotations

import zlib
from typing import Protocol

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from zstandard import ZstdCompressor

from api.http.responses import VARY, parse_preferences

#: Secrets, or what is changed under an ``If-Match``, which needs the strong ETag.
NEVER = ("/v1/webhooks", "/v1/me", "/v1/proposals", "/v1/submissions", "/v1/uploads")
TEXTS = ("text/csv", "application/json", "application/vnd.sdmx.", "application/csvm+json", "application/xml")
#: Fewer bytes are not worth it; more are packed off the event loop.
LEAST, MANY = 1_000, 65_536
#: In the order in which they are preferred where the caller does not mind.
CODINGS = ("zstd", "gzip")


class Packer(Protocol):
    """A compressor that takes one piece after the other."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class CompressionMiddleware:
    """Pure ASGI, within the cache of responses, so that what is packed once is kept packed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_pack(scope):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _PackingSender(send, choose_coding(Headers(scope=scope))))


def choose_coding(headers: Headers) -> str | None:
    """The coding that the caller prefers; None for the bytes as they are."""
    wishes = dict(parse_preferences(headers.getlist("accept-encoding")))
    quality = {coding: wishes.get(coding, wishes.get("*", 0.0)) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: quality[coding])
    return best if quality[best] > 0 and quality[best] >= wishes.get("identity", 0.0) else None


def _may_pack(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(NEVER):
        return False
    names = {name for name, _ in scope["headers"]}
    return scope["path"].startswith("/v1/") and not names & {b"cookie", b"range"}


class _PackingSender:
    """Packs the pieces of one answer on their way out."""

    def __init__(self, send: Send, coding: str | None) -> None:
        self.send, self.coding = send, coding
        self.start: Message | None = None
        self.packer: Packer | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not _is_text(message):
                await self.send(message)
                return
            self.start = message
        elif self.start is not None or self.packer is not None:
            await self._pass_on(message)
        else:
            await self.send(message)

    async def _pass_on(self, message: Message) -> None:
        data, more = message.get("body", b""), message.get("more_body", False)
        if self.start is not None:
            start, self.start = self.start, None
            if self.coding is not None and (more or len(data) >= LEAST):
                self.packer = _make_packer(self.coding)
                data = await self._pack(data, more)
                _say_packed(start, self.coding, None if more else len(data))
            await self.send(start)
        else:
            data = await self._pack(data, more)
        await self.send({"type": "http.response.body", "body": data, "more_body": more})

    async def _pack(self, data: bytes, more: bool) -> bytes:
        assert self.packer is not None
        packer = self.packer

        def pack() -> bytes:
            return packer.compress(data) + (b"" if more else packer.flush())

        return await run_sync(pack) if len(data) > MANY else pack()


def _make_packer(coding: str) -> Packer:
    return ZstdCompressor(level=3).compressobj() if coding == "zstd" else zlib.compressobj(5, wbits=31)


def _is_text(message: Message) -> bool:
    """Whether the answer may be packed; its ``Vary`` says so then, packed or not."""
    headers = MutableHeaders(scope=message)
    if message["status"] not in (200, 304) or {"content-encoding", "set-cookie"} & set(headers.keys()):
        return False
    if message["status"] == 200 and not headers.get("content-type", "").startswith(TEXTS):
        return False
    headers.setdefault("Vary", VARY)
    headers.add_vary_header("Accept-Encoding")
    return bool(message["status"] == 200)


def _say_packed(start: Message, coding: str, size: int | None) -> None:
    headers = MutableHeaders(scope=start)
    for name in ("content-length", "content-digest", "repr-digest", "accept-ranges"):
        if name in headers:
            del headers[name]
    headers["Content-Encoding"] = coding
    if size is not None:
        headers["Content-Length"] = str(size)
    if (tag := headers.get("etag", "")).startswith('"'):
        headers["ETag"] = f"W/{tag}"
