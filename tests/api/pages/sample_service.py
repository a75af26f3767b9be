"""A service to look at: a store with made-up figures of 2009-10, its pages, and a server on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from api.pages.page_state import PageState
from api.pages.static_files import find_assets
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.principals import OPERATOR, Principal
from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.repository import ROOT
from tests.shipped import load_ruleset
from tests.uploads import send_upload

FIGURES = ROOT / "demo" / "FY2009-10"
#: A Tuesday three weeks before most returns for 2009-10 are due.
TODAY = FixedClock(datetime(2010, 6, 8, 9, 30, tzinfo=UTC))
#: Agency, file, day of May 2010 on which it came: early, in part, corrected, from two councils.
SENT = (
    ("lewisham-childrens-services", "lewisham/lewisham-childrens-services-2008-09-illustrative.csv", 4),
    ("lewisham-childrens-services", "lewisham/lewisham-childrens-services-answers-illustrative.csv", 11),
    ("lewisham-pct", "lewisham/lewisham-pct-illustrative.csv", 12),
    ("metropolitan-police", "lewisham/metropolitan-police-illustrative.csv", 13),
    ("ashfield-council", "nottinghamshire/ashfield-council-illustrative.csv", 17),
    ("ashfield-council", "nottinghamshire/ashfield-council-correction-illustrative.csv", 21),
)


@dataclass
class House:
    """A store and the application on it."""

    context: AppContext
    app: FastAPI

    @property
    def settings(self) -> Settings:
        return self.context.settings

    @property
    def engine(self) -> Engine:
        return self.context.engine

    @property
    def ruleset(self) -> Ruleset:
        return self.context.ruleset


def build(home: Path, *, places: tuple[str, ...] = (), clock: FixedClock = TODAY, **changes: object) -> House:
    """An empty store under ``home``, of some places or of all; ``changes`` are settings."""
    settings = Settings(home=home).model_copy(update=changes)
    ruleset = load_ruleset()
    if places:
        ruleset = replace(ruleset, places={name: ruleset.places[name] for name in places})
    context = make_context(open_store(settings), ruleset=ruleset, clock=clock, settings=settings)
    app = create_app(context, pages=PageState(find_assets(settings)), default_principal=OPERATOR)
    return House(context, app)


def without_frontend(house: House) -> FastAPI:
    """The same store as it is served where GOV.UK Frontend is not installed."""
    return create_app(house.context, pages=PageState(), default_principal=OPERATOR)


def furnish(house: House) -> dict[str, str]:
    """Receive the made-up figures; names of submissions by agency."""
    names = {}
    for agency, file, day in SENT:
        if not any(agency in place.agencies for place in house.ruleset.places.values()):
            continue
        context = house.context.replace(clock=FixedClock(datetime(2010, 5, day, 9, tzinfo=UTC)))
        receipt = send_upload(context, FIGURES / file, agency)
        names[agency] = receipt.name or ""
    return names


@contextmanager
def seen_by(client: TestClient, who: Principal) -> Iterator[None]:
    """Whom every visitor without a session is taken for, for a while."""
    state = state_of(client.app)  # type: ignore[arg-type]
    before, state.default_principal = state.default_principal, who
    try:
        yield
    finally:
        state.default_principal = before


PUBLIC = "https://returns.council.example"


def by_https(house: House) -> FastAPI:
    """The same store as it is served behind a server that speaks https."""
    return create_app(house.context, pages=PageState(find_assets(house.settings)), base_url=PUBLIC)
