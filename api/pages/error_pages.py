"""Refusals as pages, for browsers."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.http.problems import PROBLEM_KINDS
from api.pages.page_state import has_pages
from api.pages.rendering import render_page
from api.pages.sign_in import redirect_to_sign_in
from returnonce.access.policy import missing

HEADINGS = {
    400: "That request cannot be understood",
    403: "That is not allowed",
    404: "Page not found",
    405: "That is not possible here",
    409: "That cannot be done now",
    413: "The file is too large",
    422: "That cannot be shown",
    500: "Sorry, something went wrong here",
    503: "The service cannot answer now",
}


def wants_page(request: Request) -> bool:
    """True for browsers, where the pages are switched on; machines get ``application/problem+json``."""
    return has_pages(request) and "text/html" in request.headers.get("accept", "")


def error_page(request: Request, body: dict[str, Any]) -> Response:
    """What went wrong, where, and what to do; no technical detail."""
    status = int(body["status"])
    if status == 401:
        return redirect_to_sign_in(request)
    heading = HEADINGS.get(status, str(body["title"]))
    faults = [f"{fault['where']}: {fault['detail']}" for fault in body.get("errors", ())]
    sentences = [body.get("detail") if not faults else "", *faults]
    if status == 404 and body.get("detail") == PROBLEM_KINDS[404].detail:
        sentences = [
            "If you typed the address, check that it is right. If you followed a link here, it may be out of date."
        ]
    mend = body.get("mend")
    if status == 404 and body.get("detail") == missing().what:
        mend = "Your own page, under your name above, says what you may see."
    return render_page(request, "error.html", title=heading, error=True, status=status,
                sentences=[text for text in sentences if text], where=body.get("where"), mend=mend)  # fmt: skip
