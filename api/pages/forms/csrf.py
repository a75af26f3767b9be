"""Cross-site request forgery: a form must come from a page of ours, which ``Origin`` and a signed token show."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.responses import Response

from api.app_state import app_state
from api.auth.cookies import read_cookie, set_cookie
from api.auth.hosts import public_name
from api.pages.page_state import page_state
from api.pages.visitor import session_of


def check_origin(request: Request) -> None:
    """A form must come from a page of ours.

    Raises:
        HTTPException: 403; it came from elsewhere, or its browser does not say from where.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_stated = site is not None or origin is not None
    if not is_stated or site not in {None, "same-origin"} or origin not in {None, *_own_origins(request)}:
        raise HTTPException(403, "This form was not sent from a page of this service.")


def _own_origins(request: Request) -> set[str]:
    """This origin as we see it, and as people see it behind a proxy that ends https."""
    origins = {f"{request.url.scheme}://{request.headers.get('host', '')}"}
    base = app_state(request).base_url
    if public_name(base):
        parts = urlsplit(base or "")
        origins.add(f"{parts.scheme}://{parts.netloc}")
    return origins


def form_token(request: Request) -> tuple[str, str]:
    """The token of a form, and the id that it is signed for where there is no session; else an empty id."""
    session = session_of(request)
    if session:
        return _session_token(session), ""
    visitor_id = read_cookie(request, "form")
    if len(visitor_id) != 43:
        visitor_id = secrets.token_urlsafe(32)
    return _visitor_token(request, visitor_id), visitor_id


def set_form_cookie(request: Request, response: Response, visitor_id: str) -> None:
    """Give a visitor who is not signed in the id as a cookie."""
    if visitor_id:
        set_cookie(request, response, "form", visitor_id)


def check_token(request: Request, token: str) -> None:
    """The token must have been made for this session, or for this visitor by a process with the same master key.

    Raises:
        HTTPException: 403.
    """
    session = session_of(request)
    expected = _session_token(session) if session else _visitor_token(request, read_cookie(request, "form"))
    if not hmac.compare_digest(expected.encode(), token.encode()):
        raise HTTPException(403, "This form is out of date. Open its page again, choose the file again and send it.")


def _session_token(session: str) -> str:
    """Only the holder of the session can make it, and it survives a restart, so that no work is lost."""
    return hmac.new(session.encode(), b"form", sha256).hexdigest()


def _visitor_token(request: Request, visitor_id: str) -> str:
    secret = page_state(request).form_secret(app_state(request).context)
    return hmac.new(secret, visitor_id.encode(), sha256).hexdigest()
