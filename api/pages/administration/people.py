"""``/administration/people``: accounts, what each may do, and how somebody gets in for the first time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.app_state import app_state
from api.pages.administration.reach import check_administrator, keeps, list_own_places
from api.pages.forms.csrf import check_token
from api.pages.forms.shown_once import forget, read_once, redirect_to_show
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import page_path, render_page
from api.pages.views.account import office_words
from api.pages.views.faults import FormFault, describe_fault
from api.pages.views.paging import cut_page
from api.pages.views.people import account_facts, grant_items, office_items, person_rows, secret_rows
from api.pages.wording import clock_words
from mappings.access.role_grants import Reach, build_grant, check_place
from returnonce.access.accounts import (
    Account,
    NewAccount,
    add_account,
    end_account,
    find_account,
    find_live_account,
    list_accounts,
)
from returnonce.access.api_secrets import list_secrets
from returnonce.access.grants import (
    OFFICES,
    end_grant,
    end_office,
    give_office,
    grant_role,
    list_grants,
    read_live_offices,
)
from returnonce.access.oidc_subjects import link_subject
from returnonce.access.policy import ANYTHING, can_manage_accounts, missing
from returnonce.access.principals import ROLES, Principal
from returnonce.access.sign_in_links import find_live_link, issue_link
from returnonce.count_text import format_count
from returnonce.db import reading, transaction
from returnonce.errors import Conflict, Forbidden, NotFound, Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/administration/people")
PAGE = 100
HERE = "/administration/people"
#: Ids of fields, by what errors call what they are about.
FIELDS = {
    "NAME": "name",
    "ROLE": "role",
    "reach": "role",
    "OFFICE": "office",
    "confirm": "confirm",
    "sub": "subject",
    "link": "sign-in",
}
Mistake = (Refused, Conflict, WrongUsage, NotFound, Forbidden)


@router.get("")
def get_people(request: Request) -> Response:
    """The accounts that the caller keeps."""
    return _list_page(request)


@router.post("")
async def post_people(request: Request) -> Response:
    """Make an account."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_add, request, fields)


@router.get("/{name}")
def get_person(request: Request, name: str) -> Response:
    """One account; once, the sign-in link that was made now."""
    once = read_once(request)
    page = _person_page(request, name, once=once)
    return forget(request, page) if once else page


@router.post("/{name}")
async def post_person(request: Request, name: str) -> Response:
    """Give or take back a role or an office, make a sign-in link, or end the account."""
    fields = await read_form_fields(request, most=20)
    return await run_in_threadpool(_act, request, name, fields)


def _add(request: Request, fields: Mapping[str, str]) -> Response:
    principal, context = check_administrator(request), app_state(request).context
    check_token(request, fields.get("token", ""))
    place = fields.get("place", "") or None
    kind = "client" if fields.get("kind") == "client" else "person"
    new = NewAccount(fields.get("name", "").strip().casefold(), fields.get("title", ""), kind, place)  # type: ignore[arg-type]
    try:
        if place is not None:
            check_place(context.ruleset, place)
        with transaction(context.engine) as session:
            add_account(session, context.clock, new, by=principal)
    except Mistake as error:
        return _list_page(request, describe_fault(error, FIELDS, "name"), fields, error.status)
    return RedirectResponse(page_path("administration", "people", new.name), 303)


def _list_page(
    request: Request, fault: FormFault | None = None, fields: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    principal, context, query = check_administrator(request), app_state(request).context, request.query_params
    with reading(context.engine) as session:
        own = [account for account in list_accounts(session) if keeps(principal, account)]
        grants = list_grants(session)
    ended = query.get("ended") == "yes"
    rows = person_rows(context.ruleset, own, grants, query.get("q", ""), ended=ended)
    more = "&ended=yes" if ended else ""
    page = cut_page(rows, query.get("page", ""), PAGE, format_count(len(rows), "account"),
                    lambda number: f"{HERE}?page={number}{more}")  # fmt: skip
    return render_page(
        request, "people.html", title="People and machines", section="administration", page=page, asked=query,
        own_places=list_own_places(principal, context.ruleset), may_all=can_manage_accounts(principal, ANYTHING),
        entered=fields or {}, fault=fault, error=fault is not None, status=status,
    )  # fmt: skip


def _own_account(session: Session, principal: Principal, name: str) -> Account:
    """An account that the principal keeps; of others nothing is said."""
    try:
        account = find_account(session, name)
    except NotFound as error:
        raise missing() from error
    if not keeps(principal, account):
        raise missing()
    return account


def _act(request: Request, name: str, fields: Mapping[str, str]) -> Response:
    principal, context = check_administrator(request), app_state(request).context
    check_token(request, fields.get("token", ""))
    acts: dict[str, Callable[[Session, Account], Mapping[str, str] | None]] = {
        "grant": lambda session, account: _grant(request, session, account, fields),
        "end-grant": lambda session, account: end_grant(
            session, context.clock, account, _number(fields.get("grant", "")), by=principal),
        "office": lambda session, account: _give_office(request, session, account, fields),
        "end-office": lambda session, account: end_office(
            session, context.clock, account, fields.get("office", ""), by=principal),
        "link": lambda session, account: _make_link(request, session, account, fields.get("replaces", "")),
        "subject": lambda session, account: _link_subject(request, session, account, fields),
        "end": lambda session, account: _end(request, session, account, fields),
    }  # fmt: skip
    act = acts.get(fields.get("act", ""))
    if act is None:
        raise HTTPException(400, "The form does not say what to do.")
    try:
        with transaction(context.engine) as session:
            shown = act(session, _own_account(session, principal, name))
    except Mistake as error:
        if isinstance(error, NotFound) and error.what == missing().what:
            raise
        return _person_page(request, name, describe_fault(error, FIELDS, _field_of(fields)), fields, error)
    here = page_path("administration", "people", name)
    return redirect_to_show(request, here, shown) if shown else RedirectResponse(here, 303)


def _field_of(fields: Mapping[str, str]) -> str:
    """Where an error leads that names no field: what the form is about."""
    return {"grant": "role", "office": "office", "end": "confirm", "subject": "issuer"}.get(
        fields.get("act", ""), "roles"
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _grant(request: Request, session: Session, account: Account, fields: Mapping[str, str]) -> None:
    context, principal = app_state(request).context, check_administrator(request)
    named = {side: [fields[side]] if fields.get(side) else [] for side in ("agency", "area", "return")}
    everywhere = fields.get("place") == "everywhere"
    place = None if everywhere else fields.get("place") or None
    anything = bool(place or any(named.values()))
    reach = Reach(place, named["agency"], named["area"], named["return"], everywhere and not any(named.values()))
    if not anything and not everywhere:
        raise WrongUsage("Say how far the role reaches.", where="reach", mend="Choose a place, or every place.")
    live = find_live_account(session, account.name)
    grant_role(session, context.clock, live, build_grant(context.ruleset, fields.get("role", ""), reach), by=principal)


def _give_office(request: Request, session: Session, account: Account, fields: Mapping[str, str]) -> None:
    context, principal = app_state(request).context, check_administrator(request)
    place = check_place(context.ruleset, fields.get("office-place", ""))
    live = find_live_account(session, account.name)
    give_office(session, context.clock, live, fields.get("office", ""), place, by=principal)


def _make_link(request: Request, session: Session, account: Account, replaces: str) -> Mapping[str, str]:
    """``replaces``: the link that the page named; another was made since, perhaps by this button, and would end."""
    context = app_state(request).context
    live = find_live_link(session, context.clock, account)
    if live is not None and live.public != replaces:
        raise Conflict(
            f"A sign-in link was made at {clock_words(live.made_at)}, and holds until {clock_words(live.expires_at)}.",
            where="link", mend="Another would end it. If it was lost, make another now.",
        )  # fmt: skip
    made = issue_link(session, context.clock, account, by=check_administrator(request))
    base = app_state(request).base_url or str(request.base_url)
    return {"link": made.address(base), "until": clock_words(made.expires_at)}


def _link_subject(request: Request, session: Session, account: Account, fields: Mapping[str, str]) -> None:
    context = app_state(request).context
    if context.settings.oidc_issuer is None:
        raise Conflict("The council’s own sign-in is not set up.", mend="Set it up first.")
    subject = fields.get("subject", "").strip()
    if not subject:
        raise Refused("Say who the person is there.", where="sub")
    live = find_live_account(session, account.name)
    link_subject(
        session, context.clock, live, issuer=context.settings.oidc_issuer, sub=subject, by=check_administrator(request)
    )


def _end(request: Request, session: Session, account: Account, fields: Mapping[str, str]) -> None:
    principal = check_administrator(request)
    if fields.get("confirm", "").strip().casefold() != account.name:
        raise Refused(f"Write {account.name} to end it.", where="confirm")
    if account.name == principal.name:
        raise Conflict("You cannot end your own account here.", mend="Ask another administrator.")
    end_account(session, app_state(request).context.clock, account.name, by=principal)


def _person_page(
    request: Request, name: str, fault: FormFault | None = None, fields: Mapping[str, str] | None = None,
    error: ReturnOnceError | None = None, once: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    principal, context = check_administrator(request), app_state(request).context
    ruleset = context.ruleset
    with reading(context.engine) as session:
        account = _own_account(session, principal, name)
        grants = [one for one in list_grants(session) if one.account == account.id]
        offices, secrets = read_live_offices(session, account.id), list_secrets(session, account)
        live_link = find_live_link(session, context.clock, account)
    places = list_own_places(principal, ruleset)
    return render_page(
        request, "person.html", title=account.title, section="administration", account=account, shown=once,
        here=page_path("administration", "people", account.name), about=account_facts(ruleset, account),
        grants=grant_items(ruleset, grants), offices=office_items(ruleset, offices),
        keys=secret_rows(secrets, {account.name: account.title}, context.clock.now()),
        roles=[(role, role.capitalize()) for role in ROLES],
        all_offices=[(code, office_words(code)) for code in OFFICES],
        own_places=places, agencies=_agencies(request, places), returns=_returns(request),
        is_self=account.name == principal.name, live_link=live_link,
        link_times=(clock_words(live_link.made_at), clock_words(live_link.expires_at)) if live_link else None,
        may_all=can_manage_accounts(principal, ANYTHING), issuer=context.settings.oidc_issuer,
        entered=fields or {}, fault=fault, error=fault is not None, status=error.status if error else 200,
    )  # fmt: skip


def _agencies(request: Request, places: Mapping[str, str]) -> list[tuple[str, str]]:
    ruleset = app_state(request).context.ruleset
    rows = [(one.name, code) for place in places for code, one in ruleset.places[place].agencies.items()]
    return [(code, name) for name, code in sorted(rows)]


def _returns(request: Request) -> list[tuple[str, str]]:
    ruleset = app_state(request).context.ruleset
    titles: dict[str, Any] = {**ruleset.scheduled_returns, **ruleset.record_returns, **ruleset.returns}
    return sorted(((code, one.title) for code, one in titles.items()), key=lambda pair: pair[1].casefold())
