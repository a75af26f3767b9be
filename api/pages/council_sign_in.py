"""``/sign-in/council``: to the council's OpenID Connect provider, and back."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.auth.cookies import delete_cookie, read_cookie, set_cookie
from api.auth.oidc.flow import SIGN_IN_SECONDS, begin_sign_in, finish_sign_in, sign_flow, verify_flow
from api.auth.oidc.id_token import ProviderIdentity
from api.auth.oidc.provider import OidcProvider
from api.pages.page_state import page_state
from api.pages.redirects import HOME, local_path
from api.pages.sign_in import SignInAttempt, begin_session, sign_in_page
from returnonce.access.oidc_subjects import find_account_of_subject
from returnonce.db import reading
from returnonce.errors import Forbidden, ReturnOnceError
from returnonce.logs import get_logger

router = APIRouter(prefix="/sign-in/council")
log = get_logger()


@router.get("")
def get_begin(request: Request) -> Response:
    """Go to the provider, with a signed cookie that only this browser can bring back."""
    attempt = SignInAttempt(local_path(request.query_params.get("next", HOME)), at_council=True)
    try:
        address, flow = begin_sign_in(_provider(request), redirect_uri=_back(request), next_path=attempt.following)
    except ReturnOnceError as error:
        return sign_in_page(request, attempt, fault=error)
    response = RedirectResponse(address, 303)
    set_cookie(
        request,
        response,
        "flow",
        sign_flow(flow, _flow_secret(request)),
        seconds=SIGN_IN_SECONDS,
    )
    return response


@router.get("/back")
def get_back(request: Request) -> Response:
    """Back from the provider; whoever it is must have been linked to an account before."""
    flow = verify_flow(read_cookie(request, "flow"), _flow_secret(request))
    attempt = SignInAttempt(local_path(flow.next) if flow else HOME, at_council=True)
    try:
        identity = finish_sign_in(_provider(request), flow, dict(request.query_params), redirect_uri=_back(request))
        response = begin_session(request, _account(request, identity), attempt, how="oidc")
    except ReturnOnceError as error:
        log.warning("sign-in refused", action="oidc_refused", kind=type(error.__cause__ or error).__name__)
        response = sign_in_page(request, attempt, fault=error)
    delete_cookie(request, response, "flow")
    return response


def _flow_secret(request: Request) -> bytes:
    return page_state(request).form_secret(app_state(request).context)


def _provider(request: Request) -> OidcProvider:
    provider = page_state(request).provider(app_state(request).context)
    if provider is None:
        raise HTTPException(404)
    return provider


def _back(request: Request) -> str:
    """The address that is registered at the provider."""
    base = app_state(request).base_url or f"{request.url.scheme}://{request.headers.get('host', '')}"
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}/sign-in/council/back"


def _account(request: Request, identity: ProviderIdentity) -> str:
    """The account linked to an identity. Nobody registers themselves: an administrator links the two.

    Raises:
        Forbidden: none is linked.
    """
    with reading(app_state(request).context.engine) as session:
        account = find_account_of_subject(session, identity.issuer, identity.subject)
    if account is None or account.ended_at is not None:
        raise Forbidden(
            "Your council account is right, but has no account here.",
            mend="Ask whoever looks after this service to link it; give them this reference: " + identity.subject,
        )
    return account.name
