"""``Idempotency-Key`` on every POST under ``/v1``: a repeated request is done once and gets the first response.

The same request under the same key gets the same response for seven days; while the first one runs, others wait.
The claim is committed before the work. If its holder dies, the claim expires; the work itself then finds what it has
changed already, so that a second try does not do it twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app_state import app_state, state_of
from api.auth.authentication import authenticate
from api.http.request_body import MAX_SMALL_BODY, SpooledBody, spool_body
from api.middleware.response_encryption import decrypt_response, encrypt_response
from returnonce.access.principals import ANONYMOUS
from returnonce.claims.idempotency_keys import (
    BODY_BYTES,
    IdempotentRequest,
    StoredResponse,
    claim_request,
    release_request,
    store_response,
)
from returnonce.db import transaction
from returnonce.errors import Conflict, ReturnOnceError, WrongUsage
from returnonce.logs import get_logger
from returnonce.scratch import scratch

T = TypeVar("T")
log = get_logger()
#: One to 255 visible characters, as a token or a quoted string.
KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
#: Paths that take files; other bodies are small.
UPLOADS = re.compile(r"/v1/submissions/?|/v1/uploads/[0-9a-f]{64}/?|/v1/editions/.+/report/?")
#: Seconds to wait for the first request with the same key, and between two looks.
WAIT_SECONDS, POLL_SECONDS = 25.0, 0.2
#: Headers of a response that are stored with it.
HEADERS = (
    "content-type", "location", "etag", "link", "content-disposition", "cache-control", "vary", "content-digest",
    "repr-digest", "retry-after", "tus-resumable", "upload-offset", "upload-length", "upload-expires",
)  # fmt: skip
#: Nothing was done, and another try may end differently.
NOT_STORED = frozenset({401, 403, 404, 408, 409, 413, 429})


class IdempotencyMiddleware:
    """Reads small bodies of all requests that change something, and files that come with a key."""

    def __init__(self, app: ASGIApp, *, wait: float = WAIT_SECONDS) -> None:
        self.app, self.wait = app, wait
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_change(scope):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        key = _key(request) if scope["method"] == "POST" and scope["path"].startswith("/v1/") else ""
        who = await run_in_threadpool(authenticate, request) if key else ANONYMOUS
        if key:
            scope["state"]["who"] = who
        is_keyed = who.kind != "anonymous"
        if not is_keyed and UPLOADS.fullmatch(scope["path"]):
            # The route itself reads it, once it knows that the caller may send it.
            await self.app(scope, receive, send)
            return
        with scratch() as folder:
            body = await _body(request, folder / "body")
            scope["state"]["body"] = body
            if not is_keyed:
                await self.app(scope, body.replay(receive), send)
                return
            idempotent_request = IdempotentRequest(
                who.name, _hash(key), _request_hash(scope, body), secrets.token_hex(8)
            )
            lock = self._locks.setdefault((idempotent_request.caller, idempotent_request.key), asyncio.Lock())
            async with lock:
                await self._once(scope, body.replay(receive), send, idempotent_request, key)

    async def _once(self, scope: Scope, receive: Receive, send: Send, request: IdempotentRequest, key: str) -> None:
        stored = await self._claim(scope, request)
        if stored is not None:
            await _replay(stored, send, request, key)
            return
        recorder = _ResponseRecorder(scope, send, request, key)
        try:
            await self.app(scope, receive, recorder)
        except BaseException:
            await _in_transaction(scope, lambda session: release_request(session, request))
            raise

    async def _claim(self, scope: Scope, request: IdempotentRequest) -> StoredResponse | None:
        """The stored response, or None once this request holds the claim."""
        clock, waited = state_of(scope["app"]).context.clock, 0.0
        while True:
            outcome = await _in_transaction(scope, lambda session: claim_request(session, clock, request))
            if isinstance(outcome, StoredResponse):
                return outcome
            if outcome == "claimed":
                return None
            if waited >= self.wait:
                raise Conflict(
                    "The first request with this key is still at work.", where="Idempotency-Key",
                    mend="Ask again with the same key in a few seconds.",
                )  # fmt: skip
            await asyncio.sleep(POLL_SECONDS)
            waited += POLL_SECONDS


def _may_store(scope: Scope) -> bool:
    """False for responses that hold a secret."""
    return not scope["path"].startswith("/v1/webhooks")


class _ResponseRecorder:
    """Holds a response back until it is stored; one that is too long to be stored is passed on at once."""

    def __init__(self, scope: Scope, send: Send, request: IdempotentRequest, key: str) -> None:
        self.scope, self.send, self.request, self.key = scope, send, request, key
        self.messages: list[Message] = []
        self.size, self.status, self.headers = 0, 0, Headers()

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], Headers(raw=message["headers"])
            return
        self.size += len(message.get("body", b""))
        if not message.get("more_body", False):
            await self._store()
        elif self.size <= BODY_BYTES:
            return
        for one in self.messages:
            await self.send(one)
        # Only its size is remembered.
        self.messages = []

    async def _store(self) -> None:
        request, body = self.request, b"".join(message.get("body", b"") for message in self.messages)
        if self.status >= 500 or self.status in NOT_STORED:
            await _in_transaction(self.scope, lambda session: release_request(session, request))
            return
        headers = {name: self.headers[name] for name in HEADERS if name in self.headers}
        keeps = self.size <= BODY_BYTES and _may_store(self.scope)
        stored_response = StoredResponse(
            self.status, headers, encrypt_response(body, caller=request.caller, key=self.key) if keeps else None
        )
        try:
            await _in_transaction(self.scope, lambda session: store_response(session, request, stored_response))
        except ReturnOnceError:
            # The work is done and the caller gets the response; only a retry will not find it.
            log.warning("answer not kept", action="answer_not_kept", status=self.status)


async def _in_transaction(scope: Scope, act: Callable[[Session], T]) -> T:
    def in_transaction() -> T:
        with transaction(state_of(scope["app"]).context.engine) as session:
            return act(session)

    return await run_in_threadpool(in_transaction)


async def _replay(stored_response: StoredResponse, send: Send, request: IdempotentRequest, key: str) -> None:
    if stored_response.body is None:
        raise Conflict(
            "This was done before; its answer was too long to be kept, or held a secret.", where="Idempotency-Key",
            mend=f"See {stored_response.headers.get('location', 'what it changed')}.",
        )  # fmt: skip
    body = decrypt_response(stored_response.body, caller=request.caller, key=key)
    headers_of_answer = {**stored_response.headers, "content-length": str(len(body)), "idempotency-replayed": "true"}
    headers = [(name.encode(), value.encode("latin-1")) for name, value in headers_of_answer.items()]
    await send({"type": "http.response.start", "status": stored_response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _body(request: Request, path: Path) -> SpooledBody:
    state = app_state(request)
    limit = state.context.settings.upload_bytes if UPLOADS.fullmatch(request.url.path) else MAX_SMALL_BODY
    announced = request.headers.get("content-length", "")
    return await spool_body(request.receive, path, limit=limit, timeouts=state.read_timeouts, content_length=announced)


def _is_change(scope: Scope) -> bool:
    path = scope["path"]
    return scope["method"] in {"POST", "PUT", "PATCH", "DELETE"} and path.startswith(("/v1/", "/oauth/"))


def _key(request: Request) -> str:
    headers = request.headers.getlist("idempotency-key")
    if not headers:
        return ""
    match = KEY.fullmatch(headers[0]) if len(headers) == 1 else None
    if match is None:
        raise WrongUsage(
            "The key cannot be read.", where="Idempotency-Key", mend="Send one of up to 255 letters and figures."
        )
    return match[1]


def _request_hash(scope: Scope, body: SpooledBody) -> str:
    """Hash of method, address with its query, and bytes: equal for two sendings of one request."""
    return _hash("\n".join((scope["method"], scope["path"], scope["query_string"].decode("latin-1"), body.sha256)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
