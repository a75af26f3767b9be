"""Names and flags of the cookies: session, form, sign-in flow; stricter where people come by https."""

from __future__ import annotations

from typing import Literal

from fastapi import Request
from fastapi.responses import Response

from api.app_state import app_state

#: ``session``: who is signed in. ``form``: whose form it is. ``flow``: a sign-in at the council's provider, under way.
#: ``setup``: who brought the code of a setup. ``once``: a secret on its way to the page that shows it once.
CookieKind = Literal["session", "form", "flow", "setup", "once"]


def is_secure(request: Request) -> bool:
    """True where people reach the service by https, whatever lies between."""
    return request.url.scheme == "https" or (app_state(request).base_url or "").startswith("https://")


def cookie_name(request: Request, kind: CookieKind) -> str:
    """Browsers take ``__Host-`` only by https, for this very host and all its paths, so no sister site can set it."""
    return f"{'__Host-' if is_secure(request) else ''}returnonce_{kind}"


def read_cookie(request: Request, kind: CookieKind) -> str:
    """The cookie's value; empty where there is none that could be ours."""
    value = request.cookies.get(cookie_name(request, kind), "")
    return value if value.isascii() and len(value) < 4_000 else ""


def set_cookie(
    request: Request, response: Response, kind: CookieKind, value: str, *, seconds: int | None = None
) -> None:
    """Set a cookie that scripts cannot read and forms of other sites do not send."""
    response.set_cookie(
        cookie_name(request, kind), value, max_age=seconds, httponly=True, samesite="lax", secure=is_secure(request)
    )


def delete_cookie(request: Request, response: Response, kind: CookieKind) -> None:
    """Delete the cookie."""
    response.delete_cookie(cookie_name(request, kind), httponly=True, samesite="lax", secure=is_secure(request))
