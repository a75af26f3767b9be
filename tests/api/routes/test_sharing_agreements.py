"""The register of data-sharing agreements through the API, and as an administrator sees it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from returnonce.access.principals import Grant, Principal
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import Page
from tests.contexts import make_context
from tests.shipped import load_ruleset

ADMINISTRATOR = Grant("administrator")


class Served:
    """A store with nothing in it, spoken to as somebody with one grant."""

    def __init__(self, engine: Engine, settings: Settings, clock: FixedClock) -> None:
        self.context = make_context(engine, ruleset=load_ruleset(), clock=clock, settings=settings)

    def client(self, grant: Grant) -> TestClient:
        principal = Principal("pat", "person", (grant,))
        app = create_app(self.context, pages=PageState(), default_principal=principal)
        return TestClient(app, base_url=BASE, headers=PAGE, raise_server_exceptions=False)

    def ask(self, grant: Grant = ADMINISTRATOR, **query: Any) -> Any:
        return self.client(grant).get("/v1/sharing-agreements", params=query)


@pytest.fixture
def served(sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock) -> Served:
    return Served(sqlite_engine, sqlite_settings, clock)


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-11-23", ["ended", "missing", "in force", "in force"]),
        ("2026-03-31", ["missing", "in force", "in force", "in force"]),
        ("2024-01-01", ["missing", "missing", "not begun", "in force", "not begun"]),
    ],
)
def test_it_stands_as_on_the_day_with_warnings_first(served: Served, day: str, states: list[str]) -> None:
    body = served.ask(on=day).json()
    assert body["on"] == day
    assert [one["state"] for one in body["agreements"]] == states
    assert all(one["warning"] == (one["state"] in {"ended", "missing"}) for one in body["agreements"])


def test_each_says_who_what_purpose_until_when_and_no_basis_that_nobody_wrote(served: Served) -> None:
    ended = served.ask(on="2026-11-23").json()["agreements"][0]
    assert (ended["discloser"], ended["recipient"]) == (
        "nottinghamshire-healthcare",
        "nottinghamshire-drug-partnership",
    )
    assert (ended["what"], ended["start"], ended["end"]) == ("treatment", "2023-04-01", "2026-04-01")
    assert ended["legal_basis"] == "not established"
    assert "it held until 2026-03-31" in ended["says"]


@pytest.mark.long
def test_what_is_asked_for_alone(served: Served) -> None:
    assert served.ask(place="lewisham").json()["agreements"] == []
    assert served.ask(what="children-in-need").json()["agreements"] == []
    assert len(served.ask(what="treatment", on="2026-11-23").json()["agreements"]) == 4
    assert served.ask(on="yesterday").status_code == 422


@pytest.mark.parametrize("role", ["agency", "regulator"])
def test_it_is_for_those_who_look_after_the_place(served: Served, role: Any) -> None:
    assert served.ask(Grant(role)).status_code == 403
    assert served.client(Grant(role)).get("/sharing-agreements").status_code == 403


def test_somebody_of_another_place_sees_its_own_register(served: Served) -> None:
    assert served.ask(Grant("officer", "lewisham")).json()["agreements"] == []


def test_the_page_warns_first_and_shows_each_agreement(served: Served) -> None:
    page = Page(served.client(ADMINISTRATOR).get("/sharing-agreements"))
    for words in ("Data-sharing agreements", "No data-sharing agreement for treatment of nottinghamshire-healthcare",
                  "Treatment records of the community drug service (MADE UP)", "not established", "Lewisham",
                  "No register is kept here."):  # fmt: skip
        assert words in page.text, words
    assert len(page.all("h1")) == 1
