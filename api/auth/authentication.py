"""Authentication of a request: API key or access token (``Authorization: Bearer``), or a session cookie."""

from __future__ import annotations

from datetime import date

from fastapi import Request

from api.auth.cookies import read_cookie
from api.auth.rate_limit_headers import add_rate_limit_headers
from returnonce.access import bearer, sessions
from returnonce.access.api_secrets import refuse_credential
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import Clock
from returnonce.db import reading
from returnonce.errors import Forbidden, Unauthenticated

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def authenticate(request: Request) -> Principal:
    """The caller, counted against its rate limit; the default principal where there is no credential.

    Raises:
        Unauthenticated: a key or token was sent and is not valid.
        Forbidden: another site's page sent the request with the browser's session.
        TooMany: the account asks too often, or too many keys failed from the address.
    """
    known: Principal | None = request.scope.get("state", {}).get("who")
    if known is not None:
        # Authenticated before in this request; counted once only.
        return known
    shown = request.headers.get("authorization")
    token = read_cookie(request, "session") if shown is None else ""
    if shown is not None:
        who = _by_bearer(request, shown)
    elif token:
        who = _by_session(request, token)
    else:
        unsigned: Principal = request.app.state.default_principal
        who = unsigned
    add_rate_limit_headers(request, rate_limits(request).count_request(who))
    return who


def rate_limits(request: Request) -> RateLimits:
    """The rate limits of this process."""
    found: RateLimits = request.app.state.limits
    return found


def client_address(request: Request) -> str:
    """The client's address; behind a proxy, the one that the proxy names."""
    return request.client.host if request.client else "unknown"


def _by_bearer(request: Request, shown: str) -> Principal:
    engine, clock = request.app.state.engine, request.app.state.clock
    scheme, _, credential = shown.partition(" ")
    try:
        # With two headers a proxy before us may have checked the other one.
        if scheme.casefold() != "bearer" or len(request.headers.getlist("authorization")) > 1:
            raise refuse_credential()
        with reading(engine) as session:
            who, key = bearer.authenticate_bearer(session, clock, credential.strip(), address=client_address(request))
    except Unauthenticated:
        rate_limits(request).count_failed_credential(client_address(request))
        raise
    _note_key_use(request, clock, key)
    return who


def _note_key_use(request: Request, clock: Clock, key: int) -> None:
    noted: set[tuple[int, date]] = request.app.state.keys_noted
    today = clock.now().date()
    if key and (key, today) not in noted:
        bearer.note_key_use(request.app.state.engine, clock, key)
        noted.add((key, today))


def _by_session(request: Request, token: str) -> Principal:
    engine, clock = request.app.state.engine, request.app.state.clock
    try:
        with reading(engine) as session:
            who = sessions.authenticate_session(session, clock, token)
    except Unauthenticated:
        return ANONYMOUS
    if request.method not in SAFE_METHODS and not _is_same_origin(request):
        raise Forbidden("This was not sent from a page of this service.", mend="Send it with an API key instead.")
    sessions.record_session_use(engine, clock, token)
    return who


def _is_same_origin(request: Request) -> bool:
    """True where the browser says that a page of ours sent it; other programs use keys, not sessions."""
    site = request.headers.get("sec-fetch-site")
    return site == "same-origin"
