"""Middleware outside the whole application that answers requests for published editions from a cache.

A response is the one that the routes gave to the same request of the same caller. It is used only while nothing was
written to the store since: no key revoked, no role taken back, no edition published or withdrawn. Each response counts
against the caller's rate limit, as from the routes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from datetime import UTC, datetime, time, timedelta
from random import Random, SystemRandom

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app_state import AppState
from api.auth.authentication import ACCOUNT
from api.auth.rate_limit_headers import remaining_field
from api.middleware.request import request_id
from api.middleware.request_log import ROUTE, find_route
from api.middleware.response_cache.cache_key import CacheableRequest, cacheable_request
from api.middleware.response_cache.cacheable import SCOPE_KEY
from api.middleware.response_cache.memory_store import CachedResponse, CacheEntry, Headers, ResponseCache
from api.middleware.response_cache.store_version import StoreVersionReader
from returnonce.access.principals import Principal
from returnonce.errors import TooMany

_RANDOM = Random(SystemRandom().getrandbits(128))  # noqa: S311 (no secret)


class CacheMiddleware:
    """Pure ASGI, around the whole application. The routes decide who callers are and what they may see."""

    def __init__(self, app: ASGIApp, state: AppState, version_reader: StoreVersionReader) -> None:
        self.app, self.state, self.version_reader = app, state, version_reader
        self.cache = ResponseCache()
        self._version_and_time: tuple[Hashable, datetime] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = cacheable_request(scope)
        if request is None:
            await self.app(scope, receive, send)
            if scope["type"] == "lifespan":
                self.version_reader.close()
            return
        version, now = self._version_and_time or await self._look_up_version()
        answer = self._cached_response(request, version, now, scope) if version is not None else None
        if answer is None:
            await self._forward(request, version, scope, receive, send)
            return
        headers, body = answer
        await send(headers)
        await send(body)

    async def _look_up_version(self) -> tuple[Hashable | None, datetime]:
        """The store's version and the time, read once for all requests that wait at this moment. The event loop drops
        them before it takes further requests, so that they are newer than each request that uses them."""
        version = self.version_reader.current()
        if version is None:
            return await self.version_reader.read(), self.state.context.clock.now()
        self._version_and_time = version, self.state.context.clock.now()
        asyncio.get_running_loop().call_soon(self._forget_version)
        return self._version_and_time

    def _forget_version(self) -> None:
        self._version_and_time = None

    def _cached_response(
        self, request: CacheableRequest, version: Hashable, now: datetime, scope: Scope
    ) -> tuple[Message, Message] | None:
        """The response with its own request id and rate limit headers; None where the routes have to answer."""
        entry = self.cache.get(request.key)
        if entry is None or entry.store_version != version or now >= entry.expires_at:
            return None
        answer = entry.not_modified if request.matches(entry.etag) else entry.full
        if answer is None:
            return None
        try:
            standing = self.state.rate_limits.count_request_at_once(entry.principal, _address(scope))
        except TooMany:
            # The routes answer it.
            return None
        self.cache.mark_used(request.key)
        scope.setdefault("state", {}).update({ROUTE: entry.route, ACCOUNT: entry.principal.name})
        own = request.request_id
        headers = answer.headers_with(
            _new_request_id() if own is None else request_id(own).encode(),
            None if standing is None else remaining_field(standing).encode(),
        )
        body = answer.body
        if request.is_head:
            headers, body = [header for header in headers if header[0] != b"content-digest"], b""
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        return start, {"type": "http.response.body", "body": body}

    async def _forward(
        self, request: CacheableRequest, version: Hashable | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        recorder = _Recorder(send)
        await self.app(scope, receive, recorder)
        principal = scope.get("state", {}).get(SCOPE_KEY)
        if (
            principal is None
            or request.is_head
            or version is None
            or not recorder.is_whole
            or version != self.version_reader.current()
        ):
            return
        answer = CachedResponse(recorder.status, recorder.headers, bytes(recorder.body))
        self._store(request, principal, version, answer, find_route(scope))

    def _store(
        self, request: CacheableRequest, principal: Principal, version: Hashable, answer: CachedResponse, route: str
    ) -> None:
        headers = dict(answer.headers)
        # Of a packed answer it is weak; the one without a body, which is never packed, has it strong.
        tag = headers[b"etag"].removeprefix(b"W/") if b"etag" in headers else None
        if tag is None or answer.status not in (200, 304) or b"set-cookie" in headers:
            return
        entry = self.cache.get(request.key)
        same_state = entry is not None and (entry.store_version, entry.etag) == (version, tag)
        full, not_modified = (entry.full, entry.not_modified) if entry is not None and same_state else (None, None)
        full, not_modified = (answer, not_modified) if answer.status == 200 else (full, answer)
        self.cache.put(
            request.key,
            CacheEntry(
                principal,
                version,
                _expires_at(principal, self.state.context.clock.now()),
                tag,
                full,
                not_modified,
                route,
            ),
        )


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else "unknown"


def _new_request_id() -> bytes:
    # It only has to differ each time, and the system's random source costs more than the rest of a response.
    return b"%024x" % _RANDOM.getrandbits(96)


class _Recorder:
    """Passes a response on and keeps a copy."""

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


def _expires_at(principal: Principal, now: datetime) -> datetime:
    """When the key or token expires; at the latest midnight, since the use of a key is recorded once a day."""
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return min(midnight, principal.expires_at) if principal.expires_at is not None else midnight
