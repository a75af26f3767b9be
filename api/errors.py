"""Every refusal is ``application/problem+json`` (RFC 9457), or a page; a bug is logged and says nothing of itself."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from api.pages.errors import error_page, wants_page
from returnonce.errors import ReturnOnceError, problem

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"


def add_error_handlers(app: FastAPI) -> None:
    """One answer for our own errors, the framework's, and bugs."""
    app.add_exception_handler(ReturnOnceError, _ours)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.middleware("http")(_bugs)


async def _bugs(request: Request, call_next: RequestResponseEndpoint) -> Response:
    try:
        return await call_next(request)
    except Exception as error:
        log.exception("request failed", action="request_failed", method=request.method, kind=type(error).__name__)
        return _answer(request, dict(problem(error, instance=request.url.path)))


async def _ours(request: Request, error: Exception) -> Response:
    return _answer(request, dict(problem(error, instance=request.url.path)))


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    body = {"type": "about:blank", "title": error.detail, "status": error.status_code, "instance": request.url.path}
    return _answer(request, body, headers=dict(error.headers or {}))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"where": ".".join(map(str, e["loc"])), "detail": e["msg"]} for e in error.errors()]
    body = {"type": "about:blank", "title": "The request does not fit", "status": 422, "instance": request.url.path}
    return _answer(request, body | {"errors": faults})


def _answer(request: Request, body: dict[str, object], *, headers: dict[str, str] | None = None) -> Response:
    if wants_page(request):
        return error_page(request, body)
    return JSONResponse(body, status_code=int(str(body["status"])), media_type=MEDIA_TYPE, headers=headers)
