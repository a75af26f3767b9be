"""``/sign-in/link``: by a link that is good once, at which a person sets a password of their own.

The link's token stands after a ``#``, which browsers do not send: a script puts it into the form, or a person does.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.rendering import render_page
from api.pages.sign_in import SignInAttempt, begin_session
from returnonce.access.passwords import LEAST
from returnonce.access.sign_in import sign_in_with_link
from returnonce.access.sign_in_links import PATH
from returnonce.errors import ReturnOnceError, TooMany, Unauthenticated, Unavailable, WrongUsage

router = APIRouter()


@router.get(PATH)
def get_link(request: Request) -> Response:
    """The form; to open it uses nothing up, as programs that look at links in mails open it too."""
    return _link_page(request)


@router.post(PATH)
async def post_link(request: Request) -> Response:
    """Use the link up, set the password, and begin a session."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_open, request, fields)


def _open(request: Request, fields: Mapping[str, str]) -> Response:
    context, link = app_state(request).context, fields.get("link", "").strip()
    try:
        check_token(request, fields.get("token", ""))
        address = request.client.host if request.client else ""
        # Whoever copies the whole address means what stands behind its mark.
        name = sign_in_with_link(
            context.engine, context.clock, link.rpartition("#")[2], fields.get("password", ""), address,
            limits=app_state(request).rate_limits,
        )  # fmt: skip
    except HTTPException:
        fault: ReturnOnceError = Unauthenticated("This page was open for too long.", mend="Fill it in again.")
        return _link_page(request, fault=fault, link=link, status=403)
    except (Unauthenticated, WrongUsage) as error:
        return _link_page(request, fault=error, link=link, status=422)
    except (TooMany, Unavailable) as error:
        return _link_page(request, fault=error, link=link, status=error.status)
    return begin_session(request, name, SignInAttempt(), how="link")


def _link_page(
    request: Request, *, fault: ReturnOnceError | None = None, link: str = "", status: int = 200
) -> Response:
    response = render_page(
        request, "sign_in_link.html", title="Set your password", section="sign-in", error=fault is not None,
        fault=fault, link=link, least=LEAST, at_password=isinstance(fault, WrongUsage), status=status,
    )  # fmt: skip
    if isinstance(fault, TooMany):
        response.headers["Retry-After"] = str(fault.after)
    return response
