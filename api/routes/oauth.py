"""``POST /oauth/token``: a client shows its secret and gets a token for minutes (RFC 6749, 4.4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.app_state import app_state
from api.auth.authentication import client_address, rate_limits
from api.schemas.oauth import FORM, TokenAnswer
from returnonce.access.access_tokens import LIFE, authenticate_client, issue_token
from returnonce.access.principals import Principal
from returnonce.db import reading, transaction
from returnonce.errors import Forbidden, Unauthenticated

router = APIRouter(tags=["access"])
MOST_BYTES = 8_192
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
DESCRIPTIONS = {
    "invalid_request": "The request lacks a part, repeats one, or shows who asks in two ways.",
    "invalid_client": "The client is not known, or its secret does not hold, or not from here.",
    "unsupported_grant_type": "Only client_credentials is offered.",
    "invalid_scope": "The scope is none, or the client's grants leave nothing of it.",
}


class TokenRequestError(Exception):
    """An error of RFC 6749, 5.2. ``basic``: the client used that scheme, so the answer names it."""

    def __init__(self, error: str, *, basic: bool = False) -> None:
        super().__init__(error)
        self.error, self.basic = error, basic


@router.post(
    "/oauth/token",
    operation_id="issueToken",
    summary="A token for a client",
    response_model=TokenAnswer,
    openapi_extra={"requestBody": FORM},
)
async def issue_access_token(request: Request) -> JSONResponse:
    """A token of 15 minutes for a client's id and secret, in the body or by HTTP Basic; ``scope`` narrows it."""
    try:
        form = await _form(request)
        name, secret, basic = _credentials(request, form)
        if form.get("grant_type") != "client_credentials":
            raise TokenRequestError("unsupported_grant_type" if "grant_type" in form else "invalid_request")
        token, scope = await run_in_threadpool(_issue, request, name, secret, form.get("scope"), basic)
    except TokenRequestError as error:
        return _error_response(error)
    body = {"access_token": token, "token_type": "Bearer", "expires_in": int(LIFE.total_seconds()), "scope": scope}
    return JSONResponse(body, headers=NO_STORE)


async def _form(request: Request) -> dict[str, str]:
    """The body's fields; one that is empty counts as not given (RFC 6749, 3.2)."""
    if request.headers.get("content-type", "").split(";")[0].strip().casefold() != "application/x-www-form-urlencoded":
        raise TokenRequestError("invalid_request")
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MOST_BYTES:
            raise TokenRequestError("invalid_request")
    try:
        pairs = parse_qsl(data.decode("ascii"), strict_parsing=bool(data), errors="strict", max_num_fields=20)
    except (ValueError, UnicodeDecodeError) as error:
        raise TokenRequestError("invalid_request") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise TokenRequestError("invalid_request")
    return form


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str, bool]:
    """Client, secret, and whether they came by HTTP Basic."""
    header = request.headers.get("authorization")
    if header is None:
        if "client_id" not in form or "client_secret" not in form:
            raise TokenRequestError("invalid_client")
        return form["client_id"], form["client_secret"], False
    if "client_secret" in form:
        raise TokenRequestError("invalid_request")
    scheme, _, packed = header.partition(" ")
    try:
        name, colon, secret = base64.b64decode(packed.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise TokenRequestError("invalid_client", basic=True) from error
    if scheme.casefold() != "basic" or not colon or form.get("client_id", unquote_plus(name)) != unquote_plus(name):
        raise TokenRequestError("invalid_client", basic=True)
    return unquote_plus(name), unquote_plus(secret), True


def _issue(request: Request, name: str, secret: str, scope: str | None, basic: bool) -> tuple[str, str]:
    context, address = app_state(request).context, client_address(request)
    try:
        # Whoever guesses must not keep the one writer busy.
        with reading(context.engine) as session:
            authenticate_client(session, context.clock, name, secret, address=address)
        rate_limits(request).count_request(Principal(name, "client"))
        with transaction(context.engine) as session:
            row = authenticate_client(session, context.clock, name, secret, address=address)
            return issue_token(session, context.clock, row, scope)
    except Unauthenticated as error:
        rate_limits(request).count_failed_credential(address)
        raise TokenRequestError("invalid_client", basic=basic) from error
    except Forbidden as error:
        raise TokenRequestError("invalid_scope") from error


def _error_response(error: TokenRequestError) -> JSONResponse:
    body: dict[str, Any] = {"error": error.error, "error_description": DESCRIPTIONS[error.error]}
    known = error.error != "invalid_client"
    headers = NO_STORE | ({} if known else {"WWW-Authenticate": 'Basic realm="returnonce", charset="UTF-8"'})
    return JSONResponse(body, status_code=400 if known else 401, headers=headers)
