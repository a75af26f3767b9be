"""Errors as responses: a problem (RFC 9457), or a page for a browser. Bugs are logged and not described."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api.http.problems import MEDIA_TYPE, error_body, fault, problem_body
from api.pages.error_pages import error_page, wants_page
from returnonce.errors import BUG, ReturnOnceError, Unavailable, exit_code
from returnonce.logs import get_logger

log = get_logger()
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: This process, or the machine, may open no more files and connections.
TOO_MANY_OPEN = (errno.EMFILE, errno.ENFILE)
#: Seconds, where the error does not say it.
RETRY_AFTER = 5


def add_error_handlers(app: FastAPI) -> None:
    """Answer our own errors and the framework's; ``RequestMiddleware`` answers bugs."""
    app.add_exception_handler(ReturnOnceError, _handle_own)
    app.add_exception_handler(HTTPException, _handle_http)
    app.add_exception_handler(RequestValidationError, _handle_invalid)


def error_response(request: Request, error: BaseException) -> Response:
    """The response to an error, wherever it was caught."""
    if isinstance(error, OSError) and error.errno in TOO_MANY_OPEN:
        log.warning("too many files are open", action="too_many_open", exc_info=error)
        error = Unavailable("Too many are being answered at this moment.", mend="Send it again in a minute.")
    body = error_body(error, request.url.path)
    headers = _headers(error) if isinstance(error, ReturnOnceError) else {}
    if exit_code(error) == BUG:
        number = request.scope.get("state", {}).get("request_id", "")
        log.error("request failed", action="request_failed", method=request.method, kind=type(error).__name__,
                  request_id=number, exc_info=error)  # fmt: skip
        # A browser shows no header.
        body["mend"] = f"{body['mend']} It is {number}."
    return problem_response(request, body, headers=headers)


async def _handle_own(request: Request, error: Exception) -> Response:
    return error_response(request, error)


async def _handle_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, headers = error.status_code, dict(error.headers or {})
    if status == 405:
        headers["Allow"] = ", ".join(allowed_methods(request))
    # A page's own sentence is shown; the framework's text is only the name of the status.
    own = error.detail if error.detail and " " in error.detail and status not in (404, 405) else None
    return problem_response(request, problem_body(status, request.url.path, detail=own), headers=headers)


async def _handle_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    unreadable = any(each["type"] == "json_invalid" or _is_no_instant(each) for each in errors)
    faults = [fault(each["loc"], str(each["msg"]), mend=each.get("ctx", {}).get("mend")) for each in errors]
    body = problem_body(400 if unreadable else 422, request.url.path, faults=faults)
    if len(faults) == 1 and "mend" in faults[0]:
        body |= faults[0]
    return problem_response(request, body)


def _is_no_instant(error: Mapping[str, Any]) -> bool:
    """True for an instant in the address that is none, or has no zone."""
    return bool(error["type"] == "instant" and error["loc"][0] == "query")


def allowed_methods(request: Request) -> list[str]:
    """The methods of a path, for ``Allow``; none where there is no such path."""
    routes = request.app.router.routes
    methods = [
        method for method in METHODS
        if any(route.matches(dict(request.scope) | {"method": method})[0] == Match.FULL for route in routes)
    ]  # fmt: skip
    return methods + ["HEAD"] * ("GET" in methods) + ["OPTIONS"] * bool(methods)


def _headers(error: ReturnOnceError) -> dict[str, str]:
    """Headers that belong to a status."""
    if error.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="returnonce"'}
    if error.status in (429, 503):
        return {"Retry-After": str(getattr(error, "after", RETRY_AFTER))}
    return {}


def problem_response(
    request: Request, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> Response:
    """A problem's body as the response: a page for a browser, else the problem itself."""
    status = int(body["status"])
    if wants_page(request):
        return _page_response(request, body, headers)
    own_headers = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(dict(body), status_code=status, media_type=MEDIA_TYPE, headers=own_headers)


def _page_response(request: Request, body: Mapping[str, Any], headers: Mapping[str, str] | None) -> Response:
    response = error_page(request, dict(body))
    response.headers.update(headers or {})
    return response
