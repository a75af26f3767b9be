"""``/help``, ``/accessibility`` and ``/privacy``: what anybody may read, signed in or not."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.help_words import CHECKED_BY, CHECKED_ON, STATE_MEANINGS, WORDS
from api.pages.rendering import render_page
from api.pages.wording import STATES, SYMBOLS, date_words
from returnonce.access.sessions import ABSOLUTE, IDLE

router = APIRouter()


@router.get("/help")
def get_help(request: Request) -> Response:
    """How to send figures, review them and use an edition; what states, symbols and words mean."""
    return render_page(
        request, "help.html", title="Help", contact=app_state(request).context.settings.contact,
        states=[(words, colour, STATE_MEANINGS[code]) for code, (words, colour, _) in STATES.items()],
        symbols=list(SYMBOLS.values()), words=WORDS, limit=app_state(request).context.settings.upload_limit,
    )  # fmt: skip


@router.get("/accessibility")
def get_accessibility(request: Request) -> Response:
    """The accessibility statement."""
    return render_page(
        request, "accessibility.html", title="Accessibility statement",
        contact=app_state(request).context.settings.contact, checked=date_words(CHECKED_ON), tool=CHECKED_BY,
    )  # fmt: skip


@router.get("/privacy")
def get_privacy(request: Request) -> Response:
    """What is kept about who uses the service, and which cookies are set."""
    return render_page(
        request, "privacy.html", title="Privacy and cookies",
        contact=app_state(request).context.settings.contact,
        idle=f"{IDLE.total_seconds() / 60:.0f} minutes", absolute=f"{ABSOLUTE.total_seconds() / 3600:.0f} hours",
    )  # fmt: skip
