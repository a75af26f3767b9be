"""``/calendar``: a council's year, for its officers by returns and for an agency by what it owes."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from returnonce.access.principals import Grant, Principal
from tests.api.pages.forms import HERE, Page
from tests.api.pages.sample_service import House, seen_by

OFFICER = Principal("officer", "person", (Grant("officer", "lewisham"),))
AGENCY = Principal("lead", "person", (Grant("agency", "lewisham", frozenset({"lewisham-childrens-services"})),))
ADMINISTRATOR = Principal("keeper", "person", (Grant("administrator", "lewisham"),))


def test_an_officer_sees_twelve_months_and_each_date_in_the_table(client: TestClient) -> None:
    with seen_by(client, OFFICER):
        answer = client.get("/calendar")
    page = Page(answer)
    assert len([each for each in page.all("svg") if each.get("class") == "ro-calendar"]) == 12
    assert "April 2010" in page.text
    assert "March 2011" in page.text
    links = [str(each.get("href")) for each in page.all("a")]
    assert "/returns/national-indicators/E09000023/FY2009-10" in links
    assert len(answer.content) < 150_000


def test_an_agency_sees_what_it_owes_itself(client: TestClient) -> None:
    with seen_by(client, AGENCY):
        page = Page(client.get("/calendar?year=FY2010-11"))
    links = [str(each.get("href")) for each in page.all("a")]
    assert HERE in links
    assert not [link for link in links if link.startswith("/returns/")]
    assert {link.split("/")[3] for link in links if link.startswith("/collections/")} == {"lewisham-childrens-services"}


def test_each_day_filled_is_a_date_of_the_table(client: TestClient) -> None:
    with seen_by(client, OFFICER):
        page = Page(client.get("/calendar?year=FY2010-11"))
    filled = [each for each in page.all("rect") if str(each.get("class")).startswith("ro-calendar--") and each.get("x")]
    days = {match[0] for text in page.texts if (match := re.match(r"\w+day \d+ \w+ 201[01]", text.strip()))}
    assert len(filled) == len(days) > 3


@pytest.mark.parametrize(
    ("query", "status"),
    [("year=2010", 422), ("year=FY2010-11-Q1", 422), ("year=FY2030-31", 200), ("place=atlantis", 200)],
)
def test_years_and_places(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/calendar?{query}").status_code == status


def test_who_sees_no_dates_sees_no_calendar(furnished: tuple[House, dict[str, str]], client: TestClient) -> None:
    with seen_by(client, ADMINISTRATOR):
        assert client.get("/calendar").status_code == 403
