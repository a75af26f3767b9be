"""Refusals as pages, for browsers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import Response

from api.http.problems import PROBLEM_KINDS
from api.pages.page_state import has_pages
from api.pages.rendering import render_page
from api.pages.sign_in import redirect_to_sign_in
from returnonce.access.policy import missing


class ErrorWords(NamedTuple):
    """What a page says of a status: its heading; a sentence and how to go on, where the refusal gives none."""

    heading: str
    sentence: str
    mend: str


#: By HTTP status; every kind of problem has its words.
ERROR_WORDS: Mapping[int, ErrorWords] = {
    400: ErrorWords("That request cannot be understood", "Part of the address or form is not as it should be.",
                    "Go back, and try again from the page before."),
    401: ErrorWords("Sign in first", "You need to sign in to see this page.", "Sign in, and you come back here."),
    403: ErrorWords("That is not allowed", "Your account may not do this.",
                    "If you need to do it, ask whoever looks after this service at your council."),
    404: ErrorWords("Page not found", "If you typed the address, check that it is right. If you followed a link here, "
                    "it may be out of date.", ""),
    405: ErrorWords("That is not possible here", "This address cannot be used in that way.",
                    "Go back, and try again from the page before."),
    406: ErrorWords("That format is not offered", "The page cannot be given in the format that was asked for.",
                    "Choose one of the formats on the page before."),
    408: ErrorWords("That took too long", "Not all of what you sent arrived in time.",
                    "Check your connection, then send it again. Nothing was stored."),
    409: ErrorWords("That cannot be done now", "Something has changed since you opened the page.",
                    "Go back, load the page again and look at how things stand."),
    412: ErrorWords("That has changed meanwhile", "Somebody else changed it while you looked at it.",
                    "Go back, load the page again and look at how things stand."),
    413: ErrorWords("The file is too large", "What you sent is larger than this service takes.",
                    "Send it in smaller parts. Nothing was stored."),
    414: ErrorWords("The address is too long", "The address of this page is longer than is read.",
                    "Go back, and ask for less at a time."),
    415: ErrorWords("That kind of file is not read here", "The file is of a kind that this service does not read.",
                    "Send a CSV file or an Excel workbook (.xlsx). Nothing was stored."),
    416: ErrorWords("That part of the file is not there", "The file is shorter than what was asked for.",
                    "Download the whole file again."),
    421: ErrorWords("That is not the name of this service", "The address that you used belongs to another service.",
                    "Use the address that your council gave you."),
    422: ErrorWords("That cannot be shown", "Some of what was asked for does not fit.",
                    "Go back, and check what you chose or typed."),
    428: ErrorWords("Look at it first", "This can only be changed from a page that shows how it stands now.",
                    "Go back, load the page again and try once more."),
    429: ErrorWords("Too many tries in a short time", "You, or somebody at your address, asked too often.",
                    "Wait for a minute, then try again."),
    431: ErrorWords("Your browser sent too much", "Your browser sent more with the request than is read.",
                    "Delete the cookies of this site, then try again."),
    460: ErrorWords("The file was damaged on its way", "What arrived is not what was sent.",
                    "Send the file again. Nothing was stored."),
    500: ErrorWords("Sorry, something went wrong here", "The fault is ours, and it has been noted.",
                    "Try again later. If it goes wrong again, tell whoever looks after this service at your council."),
    503: ErrorWords("The service cannot answer now", "Part of the service cannot be reached at this moment.",
                    "Try again in a few minutes. Nothing was stored."),
    507: ErrorWords("There is no room for that now", "The service has no room left to store anything.",
                    "Tell whoever looks after this service at your council. Nothing was stored."),
}  # fmt: skip


def wants_page(request: Request) -> bool:
    """True for browsers, where the pages are switched on; machines get ``application/problem+json``."""
    return has_pages(request) and "text/html" in request.headers.get("accept", "")


def error_page(request: Request, body: dict[str, Any]) -> Response:
    """What went wrong, where, and what to do; no technical detail."""
    status = int(body["status"])
    if status == 401:
        return redirect_to_sign_in(request)
    words = ERROR_WORDS.get(status, ERROR_WORDS[400 if status < 500 else 500])
    reference = request.scope.get("state", {}).get("request_id") if status == 500 else None
    return render_page(
        request, "error.html", title=words.heading, error=True, status=status, sentences=_sentences(body, words),
        where=body.get("where"), mend=_mend(body, words), reference=reference,
    )  # fmt: skip


def _sentences(body: Mapping[str, Any], words: ErrorWords) -> list[str]:
    """The refusal's own sentences; where a machine alone would be told something, the page's."""
    faults = [f"{fault['where']}: {fault['detail']}" for fault in body.get("errors", ())]
    if faults:
        return faults
    kind = PROBLEM_KINDS.get(int(body["status"]))
    detail = body.get("detail")
    return [words.sentence if not detail or (kind and detail == kind.detail) else str(detail)]


def _mend(body: Mapping[str, Any], words: ErrorWords) -> str:
    kind = PROBLEM_KINDS.get(int(body["status"]))
    if body.get("detail") == missing().what:
        return "Your own page, under your name above, says what you may see."
    mend = str(body.get("mend") or "")
    return words.mend if kind and mend.startswith(kind.mend) else mend
