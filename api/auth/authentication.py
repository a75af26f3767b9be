"""Authentication of a request: API key or access token (``Authorization: Bearer``), or a session cookie."""

from __future__ import annotations

from fastapi import Request

from api.app_state import AppState, app_state
from api.auth.cookies import read_cookie
from api.auth.rate_limit_headers import add_rate_limit_headers, spent
from returnonce.access import bearer, sessions
from returnonce.access.api_secrets import refuse_credential
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.db import reading
from returnonce.errors import Forbidden, TooMany, Unauthenticated

#: Where the state of a request names its account.
ACCOUNT = "account"
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
    header = request.headers.get("authorization")
    token = read_cookie(request, "session") if header is None else ""
    if header is not None:
        who = _by_bearer(request, header)
    elif token:
        who = _by_session(request, token)
    else:
        who = app_state(request).default_principal
    note_account(request, who)
    _count(request, who)
    return who


def _count(request: Request, who: Principal) -> None:
    """Count the request of an account; of nobody known by the address, for the API alone."""
    limits, nobody = rate_limits(request), who.kind == "anonymous"
    address = client_address(request) if nobody and request.url.path.startswith("/v1/") else ""
    try:
        add_rate_limit_headers(request, limits.count_request(who, address))
    except TooMany as error:
        add_rate_limit_headers(request, spent(limits, error, "address" if nobody else "account"))
        raise


def note_account(request: Request, who: Principal) -> None:
    """Name the account for the log of requests."""
    request.scope.setdefault("state", {})[ACCOUNT] = who.name


def rate_limits(request: Request) -> RateLimits:
    """The rate limits of this process."""
    return app_state(request).rate_limits


def client_address(request: Request) -> str:
    """The client's address; behind a proxy, the one that the proxy names."""
    return request.client.host if request.client else "unknown"


def _by_bearer(request: Request, header: str) -> Principal:
    context = app_state(request).context
    scheme, _, credential = header.partition(" ")
    try:
        # With two headers a proxy before us may have checked the other one.
        if scheme.casefold() != "bearer" or len(request.headers.getlist("authorization")) > 1:
            raise refuse_credential()
        with reading(context.engine) as session:
            address = client_address(request)
            who, key = bearer.authenticate_bearer(session, context.clock, credential.strip(), address=address)
    except Unauthenticated:
        rate_limits(request).count_failed_credential(client_address(request))
        raise
    _note_key_use(app_state(request), key)
    return who


def _note_key_use(state: AppState, key: int) -> None:
    context, today = state.context, state.context.clock.now().date()
    if key and (key, today) not in state.keys_noted:
        bearer.note_key_use(context.engine, context.clock, key)
        state.keys_noted.add((key, today))


def _by_session(request: Request, token: str) -> Principal:
    context = app_state(request).context
    try:
        with reading(context.engine) as session:
            principal = sessions.authenticate_session(session, context.clock, token)
    except Unauthenticated:
        return ANONYMOUS
    if request.method not in SAFE_METHODS and not _is_same_origin(request):
        raise Forbidden("This was not sent from a page of this service.", mend="Send it with an API key instead.")
    sessions.record_session_use(context.engine, context.clock, token)
    return principal


def _is_same_origin(request: Request) -> bool:
    """True where the browser says that a page of ours sent it; other programs use keys, not sessions."""
    site = request.headers.get("sec-fetch-site")
    return site == "same-origin"
