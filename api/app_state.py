"""The state of the application: its context, and what this process keeps in memory between requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fastapi import FastAPI, Request

from api.http.request_body import ReadTimeouts
from api.upload_queue import UploadQueue
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits


@dataclass
class AppState:
    """``base_url``: the address by which people reach the pages. ``default_principal``: who a request without key,
    token or session acts as."""

    context: AppContext
    #: Pages and API count together.
    rate_limits: RateLimits
    base_url: str | None = None
    default_principal: Principal = ANONYMOUS
    upload_queue: UploadQueue = field(default_factory=UploadQueue)
    read_timeouts: ReadTimeouts = field(default_factory=ReadTimeouts)
    #: Keys, and the days for which their use is recorded already.
    keys_noted: set[tuple[int, date]] = field(default_factory=set)


def set_state(app: FastAPI, state: AppState) -> None:
    """Give the application its state."""
    app.state.returnonce = state


def state_of(app: FastAPI) -> AppState:
    """The state of an application."""
    state: AppState = app.state.returnonce
    return state


def app_state(request: Request) -> AppState:
    """The state of the application that answers a request."""
    return state_of(request.app)
