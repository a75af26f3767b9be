"""OPTIONS on every path, and CORS for what is public: other sites' pages may read what everybody may, as nobody.

No origin is told that it may send a key or a cookie along. Where who shows no key is somebody, as at a console of
one's own, nothing is public.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app_state import state_of
from api.http.public_paths import is_public
from api.middleware.error_handlers import allowed_methods
from api.uploads.tus import option_headers

#: Headers of answers that scripts may read besides the few that all may.
EXPOSED = (
    "ETag, Link, Content-Disposition, Content-Digest, Repr-Digest, RateLimit, RateLimit-Policy, Retry-After, "
    "Deprecation, Sunset, Ruleset, Edition-Number, Edition-Status, Edition-Audience, X-Request-Id"
)
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


class CrossOriginMiddleware:
    """Answers OPTIONS by itself, and lets scripts of other sites read public answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and (methods := allowed_methods(Request(scope))):
            await _options_response(scope, methods)(scope, receive, send)
        elif _is_open(scope):
            await self.app(scope, receive, _share(send))
        else:
            await self.app(scope, receive, send)


def _options_response(scope: Scope, methods: list[str]) -> Response:
    headers = {"Allow": ", ".join(methods), "Cache-Control": "no-store"}
    asked = Headers(scope=scope).get("access-control-request-method", "")
    preflight = PREFLIGHT if _nobody_is_nobody(scope) and is_public(scope["path"], asked) else {}
    is_upload = scope["path"].startswith("/v1/uploads")
    spoken = option_headers(state_of(scope["app"]).context.settings.upload_bytes) if is_upload else {}
    return Response(status_code=204, headers=headers | preflight | spoken)


def _is_open(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    shows_nobody = not names & {b"authorization", b"cookie"}
    return shows_nobody and is_public(scope["path"], scope["method"]) and _nobody_is_nobody(scope)


def _nobody_is_nobody(scope: Scope) -> bool:
    return state_of(scope["app"]).default_principal.kind == "anonymous"


def _share(send: Send) -> Send:
    async def share(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = EXPOSED
        await send(message)

    return share
