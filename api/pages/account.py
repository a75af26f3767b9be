"""``/account``: the caller's account, grants and keys."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.pages.rendering import render_page
from api.pages.views.account import account_values
from api.pages.visitor import caller, home_path, visitor_of
from returnonce.access.accounts import find_account
from returnonce.access.api_secrets import list_secrets
from returnonce.access.policy import check_signed_in
from returnonce.db import reading

router = APIRouter()


@router.get("/")
def get_home(request: Request) -> Response:
    """Everybody starts where their work is."""
    principal = caller(request)
    check_signed_in(principal)
    return RedirectResponse(home_path(principal), 307)


@router.get("/account")
def get_account(request: Request) -> Response:
    """What I may do."""
    visitor = visitor_of(request)
    check_signed_in(visitor.principal)
    context = app_state(request).context
    with reading(context.engine) as session:
        account = find_account(session, visitor.name) if visitor.name else None
        keys = list_secrets(session, account) if account else []
    page = account_values(context.ruleset, visitor.principal, account, keys, now=context.clock.now())
    return render_page(request, "account.html", title=visitor.title or "The operator", section="account", **page)
