"""``/sign-in`` and ``/sign-out``: by name and password, and in a demonstration by one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.auth.cookies import delete_cookie, set_cookie
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import form_fields_read, read_form_fields
from api.pages.page_state import page_state
from api.pages.redirects import HOME, local_path
from api.pages.rendering import render_page
from api.pages.visitor import home_path, session_of, set_session, visitor_of
from returnonce.access import sessions
from returnonce.access.accounts import list_accounts
from returnonce.access.sign_in import sign_in_with_password
from returnonce.db import reading
from returnonce.errors import ReturnOnceError, TooMany, Unauthenticated, Unavailable

router = APIRouter()
sample_router = APIRouter()
#: Prefix of the fields of another form, which waits for the sign-in.
KEPT = "kept-"
OUT = "You are signed out."
FIRST = "You are not signed in, or were signed out because nothing was opened for a while."
NOBODY = "Nobody has an account yet. Whoever installed the service makes the first one, as its notes on installing say."


@router.get("/sign-in")
def get_sign_in(request: Request) -> Response:
    """The form."""
    query_params = request.query_params
    told = OUT if query_params.get("out") == "1" else FIRST if query_params.get("next") else ""
    return sign_in_page(request, SignInAttempt(local_path(query_params.get("next", HOME))), notice=told)


@router.post("/sign-in")
async def post_sign_in(request: Request) -> Response:
    """Check name and password, begin a session of a new name, and go on."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_sign_in, request, fields)


@sample_router.post("/sign-in/sample")
async def post_sample(request: Request) -> Response:
    """In a demonstration: be one of the sample people."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_sample, request, fields)


@router.post("/sign-out")
async def post_sign_out(request: Request) -> Response:
    """End the session here and in the store."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_sign_out, request, fields)


@dataclass(frozen=True)
class SignInAttempt:
    """What is known of a sign-in before it succeeds. ``following``: where the visitor was going; ``pending_fields``:
    fields of another form, which wait for the sign-in; ``at_council``: it is tried at the council's provider."""

    following: str = HOME
    name: str = ""
    pending_fields: Mapping[str, str] = field(default_factory=dict)
    at_council: bool = False


def sign_in_page(
    request: Request,
    attempt: SignInAttempt,
    *,
    notice: str = "",
    fault: ReturnOnceError | None = None,
    status: int = 0,
) -> Response:
    """The form, and what went wrong."""
    pages = page_state(request)
    council = "" if pages.provider(app_state(request).context) is None else "/sign-in/council"
    response = render_page(
        request, "sign_in.html", title="Sign in", section="sign-in", error=fault is not None, fault=fault,
        entered_name=attempt.name, following=attempt.following, notice=notice or _nobody_yet(request),
        pending_fields=dict(attempt.pending_fields), samples=pages.samples, council=council,
        at_council=attempt.at_council and bool(council), status=status or (fault.status if fault else 200),
    )  # fmt: skip
    if isinstance(fault, TooMany):
        response.headers["Retry-After"] = str(fault.after)
    return response


def redirect_to_sign_in(request: Request) -> Response:
    """What a browser gets in place of a page that needs a sign-in; what it sent is kept in the form."""
    path = local_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    if request.method in {"GET", "HEAD"}:
        return RedirectResponse(f"/sign-in?{urlencode({'next': path})}", 303)
    attempt = SignInAttempt(path, pending_fields=form_fields_read(request))
    return sign_in_page(request, attempt, notice=FIRST, status=401)


def begin_session(request: Request, account: str, attempt: SignInAttempt, *, how: str) -> Response:
    """Begin a session, end the one before it, and go where somebody was going."""
    context, before = app_state(request).context, session_of(request)
    token = sessions.begin_session(context.engine, context.clock, account, how=how)
    if before:
        sessions.end_session(context.engine, context.clock, before)
    visitor = set_session(request, token)
    target = home_path(visitor.principal) if attempt.following == HOME else attempt.following
    pending = attempt.pending_fields
    response = _resume(request, target, pending) if pending else RedirectResponse(target, 303)
    set_cookie(request, response, "session", token)
    delete_cookie(request, response, "form")
    return response


def _sign_in(request: Request, fields: Mapping[str, str]) -> Response:
    pending_fields = {name.removeprefix(KEPT): text for name, text in fields.items() if name.startswith(KEPT)}
    name = fields.get("name", "").strip().casefold()
    attempt = SignInAttempt(local_path(fields.get("next", HOME)), name, pending_fields)
    context = app_state(request).context
    try:
        check_token(request, fields.get("token", ""))
        address = request.client.host if request.client else ""
        password, limits = fields.get("password", ""), app_state(request).rate_limits
        principal = sign_in_with_password(context.engine, context.clock, name, password, address, limits=limits)
        return begin_session(request, principal.name, attempt, how="password")
    except HTTPException:
        fault: ReturnOnceError = Unauthenticated("This page was open for too long.", mend="Sign in again.")
        status = 403
    except (Unauthenticated, TooMany, Unavailable) as error:
        fault, status = error, 422 if isinstance(error, Unauthenticated) else error.status
    return sign_in_page(request, attempt, fault=fault, status=status)


def _sample(request: Request, fields: Mapping[str, str]) -> Response:
    check_token(request, fields.get("token", ""))
    name = fields.get("name", "")
    if name not in {sample.name for sample in page_state(request).samples}:
        raise HTTPException(404, "There is no such person in this demonstration.")
    return begin_session(request, name, SignInAttempt(local_path(fields.get("next", HOME))), how="sample")


def _sign_out(request: Request, fields: Mapping[str, str]) -> Response:
    token = session_of(request)
    if token and visitor_of(request).name:
        check_token(request, fields.get("token", ""))
        context = app_state(request).context
        sessions.end_session(context.engine, context.clock, token)
    response = RedirectResponse("/sign-in?out=1", 303)
    delete_cookie(request, response, "session")
    # Back must show nobody else what the browser kept.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _resume(request: Request, action: str, pending_fields: Mapping[str, str]) -> Response:
    """The form that was being sent when the session ended, to be checked and sent."""
    entries = [(name.replace("-", " ").capitalize(), text) for name, text in pending_fields.items() if text]
    return render_page(
        request,
        "resume.html",
        title="Go on where you were",
        action=action,
        pending_fields=pending_fields,
        entries=entries,
    )


def _nobody_yet(request: Request) -> str:
    with reading(app_state(request).context.engine) as session:
        return "" if list_accounts(session) else NOBODY
