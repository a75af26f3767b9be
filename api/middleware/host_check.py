"""Only requests to this machine's names and to the service's own are answered.

A web site in the same browser can give its own name this machine's address; the ``Host`` header shows it.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth.hosts import host_name, public_name
from api.http.problems import MEDIA_TYPE, problem_body
from returnonce.http.addresses import is_loopback

#: Paths that say nothing of anybody, and are asked for under an address rather than a name.
PROBE_PATHS = frozenset({"/health", "/ready", "/metrics"})


class HostCheckMiddleware:
    """Answers 421 to any other name."""

    def __init__(self, app: ASGIApp, base_url: str | None = None) -> None:
        self.app, self.public_name = app, public_name(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_bound = scope["type"] == "http" and not _is_probe(scope)
        if not is_bound or self._is_ours(host_name(Headers(scope=scope).get("host", ""))):
            await self.app(scope, receive, send)
            return
        response = JSONResponse(problem_body(421, scope["path"]), status_code=421, media_type=MEDIA_TYPE)
        await response(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        return is_loopback(host) or (bool(host) and host == self.public_name)


def _is_probe(scope: Scope) -> bool:
    """True for a monitor or proxy that calls each process by its address; a browser here could be tricked into it."""
    client = scope.get("client")
    return scope["path"] in PROBE_PATHS and client is not None and not is_loopback(client[0])
