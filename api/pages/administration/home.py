"""``/administration``: where the administrator's pages begin."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.administration.reach import check_administrator, manages_all
from api.pages.rendering import render_page

router = APIRouter(prefix="/administration")
#: Title, path, what it is for, and whether it takes the whole service.
SECTIONS = (
    ("People and machines", "/administration/people", "Accounts, what each may do, and sign-in links", False),
    ("Keys", "/administration/keys", "API keys: make, show once, revoke; and the service’s own fingerprints", False),
    ("Places", "/administration/places", "Councils, their agencies and mailboxes", False),
    ("Packs", "/administration/packs", "Returns and measures: what is switched on, and what else there is", False),
    ("Jobs", "/administration/jobs", "What the clock does: what ran, what is late, what failed", True),
)


@router.get("")
def get_home(request: Request) -> Response:
    """Each part that the caller may look after."""
    principal = check_administrator(request)
    whole = manages_all(principal, app_state(request).context.ruleset)
    sections = [section for section in SECTIONS if whole or not section[3]]
    return render_page(
        request, "administration.html", title="Administration", section="administration", sections=sections
    )
