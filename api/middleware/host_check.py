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


class HostCheckMiddleware:
    """Answers 421 to any other name."""

    def __init__(self, app: ASGIApp, base_url: str | None = None) -> None:
        self.app, self.public_name = app, public_name(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_ours(host_name(Headers(scope=scope).get("host", ""))):
            await self.app(scope, receive, send)
            return
        response = JSONResponse(problem_body(421, scope["path"]), status_code=421, media_type=MEDIA_TYPE)
        await response(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        return is_loopback(host) or (bool(host) and host == self.public_name)
