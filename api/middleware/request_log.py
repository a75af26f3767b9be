"""Outermost of all: counts each request and how long it took, and writes one line of the log about it.

The line names the route and never the address, since addresses hold what people type; and the account, by its name as
in the audit trail. Nobody's address on the network is written.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app_state import AppState
from api.auth.authentication import ACCOUNT
from returnonce.logs import get_logger

log = get_logger()
#: Where the state of a request names its route, if the cache answered.
ROUTE = "route_path"
VERSION_PREFIX = "/v1/"
#: Of a caller who left before the answer began.
LEFT = 499
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLogMiddleware:
    """Pure ASGI, around the cache of responses too."""

    def __init__(self, app: ASGIApp, state: AppState) -> None:
        self.app, self.state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        running, began, answer = self.state.metrics.running, time.perf_counter(), _Answer(send)
        running.inc()
        try:
            await self.app(scope, receive, answer)
        finally:
            running.dec()
            self._note(scope, answer, time.perf_counter() - began)

    def _note(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = find_route(scope)
        self.state.metrics.seconds.labels(method, route, str(answer.status)).observe(seconds)
        if log.writes("info"):
            log.info(
                "request", action="request", method=method, route=route, status=answer.status,
                milliseconds=round(seconds * 1000, 1), bytes=answer.bytes, request_id=answer.request_id,
                account=scope.get("state", {}).get(ACCOUNT),
            )  # fmt: skip


class _Answer:
    """Passes the answer on, and notes what of it the log says."""

    def __init__(self, send: Send) -> None:
        self.send, self.status, self.bytes = send, LEFT, 0
        self.headers: Iterable[tuple[bytes, bytes]] = ()

    @property
    def request_id(self) -> str:
        ids = (value for name, value in self.headers if name == b"x-request-id")
        return next(ids, b"").decode("latin-1")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        else:
            self.bytes += len(message.get("body", b""))
        await self.send(message)


def find_route(scope: Scope) -> str:
    """The path of the route that answered, with its parameters' names; ``none`` where there is none."""
    cached: str | None = scope.get("state", {}).get(ROUTE)
    route: Any = scope.get("route")
    path: str | None = getattr(route, "path", None)
    if cached or path is None:
        return cached or "none"
    # FastAPI leaves out the prefix under which a router was included.
    return path if path.startswith(VERSION_PREFIX) or not scope["path"].startswith(VERSION_PREFIX) else f"/v1{path}"
