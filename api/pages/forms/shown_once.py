"""What is shown once after a form was sent: on its way to the page that shows it, sealed in a cookie.

The form is answered by a redirect, so that Back and reload send nothing again; the page deletes the cookie as it shows
what was in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import unquote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.auth.cookies import delete_cookie, read_cookie, set_cookie
from api.pages.visitor import session_of
from returnonce.errors import Unavailable

#: For as long as a slow line may take from the form's answer to the page.
SECONDS = 120


def redirect_to_show(request: Request, path: str, texts: Mapping[str, str]) -> Response:
    """To a page of ours that shows these texts once, to this session alone."""
    context = app_state(request).context
    until = context.clock.now() + timedelta(seconds=SECONDS)
    content = json.dumps({"until": until.isoformat(), "texts": dict(texts)}).encode()
    response = RedirectResponse(path, 303)
    sealed = context.vault.wrap(_label(request, unquote(path)), content)
    set_cookie(request, response, "once", sealed, seconds=SECONDS)
    return response


def read_once(request: Request) -> Mapping[str, str] | None:
    """The texts that this page shall show now; None where there are none, or they are another page's or too old."""
    context, sealed = app_state(request).context, read_cookie(request, "once")
    if not sealed:
        return None
    try:
        content = json.loads(context.vault.unwrap(_label(request, request.scope["path"]), sealed))
    except Unavailable:
        return None
    texts: dict[str, str] = content["texts"]
    return texts if context.clock.now() < datetime.fromisoformat(content["until"]) else None


def forget(request: Request, response: Response) -> Response:
    """The page that has shown it, with which the browser deletes it."""
    delete_cookie(request, response, "once")
    return response


def _label(request: Request, path: str) -> str:
    return f"shown-once/{sha256(session_of(request).encode()).hexdigest()}{path}"
