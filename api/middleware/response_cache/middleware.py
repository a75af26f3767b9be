"""In front of everything else: a published edition that was answered a moment ago is answered again at once.

Nothing is worked out here. An answer is the one that the routes gave to the same request of the same caller, and it
is given again only while the store has not changed by a single write since: no key was revoked, no role taken back, no
edition published or withdrawn. Each answer is counted against the caller's rate, as the routes do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from datetime import UTC, datetime, time, timedelta
from random import Random, SystemRandom

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.rate_limit_headers import policy_field, remaining_field
from api.middleware.request import request_id
from api.middleware.response_cache.cache_key import Asked, asked_of
from api.middleware.response_cache.cacheable import NOTE
from api.middleware.response_cache.memory_store import Answer, Headers, Held, Shelf
from api.middleware.response_cache.store_version import Watch
from returnonce.access.principals import Principal
from returnonce.access.rate_limits import Limits, Standing
from returnonce.clock import Clock
from returnonce.errors import TooMany

_CHANCE = Random(SystemRandom().getrandbits(128))  # noqa: S311 (no secret)


class Front:
    """Pure ASGI, round the whole application. Who callers are and what they may see is the routes' business."""

    def __init__(self, app: ASGIApp, *, watch: Watch, limits: Limits, clock: Clock, shelf: Shelf | None = None) -> None:
        self.app, self.watch, self.limits, self.clock = app, watch, limits, clock
        self.shelf = shelf or Shelf()
        self._present: tuple[Hashable, datetime] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = asked_of(scope)
        if asked is None:
            await self.app(scope, receive, send)
            if scope["type"] == "lifespan":
                self.watch.close()
            return
        mark, now = self._present or await self._look()
        answer = self._known(asked, mark, now) if mark is not None else None
        if answer is None:
            await self._pass_on(asked, mark, scope, receive, send)
            return
        headers, body = answer
        await send(headers)
        await send(body)

    async def _look(self) -> tuple[Hashable | None, datetime]:
        """The store's mark and the time, once for all requests that lie there when it is asked for: the event loop
        forgets it before it looks for further ones, so that it is younger than each request that rests on it."""
        mark = self.watch.mark()
        if mark is None:
            return await self.watch.ask(), self.clock.now()
        self._present = mark, self.clock.now()
        asyncio.get_running_loop().call_soon(self._forget)
        return self._present

    def _forget(self) -> None:
        self._present = None

    def _known(self, asked: Asked, mark: Hashable, now: datetime) -> tuple[Message, Message] | None:
        """The answer, with its own number and what is left to the caller; None where the routes have to be asked."""
        held = self.shelf.get(asked.key)
        if held is None or held.mark != mark or now >= held.until:
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
        fresh = _rates(standing) if standing is not None else {}
        fresh[b"x-request-id"] = request_id(asked.number).encode() if asked.number is not None else _number()
        headers = answer.told(fresh)
        if asked.head:
            headers = [each for each in headers if each[0] != b"content-digest"]
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        return start, {"type": "http.response.body", "body": b"" if asked.head else answer.body}

    async def _pass_on(self, asked: Asked, mark: Hashable | None, scope: Scope, receive: Receive, send: Send) -> None:
        noted = _Noted(send)
        await self.app(scope, receive, noted)
        who = scope.get("state", {}).get(NOTE)
        if who is None or asked.head or mark is None or not noted.is_whole or mark != self.watch.mark():
            return
        self._keep(asked, who, mark, Answer(noted.status, noted.headers, bytes(noted.body)))

    def _keep(self, asked: Asked, who: Principal, mark: Hashable, answer: Answer) -> None:
        told = dict(answer.headers)
        tag = told.get(b"etag")
        if tag is None or answer.status not in (200, 304) or b"set-cookie" in told:
            return
        held = self.shelf.get(asked.key)
        same_state = held is not None and (held.mark, held.tag) == (mark, tag)
        whole, same = (held.whole, held.same) if held is not None and same_state else (None, None)
        whole, same = (answer, same) if answer.status == 200 else (whole, answer)
        self.shelf.put(asked.key, Held(who, mark, _until(who, self.clock.now()), tag, whole, same))


def _number() -> bytes:
    # It only has to be another one each time, and the machine's own chance costs more than the rest of an answer.
    return b"%024x" % _CHANCE.getrandbits(96)


def _rates(standing: Standing) -> dict[bytes, bytes]:
    """As ``api.auth.rate_limit_headers.tell`` would have them said."""
    return {
        b"ratelimit-policy": policy_field(standing.limit, standing.window).encode(),
        b"ratelimit": remaining_field(standing).encode(),
    }


class _Noted:
    """Passes an answer on, and remembers it."""

    def __init__(self, send: Send) -> None:
        self.send, self.status, self.body, self.is_whole = send, 0, bytearray(), False
        self.headers: Headers = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.is_whole = not message.get("more_body", False)
        await self.send(message)


def _until(who: Principal, now: datetime) -> datetime:
    """When the key or token ends; and at midnight, since a key is noted as used once a day."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return min(midnight, who.expires_at) if who.expires_at is not None else midnight
