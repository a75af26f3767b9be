"""Who looks at a page, what the navigation offers them, and when their session ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from api.app_state import app_state
from api.auth.authentication import note_account
from api.auth.cookies import read_cookie
from api.pages.wording import clock_words
from mappings.ruleset.app_context import AppContext
from returnonce.access.accounts import find_account
from returnonce.access.policy import can_somewhere
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.sessions import authenticate_session, record_session_use
from returnonce.db import reading
from returnonce.errors import ReturnOnceError, Unauthenticated

APPROVALS, ADMINISTRATION, RETURNS = "/approvals", "/administration", "returns"
#: Text, path and section of each page in the navigation, and the act that it is there for.
NAVIGATION = (
    ("Schedule", "/schedule", "schedule", "read_collections"),
    ("Returns", "/returns", RETURNS, "read_draft"),
    ("Editions", "/editions", "editions", "read_edition"),
    ("Burden", "/burden", "burden", "read_burden"),
    ("Upgrade", "/upgrade", "upgrade", "read_upgrade"),
    ("Agreements", "/sharing-agreements", "sharing", "read_sharing"),
    ("Catalogue", "/catalogue", "catalogue", "read_agencies"),
    ("Find a figure", "/figures", "figure", "read_figures"),
    ("Administration", ADMINISTRATION, "administration", "manage_accounts"),
)


@dataclass(frozen=True)
class Visitor:
    """``name`` is empty where nobody is signed in; ``ends`` says when the session does, in ``seconds`` from now."""

    principal: Principal
    name: str = ""
    title: str = ""
    ends: str = ""
    seconds: int = 0


def caller(request: Request) -> Principal:
    """The principal that asks for a page."""
    return visitor_of(request).principal


def visitor_of(request: Request) -> Visitor:
    """The visitor, worked out once for a request. Each page that is opened extends the session."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _visitor(request)
    visitor: Visitor = request.state.visitor
    note_account(request, visitor.principal)
    return visitor


def set_session(request: Request, token: str) -> Visitor:
    """Make the request one of this session, whatever cookie it came with."""
    request.state.session = token
    request.state.visitor = _visitor(request)
    return visitor_of(request)


def session_of(request: Request) -> str:
    """The session's token; empty where there is none."""
    token: str = getattr(request.state, "session", read_cookie(request, "session"))
    return token


def navigation(principal: Principal, at: str) -> list[Mapping[str, object]]:
    """Entries of the navigation: only what the caller may do somewhere. What waits for approval is a part of the
    returns; who holds an office and sees no return has an entry for it."""
    entries = [each for each in NAVIGATION if principal.kind != "anonymous" and can_somewhere(principal, each[3])]
    if principal.offices and not any(mark == RETURNS for _, _, mark, _ in entries):
        entries.append(("Approvals", APPROVALS, "approvals", "read_draft"))
    marks = {at, RETURNS} if at == "approvals" else {at}
    return [{"text": text, "href": href, "active": mark in marks} for text, href, mark, _ in entries]


def home_path(principal: Principal) -> str:
    """The first page that the caller may open."""
    decides = any(grant.role == "approver" for grant in principal.grants) or bool(principal.offices)
    if decides and principal.kind != "anonymous":
        return APPROVALS
    paths = [str(entry["href"]) for entry in navigation(principal, "")]
    # Who only keeps the service begins with it, and not with what others may read too.
    works = any(can_somewhere(principal, act) for act in ("read_collections", "read_edition"))
    if ADMINISTRATION in paths and not works:
        return ADMINISTRATION
    return paths[0] if paths else "/account"


def _visitor(request: Request) -> Visitor:
    state, token = app_state(request), session_of(request)
    context = state.context
    if not token:
        return Visitor(state.default_principal)
    try:
        principal, title = _authenticate(context, token)
        # Only a valid session is extended: one that expired must not come back by being used.
        if record_session_use(context.engine, context.clock, token):
            principal, title = _authenticate(context, token)
    except Unauthenticated:
        return Visitor(state.default_principal)
    except ReturnOnceError:
        # The store cannot be reached: the page that says so must still be shown.
        return Visitor(ANONYMOUS)
    ends = principal.expires_at
    return Visitor(
        principal, principal.name, title, clock_words(ends) if ends else "", _seconds(context.clock.now(), ends)
    )


def _authenticate(context: AppContext, token: str) -> tuple[Principal, str]:
    """Who holds the session, and the title of the account."""
    with reading(context.engine) as session:
        principal = authenticate_session(session, context.clock, token)
        return principal, find_account(session, principal.name).title


def _seconds(now: datetime, ends: datetime | None) -> int:
    return int((ends - now).total_seconds()) if ends else 0
