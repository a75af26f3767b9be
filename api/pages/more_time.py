"""``/more-time/…``: grant an agency or a whole return more time, once what that moves was shown; or take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any, NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.period_spans import PeriodSpan
from api.pages.rendering import collection_path, render_page
from api.pages.views.more_time import MovedDate, grant_rows, list_moved_dates
from api.pages.views.schedule import send_by_words
from api.pages.visitor import visitor_of
from api.pages.wording import title_with_period
from indicators.period.codes import parse_period
from jobs.note_dates import note_now
from mappings.calendar.deadlines import parse_hour
from mappings.obligations.extension_ledger import ExtensionGrant, ExtensionTerms, read_grants
from mappings.obligations.grant_extensions import (
    describe_effect,
    grant_extension,
    revoke_extension,
    suppose_extension,
)
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.reminders.chases import row_subject
from returnonce.access.policy import check_grant_extension
from returnonce.db import reading
from returnonce.errors import Conflict, NotFound, Refused, ReturnOnceError

router = APIRouter(prefix="/more-time")
Row = Mapping[str, Any]
#: Fields of the form, by what the ledger calls them.
FIELDS = {"--until": "until", "--reason": "reason", "--at": "hour", "--period": "until"}


class GrantForm(NamedTuple):
    """What the form says: in which terms, until when, and why."""

    terms: ExtensionTerms
    until: date
    at: time | None
    reason: str


class GrantEffects(NamedTuple):
    """What a grant would do: the dates that result in words, and each date that would move."""

    sentence: str
    moved: tuple[MovedDate, ...]


@router.get("/{key:path}")
def get_more_time(request: Request, key: str) -> Response:
    """The form, and what was granted before."""
    return _page(request, _find_row(request, key)[0])


@router.post("/{key:path}")
async def post_more_time(request: Request, key: str) -> Response:
    """Show what it would move, grant it, or take back what was granted."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_act, request, key, fields)


def _act(request: Request, key: str, fields: Mapping[str, str]) -> Response:
    row, span = _find_row(request, key)
    check_token(request, fields.get("token", ""))
    context, visitor, act = app_state(request).context, visitor_of(request), fields.get("act")
    by = visitor.title or visitor.principal.name
    if act not in {"look", "grant", "back"}:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        if act == "back":
            revoke_extension(context, _terms(row, fields), by=by, reason=fields.get("reason", ""))
        else:
            form = _read_form(row, fields)
            new_grant = suppose_extension(context, form.terms, form.until, form.at, by=by, reason=form.reason)
            if act == "look":
                return _page(request, row, fields=fields, effects=_effects(request, row, span, new_grant))
            grant_extension(context, form.terms, form.until, form.at, by=by, reason=form.reason)
    except (Refused, Conflict) as error:
        return _page(request, row, fields=fields, fault=error)
    note_now(context, row["place"])
    return RedirectResponse(f"{collection_path(key)}", 303)


def _find_row(request: Request, key: str) -> tuple[Row, PeriodSpan]:
    sources = PageData(request)
    row, span = sources.collection(key)
    check_grant_extension(sources.principal, row_subject(row))
    if row["agency"] is None:
        raise NotFound("Nobody is of record for this, so nobody can be given more time.", mend="Name an agency first.")
    return row, span


def _terms(row: Row, fields: Mapping[str, str]) -> ExtensionTerms:
    agency = None if fields.get("whose") == "return" else row["agency"]
    return ExtensionTerms(row["place"], row["return"], row["period"], None, agency)


def _read_form(row: Row, fields: Mapping[str, str]) -> GrantForm:
    """What was filled in. Raises ``Refused``, which names the field."""
    parts = [fields.get(f"until-{part}", "").strip() for part in ("year", "month", "day")]
    try:
        until = date(*map(int, parts))
    except (ValueError, OverflowError) as error:
        raise Refused("The new date is not a real date.", where="until", mend="Such as 30 4 2027.") from error
    hour = fields.get("hour", "").strip()
    try:
        at = parse_hour(hour) if hour else None
    except ValueError as error:
        raise Refused("That is not an hour.", where="hour", mend="Write it like 17:00.") from error
    if not fields.get("reason", "").strip():
        raise Refused("Say why more time is given.", where="reason", mend="It is kept and shown beside the date.")
    return GrantForm(_terms(row, fields), until, at, fields["reason"].strip())


def _effects(request: Request, row: Row, span: PeriodSpan, new_grant: ExtensionGrant) -> GrantEffects:
    sources = PageData(request)
    ruleset, before = sources.context.ruleset, sources.plan(span)
    scope = PlanScope(span.start, span.end, row["place"], supposed_grants=(new_grant,))
    with reading(sources.context.engine) as session:
        after = make_plan(ruleset, scope, session, today=sources.today, mark_given=False)
        grants = (*read_grants(session), new_grant)
    agency = row["agency_name"] if new_grant.agency else ""
    return GrantEffects(
        describe_effect(ruleset, grants, new_grant, agency_name=agency),
        list_moved_dates(before, after, row["place"]),
    )


def _page(
    request: Request, row: Row, *, fields: Mapping[str, str] | None = None,
    effects: GrantEffects | None = None, fault: ReturnOnceError | None = None,
) -> Response:  # fmt: skip
    context = app_state(request).context
    terms = ExtensionTerms(row["place"], row["return"], row["period"])
    with reading(context.engine) as session:
        grants = read_grants(session)
    title = title_with_period(row["title"] or row["return"], parse_period(row["period"]))
    where = FIELDS.get(fault.where or "", fault.where) if fault else ""
    return render_page(
        request, "more_time.html", title="Give more time", section="schedule", row=row, entered=fields or {},
        of=title, due=send_by_words(row), effects=effects, fault=fault, where=where, key=row["key"],
        here=collection_path(row["key"]).replace("/collections/", "/more-time/", 1),
        grants=grant_rows(grants, terms, row["agency"], row["agency_name"]),
        error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip
