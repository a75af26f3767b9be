"""A figure asked for under an old code of its council, as a page and over the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from returnonce.access.principals import OPERATOR
from tests.api.pages.conftest import BASE, PAGE
from tests.contexts import make_context
from tests.shipped import load_ruleset

SAID = "E06000048 was the code of Northumberland before 1 April 2013; E06000057 was used."


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path) -> TestClient:
    context = make_context(sqlite_engine, tmp_path / "home", load_ruleset())
    return TestClient(create_app(context, pages=PageState(), default_principal=OPERATOR), base_url=BASE)


def test_the_page_says_which_code_was_used(client: TestClient) -> None:
    assert SAID in client.get("/figures/cla-rate/E06000048/2026-03-31", headers=PAGE).text
    assert "was used" not in client.get("/figures/cla-rate/E06000057/2026-03-31", headers=PAGE).text


def test_the_api_says_which_code_was_used(client: TestClient) -> None:
    one = client.get("/v1/figures/cla-rate/E06000048/2026-03-31").json()
    assert (one["area"], one["area_note"][: len(SAID)]) == ("E06000057", SAID)
    assert client.get("/v1/figures?area=E06000048").json()["area_note"].startswith(SAID)
    offered = client.get("/v1/figures?area=E08000016").json()["area_note"]
    assert "Afterwards there is Barnsley (E08000038). Land moved" in offered


def test_a_body_that_is_no_council_is_named(client: TestClient) -> None:
    problem = client.get("/v1/figures?area=E23000018")
    assert problem.status_code == 404
    assert "a police force area, and not of a council" in problem.text


def test_a_figure_page_lists_related_lines_apart_from_those_filled_from_it(client: TestClient) -> None:
    page = client.get("/figures/formal-childcare-take-up/E10000024/FY2009-10", headers=PAGE).text
    filled, related = page.split("Lines filled from this one figure")[1].split("Related lines, not filled from it")
    assert ("NI 118: " in filled, "CORE 51: " in filled) == (True, False)
    assert ("NI 118: " in related, "CORE 51: " in related) == (False, True)
