"""Who may speak to the pages, and what browsers may do with them.

Without a sign-in, other web sites open in the same browser are the ones to keep out: a site that gives its own
name this machine's address (the ``Host`` header shows it), and a site that sends a form here (``Origin``,
``Sec-Fetch-Site`` and a signed token show it).
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.site import Site, is_loopback

COOKIE = "returnonce_form"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Never "no-referrer": browsers would then say "null" where a form comes from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Answers only to names of this machine, and sends the headers that bind browsers with everything."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if not is_loopback(host_name(Headers(scope=scope).get("host", ""))):
            answer = PlainTextResponse("This is not a name of this machine. Open http://127.0.0.1 instead.\n", 421)
            await answer(scope, receive, bound)
            return
        await self.app(scope, receive, bound)


def host_name(host: str) -> str:
    """A ``Host`` header without its port; empty where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def check_origin(request: Request) -> None:
    """A form must come from a page of ours.

    Raises:
        HTTPException: 403; it came from elsewhere, or its browser does not say from where.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    told = site is not None or origin is not None
    if not told or site not in {None, "same-origin"} or origin not in {None, ours}:
        raise HTTPException(403, "This form was not sent from a page of this service.")


def form_token(request: Request, site: Site) -> tuple[str, str]:
    """The token for a form, and the visitor's mark that it is signed for."""
    mark = request.cookies.get(COOKIE, "")
    if len(mark) != 43 or not mark.isascii():
        mark = secrets.token_urlsafe(32)
    return _signed(site, mark), mark


def remember(response: Response, mark: str) -> None:
    """Give the visitor the mark."""
    response.set_cookie(COOKIE, mark, httponly=True, samesite="lax")


def check_token(request: Request, site: Site, token: str) -> None:
    """The token must have been signed for this visitor since the service was started.

    Raises:
        HTTPException: 403.
    """
    expected = _signed(site, request.cookies.get(COOKIE, ""))
    if not hmac.compare_digest(expected.encode(), token.encode()):
        raise HTTPException(403, "This form is out of date. Open its page again, choose the file again and send it.")


def _signed(site: Site, mark: str) -> str:
    return hmac.new(site.secret, mark.encode(), sha256).hexdigest()
