"""The state of the application: its context, and what this process keeps in memory between requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from fastapi import FastAPI, Request

from api.http.request_body import ReadTimeouts
from api.metrics.registry import Metrics, make_metrics
from api.readiness.check import ReadinessContext
from api.readiness.needed_checks import NEEDED_CHECKS
from api.readiness.probe import ReadinessProbe
from api.readiness.warning_checks import WARNING_CHECKS
from api.upload_queue import UploadQueue
from collectors.check_upload import UploadCheck, check_here
from collectors.guests.checker import GuestChecker
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.db import make_probe_engine
from returnonce.fork_server.cancellation import Cancellation
from upkeep.act_tally import ActTally


@dataclass
class AppState:
    """``base_url``: the address by which people reach the pages. ``local_url``: where this machine is answered; without
    it, the usual one. ``default_principal``: who a request without key, token or session acts as."""

    context: AppContext
    #: Pages and API count together.
    rate_limits: RateLimits
    base_url: str | None = None
    local_url: str | None = None
    default_principal: Principal = ANONYMOUS
    upload_queue: UploadQueue = field(default_factory=UploadQueue)
    read_timeouts: ReadTimeouts = field(default_factory=ReadTimeouts)
    #: Keys, and the days for which their use is recorded already.
    keys_noted: set[tuple[int, date]] = field(default_factory=set)
    #: Checks files in limited processes; without one they are checked in this one.
    checker: GuestChecker | None = None
    #: Called when a large upload came, for whoever judges those in this process.
    wake_judges: Callable[[], None] = lambda: None
    readiness_probe: ReadinessProbe = field(default_factory=lambda: ReadinessProbe(NEEDED_CHECKS + WARNING_CHECKS))

    def take_context(self, context: AppContext) -> None:
        """Answer by another context from the next request on; those that are under way keep theirs."""
        if self.checker is not None:
            self.checker.start(context)
        self.context = context
        self.metrics.say_ruleset(context.ruleset.hash)

    @cached_property
    def readiness(self) -> ReadinessContext:
        """What the checks of readiness and the metrics look at."""
        return ReadinessContext(self.context, make_probe_engine(self.context.engine), ActTally())

    @cached_property
    def metrics(self) -> Metrics:
        """What is counted of this process and of the store."""
        return make_metrics(self.readiness)

    def upload_check(self, cancellation: Cancellation) -> UploadCheck:
        """How a file is checked; it is called off with ``cancellation``."""
        return check_here if self.checker is None else partial(self.checker.check, cancellation=cancellation)


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
