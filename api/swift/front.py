"""In front of everything else: a published edition that was answered a moment ago is answered again at once.

Nothing is worked out here. An answer is the one that the routes gave to the same request of the same caller, and it
is given again only while the store has not changed by a single write since: no key was revoked, no role taken back, no
edition published or withdrawn. Each answer is counted against the caller's rate, as the routes do.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.outermost import HEADER_BYTES, request_id
from api.rates import rate_headers
from api.swift.shelf import Answer, Headers, Held, Shelf
from api.swift.shelving import NOTE
from api.swift.watch import Watch
from returnonce.access.limits import Limits
from returnonce.access.principals import Principal
from returnonce.clock import Clock
from returnonce.errors import TooMany

UNDER = "/v1/editions/"
#: With any of these a request is another one each time.
PASSED_ON = frozenset({b"range", b"if-range", b"if-match", b"cookie", b"expect", b"transfer-encoding"})
#: Looked at for themselves, and so no part of what makes two requests the same.
ASIDE = frozenset({b"if-none-match", b"x-request-id"})
#: Headers that are made anew for each answer.
ANEW = (b"x-request-id", b"ratelimit", b"ratelimit-policy")


class Front:
    """Pure ASGI. ``unsigned`` and everything else about callers is the routes' business."""

    def __init__(self, app: ASGIApp, *, watch: Watch, limits: Limits, clock: Clock, shelf: Shelf | None = None) -> None:
        self.app, self.watch, self.limits, self.clock = app, watch, limits, clock
        self.shelf = shelf or Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _Asked.of(scope)
        if asked is None:
            await self.app(scope, receive, send)
            if scope["type"] == "lifespan":
                self.watch.close()
            return
        mark = self.watch.mark() or await self.watch.ask()
        answer = self._known(asked, mark) if mark is not None else None
        if answer is not None:
            await _give(answer, send, head=asked.head)
            return
        noted = _Noted(send)
        await self.app(scope, receive, noted)
        who = scope.get("state", {}).get(NOTE)
        if who is not None and mark is not None and not asked.head and noted.whole and mark == self.watch.mark():
            self._keep(asked, who, mark, noted)

    def _known(self, asked: _Asked, mark: object) -> Answer | None:
        """The answer with its own number and what is left to the caller; None where the routes have to be asked."""
        held = self.shelf.get(asked.key)
        if held is None or held.mark != mark or self.clock.now() >= held.until:
            return None
        answer = held.same if asked.has(held.tag) else held.whole
        if answer is None:
            return None
        try:
            standing = self.limits.count(held.who)
        except TooMany:
            # The routes say it in the way that they say it.
            return None
        self.shelf.used(asked.key)
        fresh = {name.lower().encode(): value.encode() for name, value in rate_headers(standing).items()}
        return Answer(answer.status, _anew(answer.headers, asked.id, fresh), answer.body)

    def _keep(self, asked: _Asked, who: Principal, mark: object, noted: _Noted) -> None:
        tag = dict(noted.headers).get(b"etag")
        if tag is None or noted.status not in (200, 304) or b"set-cookie" in dict(noted.headers):
            return
        answer = Answer(noted.status, noted.headers, bytes(noted.body))
        held = self.shelf.get(asked.key)
        if held is None or (held.mark, held.tag) != (mark, tag):
            held = Held(who, mark, _until(who, self.clock.now()), tag)
        whole, same = (answer, held.same) if noted.status == 200 else (held.whole, answer)
        self.shelf.put(asked.key, Held(who, mark, held.until, tag, whole, same))


class _Asked:
    """A request that may be answered again. ``key``: everything about it that an answer can rest on, as a hash."""

    __slots__ = ("head", "id", "key", "tags")

    def __init__(self, key: bytes, *, head: bool, tags: bytes | None, shown_id: bytes) -> None:
        self.key, self.head, self.tags, self.id = key, head, tags, request_id(shown_id).encode()

    @classmethod
    def of(cls, scope: Scope) -> _Asked | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not scope["path"].startswith(UNDER):
            return None
        tags, shown_id, size = None, None, 0
        parts = [scope.get("raw_path") or scope["path"].encode(), scope["query_string"], scope["scheme"].encode(),
                 (scope.get("client") or ("",))[0].encode()]  # fmt: skip
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            if name in PASSED_ON:
                return None
            if name not in ASIDE:
                parts += (name, value)
            elif name == b"x-request-id":
                shown_id = value if shown_id is None else shown_id
            else:
                tags = value if tags is None else tags + b"," + value
        if size > HEADER_BYTES:
            return None
        # No part holds a line end: they are lines of a request themselves.
        key = hashlib.sha256(b"\n".join(parts)).digest()
        return cls(key, head=scope["method"] == "HEAD", tags=tags, shown_id=shown_id or b"")

    def has(self, tag: bytes) -> bool:
        """As ``api.answers.has_tag``."""
        if self.tags is None:
            return False
        return self.tags == tag or any(
            each.strip().removeprefix(b"W/") in (tag, b"*") for each in self.tags.split(b",") if each.strip()
        )


class _Noted:
    """Passes an answer on, and remembers it."""

    def __init__(self, send: Send) -> None:
        self.send, self.status, self.body, self.whole = send, 0, bytearray(), False
        self.headers: Headers = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)
        await self.send(message)


def _anew(headers: Headers, shown_id: bytes, fresh: dict[bytes, bytes]) -> Headers:
    """The same headers in the same order, with a number and rates of their own."""
    return [
        (name, shown_id if name == b"x-request-id" else fresh.get(name, value)) if name in ANEW else (name, value)
        for name, value in headers
    ]


async def _give(answer: Answer, send: Send, *, head: bool) -> None:
    headers = [each for each in answer.headers if each[0] != b"content-digest"] if head else answer.headers
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


def _until(who: Principal, now: datetime) -> datetime:
    """When the key or token ends; and at midnight, since a key is noted as used once a day."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return min(midnight, who.expires_at) if who.expires_at is not None else midnight
