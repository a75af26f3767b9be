"""The page of a return that is made elsewhere: what is known, that it was sent, and what the portal said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import Page
from tests.contexts import make_context
from tests.mappings.scheduled_places import load_kent

SEN2 = "/collections/kent/kent-e10000016/sen2/FY2026-27/E10000016"
CENSUS = "/collections/kent/kent-e10000016/school-census/AY2025-26/E10000016/summer"
REPORT = b"Severity,Rule,Line,Message\nError,R12,Table 3,Not the sum\n"


@pytest.fixture
def client(sqlite_engine: Engine, tmp_path: Path) -> TestClient:
    clock = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    context = make_context(sqlite_engine, tmp_path / "home", load_kent(tmp_path), clock=clock)
    return TestClient(create_app(context, pages=PageState(), default_principal=OPERATOR), base_url=BASE, headers=PAGE)


def post(client: TestClient, path: str, **fields: str) -> str:
    form = {"token": Page(client.get(SEN2)).token} | fields
    return client.post(path, data=form, headers={"Origin": BASE}).text


@pytest.mark.long
def test_the_schedule_has_it_and_its_page_says_what_is_known(client: TestClient) -> None:
    board = client.get("/schedule?place=kent&return=sen2&span=FY2026-27").text
    assert "not sent" in board
    page = client.get(SEN2).text
    for words in (
        "Thursday 11 March 2027, 5pm",
        "Department for Education",
        "education (our assumption)",
        "once a year",
    ):
        assert words in page
    assert "Send the figures" not in page
    assert "School census, summer" in client.get(CENSUS).text
    undated = client.get("/collections/kent/kent-e10000016/lahs/FY2026-27/E10000016")
    assert undated.status_code == 404  # a county has no housing statistics
    assert "When is not established" in client.get(SEN2.replace("sen2", "dols")).text


def test_it_is_noted_reported_on_and_taken_back(client: TestClient) -> None:
    assert "Through which portal sen2 goes is not established" in post(
        client, f"{SEN2}/sent", act="sent", receipt="R-1"
    )
    assert "The receipt is missing" in post(client, f"{SEN2}/sent", act="sent", portal="other")
    page = post(client, f"{SEN2}/sent", act="sent", portal="other", receipt="<R-1>", sent_by="Omar")
    assert "receipt &lt;R-1&gt;" in page
    assert "by Omar; noted by" in page
    assert "It was sent on Friday 20 November 2026, 12pm, in time." in page
    token = Page(page).token
    answer = client.post(
        f"{SEN2}/sendings/1", data={"token": token}, files={"file": ("report.csv", REPORT)}, headers={"Origin": BASE}
    )
    assert "Not the sum" in answer.text
    assert "1 finding of the portal" in client.get("/schedule?place=kent&return=sen2&span=FY2026-27").text
    taken = post(client, f"{SEN2}/sent", act="mistaken", number="1", reason="wrong year")
    assert "Taken back: wrong year" in taken


def test_what_is_not_of_the_schedule_has_no_such_page(client: TestClient) -> None:
    assert client.post(f"{SEN2[:-2]}/sent", data={"act": "sent"}, headers={"Origin": BASE}).status_code == 404
    upload = client.post(SEN2, data={"token": Page(client.get(SEN2)).token},
                         files={"file": ("a.csv", b"indicator\n")}, headers={"Origin": BASE})  # fmt: skip
    assert upload.status_code == 409


def test_the_api_has_its_dates(client: TestClient) -> None:
    client.headers["Accept"] = "application/json"
    span = {"from": "2026-04-01", "to": "2027-03-31", "place": "kent"}
    due = client.get("/v1/calendar", params={**span, "return": "sen2"}).json()["due"]
    assert [(one["return"], one["due"]) for one in due] == [("sen2", "2027-03-11")]
    rows = client.get("/v1/schedule", params={**span, "return": "sen2"}).json()["collections"]
    assert [(row["due"], row["state"], row["figures"]) for row in rows] == [("2027-03-11", "not_started", 0)]
    undated = client.get("/v1/schedule/obligations", params={**span, "return": "dols"}).json()["obligations"]
    assert [row["due_note"][:35] for row in undated] == ["When it is due is not established; "]
