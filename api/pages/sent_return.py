"""``/collections/…`` of a return that stands in the schedule alone: what is known, that it was sent, what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.edition_data import account_titles
from api.pages.forms.csrf import check_token
from api.pages.forms.portal_report import ReportForm, receive_portal_report
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.rendering import collection_path, render_page
from api.pages.views.collection import collection_page
from api.pages.views.scheduled import scheduled_facts, sent_return_items
from api.pages.visitor import caller
from exports.sent_returns.sent_returns import (
    ScheduleKey,
    SendingDetails,
    end_sent_return,
    find_sent_return,
    load_sent_return_report,
    mark_return_sent,
    read_sent_returns,
)
from mappings.definitions.portals import NewPortalReport
from mappings.plan.scheduled_collections import find_stage, is_scheduled_row
from returnonce.access.policy import can_load_portal_report, can_mark_sent
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/collections")
Row = Mapping[str, Any]


@router.post("/{key:path}/sent")
async def post_sent(request: Request, key: str) -> Response:
    """Note that it was sent, or take back what was noted by mistake."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, key, fields)


@router.post("/{key:path}/sendings/{number}")
async def post_report(request: Request, key: str, number: int) -> Response:
    """Load the portal's own report on a sending."""
    context = app_state(request).context

    def find_portal_code() -> str:
        with reading(context.engine) as session:
            return find_sent_return(session, make_schedule_key(_find_row(request, key)), number).portal

    def keep(report: NewPortalReport) -> str:
        about = make_schedule_key(_find_row(request, key))
        load_sent_return_report(context, about, number, report, by=caller(request))
        return f"{collection_path(key)}#sending-{number}"

    form = ReportForm(
        check=lambda: _find_row(request, key),
        portal=find_portal_code,
        keep=keep,
        show_fault=lambda error: show_sent_return(request, key, error),
    )
    return await receive_portal_report(request, form)


def _act(request: Request, key: str, fields: Mapping[str, str]) -> Response:
    context, principal, about = app_state(request).context, caller(request), make_schedule_key(_find_row(request, key))
    check_token(request, fields.get("token", ""))
    sending = SendingDetails(fields.get("receipt", ""), fields.get("portal") or None, fields.get("sent_by") or None)
    number = int(fields["number"]) if fields.get("number", "").isdecimal() else 0
    acts: dict[str, Callable[[], Any]] = {
        "sent": lambda: mark_return_sent(context, about, sending, by=principal),
        "mistaken": lambda: end_sent_return(context, about, number, reason=fields.get("reason", ""), by=principal),
    }
    if fields.get("act") not in acts:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        acts[fields["act"]]()
    except (Refused, Conflict, WrongUsage) as error:
        return show_sent_return(request, key, error, fields)
    return RedirectResponse(f"{collection_path(key)}#sent", 303)


def _find_row(request: Request, key: str) -> Row:
    row, _ = PageData(request).collection(key)
    if not is_scheduled_row(row):
        raise NotFound("This collection asks for figures or records.", mend="Open it in the schedule, and send a file.")
    return row


def make_schedule_key(row: Row) -> ScheduleKey:
    """What a sending is noted of, by the row of its collection."""
    place, _, return_code, period, area, *_ = row["key"].split("/")
    return ScheduleKey(place, return_code, area, period, find_stage(row["key"]))


def show_sent_return(
    request: Request, key: str, fault: ReturnOnceError | None = None, fields: Mapping[str, str] | None = None
) -> Response:
    """The page of the collection. Raises ``NotFound`` where there is none."""
    sources, context, principal = PageData(request), app_state(request).context, caller(request)
    row, span = sources.collection(key)
    about, ruleset = make_schedule_key(row), context.ruleset
    with reading(context.engine) as session:
        names, sent_returns = account_titles(session), read_sent_returns(session, about)
    portals = {code: portal.title for code, portal in ruleset.portals.items()}
    page = collection_page(
        row, sources.figures(key, span), span=span.code, place=ruleset.places[row["place"]].title, titles={}
    )
    definition = ruleset.scheduled_returns[about.return_code]
    changes = ruleset.changes_of(f"mappings/scheduled_returns/{about.return_code}.yaml")
    return render_page(
        request, "sent_return.html", title=page.title, section="schedule", page=page, error=fault is not None,
        facts_of=scheduled_facts(definition, ruleset.areas.get(about.area).name, portals, changes),
        sendings=sent_return_items(sent_returns, names, portals), portals=portals, own_portal=definition.portal,
        standing=[sent.number for sent in sent_returns if sent.ended is None], fault=fault, entered=fields or {},
        may={
            "sent": can_mark_sent(principal, about.subject),
            "report": can_load_portal_report(principal, about.subject),
        },
        status=fault.status if fault else 200,
    )  # fmt: skip
