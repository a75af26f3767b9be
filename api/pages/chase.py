"""``/chase``: ask an agency for what it owes, or all that are late: words to edit, sent or copied, and noted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.period_spans import NOW, PeriodSpan, parse_span
from api.pages.rendering import render_page
from api.pages.views.chase import chase_view
from api.pages.visitor import caller
from api.pages.wording import SETTLED
from mappings.access.policy_subject import filter_own_rows
from mappings.plan.scheduled_collections import is_scheduled_row
from mappings.reminders.chases import Chase, note_chase, row_subject, send_chase, write_chases
from returnonce.access.policy import can_chase, check_chase, check_somewhere
from returnonce.errors import Conflict, Refused, ReturnOnceError

router = APIRouter(prefix="/chase")
#: Agencies that one form can chase at once, and its other fields.
MOST_AGENCIES, OTHER_FIELDS = 400, 12


@router.get("")
def get_chase(request: Request) -> Response:
    """The words for one collection (``key``), or for each agency that is late."""
    return _page(request, request.query_params)


@router.post("")
async def post_chase(request: Request) -> Response:
    """Send the words, or note that they went another way."""
    fields = await read_form_fields(request, most=MOST_AGENCIES + OTHER_FIELDS)
    return await run_in_threadpool(_act, request, fields)


def _act(request: Request, fields: Mapping[str, str]) -> Response:
    chases, span = _chases(request, fields)
    check_token(request, fields.get("token", ""))
    if fields.get("act") not in {"send", "copied"}:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        count = _chase_one(request, chases[0], fields) if fields.get("key") else _chase_many(request, chases, fields)
    except (Refused, Conflict) as error:
        return _page(request, fields, error)
    query = {"span": "" if span.code == NOW else span.code, "chased": str(count), "way": fields["act"]}
    return RedirectResponse(f"/schedule?{urlencode({name: text for name, text in query.items() if text})}", 303)


def _chase_one(request: Request, chase: Chase, fields: Mapping[str, str]) -> int:
    context, by = app_state(request).context, caller(request)
    if fields["act"] == "copied":
        note_chase(context, chase, by=by)
    else:
        send_chase(context, chase, fields.get("subject", ""), fields.get("body", ""), by=by)
    return 1


def _chase_many(request: Request, chases: list[Chase], fields: Mapping[str, str]) -> int:
    """Those that were ticked; who was chased today already, or has no mailbox, is passed over and said."""
    ticked = {text for name, text in fields.items() if name.startswith("to-")}
    selected = [chase for chase in chases if f"{chase.place}/{chase.agency}" in ticked and chase.contacts]
    if not selected:
        raise Refused("Tick at least one agency.", where="to", mend="Those without a mailbox are asked in another way.")
    extra = fields.get("extra", "").strip()
    written = 0
    for chase in selected:
        body = f"{extra}\n\n{chase.body}" if extra else chase.body
        try:
            written += bool(send_chase(app_state(request).context, chase, chase.subject, body, by=caller(request)))
        except Conflict:
            # Somebody else chased it since the page was opened: the agency has its message.
            continue
    if not written:
        raise Conflict("All of these were chased today already.", mend="Look again tomorrow.")
    return written


def _chases(request: Request, query_texts: Mapping[str, str]) -> tuple[list[Chase], PeriodSpan]:
    """What would be said, and the span that it was found in.

    Raises:
        NotFound, Forbidden: as the policy says.
        Conflict: nothing of it is owed.
    """
    sources, key = PageData(request), query_texts.get("key", "")
    check_somewhere(sources.principal, "read_collections")
    if key:
        row, span = sources.collection(key)
        check_chase(sources.principal, row_subject(row))
        rows = sources.board(span).filter(key=key)
    else:
        check_somewhere(sources.principal, "chase")
        span = parse_span(query_texts.get("span", NOW), sources.today)
        late = sources.board(span).filter(state="late")
        rows = filter_own_rows(late, sources.principal, can_chase)
        if query_texts.get("place"):
            rows = rows.filter(pl.col("place") == query_texts["place"])
    settings = sources.context.settings
    owed = rows.filter(~pl.col("state").is_in(sorted(SETTLED)))
    chases = write_chases(sources.context.ruleset, owed, now=sources.now, base_url=settings.base_url)
    if not chases and key:
        raise Conflict("Nobody owes this any more, or nobody is of record for it.", mend="Go back to the schedule.")
    return chases[:MOST_AGENCIES], span


def _page(request: Request, query_texts: Mapping[str, str], fault: ReturnOnceError | None = None) -> Response:
    chases, span = _chases(request, query_texts)
    sources = PageData(request)
    settings, last = sources.context.settings, sources.chases(span)
    views = [chase_view(chase, last, now=sources.now) for chase in chases]
    key = query_texts.get("key", "")
    title = "Chase what is owed" if key else "Chase all that is late"
    return render_page(
        request, "chase.html", title=title, section="schedule", views=views, key=key, fault=fault, asked=query_texts,
        span="" if span.code == NOW else span.code, place=query_texts.get("place", ""),
        goes_out=bool(settings.mail_server or settings.notify_key),
        elsewhere=bool(key) and is_scheduled_row(chases[0].rows[0]),
        error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip
