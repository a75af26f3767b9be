"""Calendar feeds at private addresses: whoever holds one may subscribe, and nobody else learns of it."""

from __future__ import annotations

import logging
import re

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.app_state import app_state
from api.dependencies import RulesetDep, SessionDep
from api.http.responses import etag_response
from exports.feeds import find_feed, render_feed
from exports.formats.ical import MEDIA_TYPE
from returnonce.errors import NotFound, problem

router = APIRouter(tags=["calendars"])


class CalendarResponse(Response):
    """Says in the description of what kind the answer is."""

    media_type = MEDIA_TYPE


#: The address is the key, so it is not passed on to where a link leads, indexed, or taken for another kind of file.
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
NAMED = {"Content-Disposition": 'inline; filename="calendar.ics"'}
NO_STORE = {"Cache-Control": "private, no-store"}
WHERE = "/calendars"
TOKEN = re.compile(r"/calendars/[^\s?\"]+")


@router.get(
    "/calendars/{token}.ics", operation_id="getPrivateCalendar", summary="A calendar to subscribe to",
    response_class=CalendarResponse, responses={304: {"description": "You have it already."}},
)  # fmt: skip
def get_calendar(request: Request, ruleset: RulesetDep, session: SessionDep, token: str) -> Response:
    """The dates of an agency, a place or a return, as ``text/calendar``; 304 for who has them already."""
    try:
        feed = find_feed(session, token)
        base = app_state(request).base_url
        data = render_feed(session, ruleset, audience=feed.audience, scope=feed.scope, base_url=base)
    except NotFound:
        return _not_found_response()
    response = etag_response(request, data, media_type=MEDIA_TYPE)
    response.headers.update(HEADERS | NAMED)
    return response


def mask_feed_addresses() -> None:
    """See that the web server's log of requests never holds an address of a calendar."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, AddressMaskingFilter) for each in log.filters):
        log.addFilter(AddressMaskingFilter())


class AddressMaskingFilter(logging.Filter):
    """Writes ``/calendars/...`` for the address of any calendar, in the words and in the parts of a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: every line is kept."""
        record.msg = _mask_token(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_mask_token(part) for part in record.args)
        return True


def _mask_token(part: object) -> object:
    return TOKEN.sub("/calendars/...", part) if isinstance(part, str) else part


def _not_found_response() -> JSONResponse:
    error = NotFound("There is no calendar at this address.", mend="Ask your performance officer for a new one.")
    body = dict(problem(error, instance=WHERE))
    return JSONResponse(body, status_code=404, media_type="application/problem+json", headers=HEADERS | NO_STORE)
