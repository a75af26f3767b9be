"""Outermost middleware: refuses unreadable requests, answers bugs, and serves HEAD as GET without the body."""

from __future__ import annotations

import re
import secrets
from asyncio import CancelledError
from urllib.parse import unquote_to_bytes

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app_state import state_of
from api.auth.rate_limit_headers import count_by_address, uncounted_fields
from api.http.deprecations import deprecation_headers
from api.http.problems import problem_body
from api.middleware.error_handlers import error_response, problem_response
from returnonce.errors import Unavailable

#: Bytes of all headers, and of the path with its query.
MAX_HEADER_BYTES, MAX_ADDRESS_BYTES = 32_768, 16_384
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
#: How long, and how many chunks (of up to 64 kB), are still read of a body that is too large.
LINGER_SECONDS, LINGER_CHUNKS = 3.0, 1_000
#: Below it a POST may stand for one of these methods.
TUS_PATH, TUS_METHODS = "/v1/uploads/", frozenset({"PATCH", "DELETE"})
#: To whom the server answered nothing before it had to stop.
STOPPING = Unavailable(
    "The service is being stopped or started again.",
    mend="Send it again in a minute; a file that was taken already is answered with its receipt.",
)
#: What a response depends on besides its address.
VARY = "Accept, Authorization, Cookie"


class RequestMiddleware:
    """Pure ASGI, so that a response costs nothing on its way through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender = _ResponseSender(scope, send)
        status = _refusal_status(scope)
        if status is not None:
            body = problem_body(status, "/" if status in (400, 414) else scope["path"])
            await problem_response(Request(scope, receive), body)(scope, receive, sender)
            return
        if sender.head:
            scope["method"] = "GET"
        elif scope["method"] == "POST" and scope["path"].startswith(TUS_PATH):
            scope["method"] = _overridden_method(scope)
        try:
            await self.app(scope, receive, sender)
        except ClientDisconnect:
            # The client has gone.
            return
        except (Exception, CancelledError) as error:
            if sender.started:
                raise
            # The server stops, and waited as long as it may: its own answer would be 500 without a word.
            known = STOPPING if isinstance(error, CancelledError) else error
            await error_response(Request(scope, receive), known)(scope, receive, sender)
        finally:
            await sender.end(receive)


class _ResponseSender:
    """Adds the headers of every response, and leaves out the body for HEAD."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.send, self.started = scope, send, False
        self.head = scope["method"] == "HEAD"
        self.unread = self.open = False
        self.id = request_id(next((value for name, value in scope["headers"] if name == b"x-request-id"), b""))
        scope.setdefault("state", {})["request_id"] = self.id

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._add(message["status"], MutableHeaders(scope=message))
        elif self.head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        elif self.unread and message["type"] == "http.response.body":
            self.open = True
            message = {**message, "more_body": True}
        await self.send(message)

    async def end(self, receive: Receive) -> None:
        """After 413: read on for a little, or the client would see a broken connection and not the response."""
        if not self.open:
            return
        with anyio.move_on_after(LINGER_SECONDS):
            for _ in range(LINGER_CHUNKS):
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    break
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    def _count(self, headers: MutableHeaders) -> None:
        """An answer that was given before anybody asked who wants it, such as 404."""
        state = state_of(self.scope["app"])
        if state.default_principal.kind == "anonymous":
            headers.update(count_by_address(self.scope, state.rate_limits))
        else:
            headers.update(uncounted_fields(state.rate_limits, state.default_principal))

    def _add(self, status: int, headers: MutableHeaders) -> None:
        if status in (408, 413):
            headers["Connection"] = "close"
            self.unread = status == 413 and not self.head
        headers["X-Request-Id"] = self.id
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if self.scope["path"].startswith("/v1/"):
            headers.setdefault("Vary", VARY)
            headers.setdefault("Cache-Control", "private, no-store")
        headers.update(self.scope["state"].get("answer_headers", {}))
        if "ratelimit" not in headers and self.scope["path"].startswith("/v1/") and "app" in self.scope:
            self._count(headers)
        for name, value in deprecation_headers(self.scope).items():
            headers.append(name, value)
        if self.head and "content-digest" in headers:
            del headers["content-digest"]


def _overridden_method(scope: Scope) -> str:
    """The method that a client means which cannot send it (tus 1.0): Java's own knows no PATCH."""
    method = Headers(scope=scope).get("x-http-method-override", "").upper()
    return method if method in TUS_METHODS else "POST"


def request_id(header: bytes) -> str:
    """The request's own id where it is a valid one, else a new one."""
    return header.decode() if _REQUEST_ID.fullmatch(header) else secrets.token_hex(12)


def _refusal_status(scope: Scope) -> int | None:
    """Status for a path, query or headers that no route should see; None where they can be read."""
    path, query = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape"), scope["query_string"]
    if len(path) + len(query) > MAX_ADDRESS_BYTES:
        return 414
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        return 431
    if _holds_nul(query) or not (_is_text(path) and _is_text(query)):
        return 400
    return 404 if _holds_nul(path) else None


def _is_text(part: bytes) -> bool:
    """False for invalid escapes, and for bytes that are not UTF-8 (lone surrogates too)."""
    if b"%" not in part and part.isascii():
        return True
    if _BAD_ESCAPE.search(part):
        return False
    try:
        unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _holds_nul(part: bytes) -> bool:
    return b"%00" in part or b"\x00" in part
