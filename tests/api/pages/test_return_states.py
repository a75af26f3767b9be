"""How far every council is with a return: on one page, and as one file; states and days, never a figure."""

from __future__ import annotations

import csv
import io

import pytest

from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import OFFICER, Publishing

pytestmark = pytest.mark.long

HERE = "/states/national-indicators/FY2009-10"


def test_every_area_is_on_one_page_and_in_one_file(published: Publishing) -> None:
    client = published.client("sample-regulator")
    text = Page(client.get(HERE)).text
    assert "Lewisham" in text
    assert "Edition 2, 8 June 2010" in text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{HERE}/state.csv").text)))
    api = client.get("/v1/returns/national-indicators/FY2009-10/state", headers={"Accept": "text/csv"}).text
    assert rows == list(csv.DictReader(io.StringIO(api)))
    assert not {"numerator", "denominator", "value"} & set(rows[0])


def test_the_period_that_was_due_last_is_chosen(published: Publishing) -> None:
    client = published.client(OFFICER)
    assert client.get("/states?return=national-indicators").headers["location"].startswith("/states/national-ind")
    assert client.get("/states?return=national-indicators&period=2009-10").headers["location"] == HERE


@pytest.mark.parametrize(
    ("query", "says"),
    [("?state=published", "1 area, published"), ("?q=lewi", "1 area"), ("?q=atlantis", "No area fits"),
     ("?state=nonsense", "Published")],
)  # fmt: skip
def test_areas_are_searched_and_filtered(published: Publishing, query: str, says: str) -> None:
    assert says in Page(published.client("sample-regulator").get(HERE + query)).text


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [("", HERE, 303), ("sample-agency", HERE, 403), ("sample-administrator", "/states", 403),
     ("sample-regulator", "/states", 200), ("sample-regulator", "/states/no-such/FY2009-10", 404),
     ("sample-regulator", "/states/national-indicators/2009", 422), ("sample-agency", f"{HERE}/state.csv", 403),
     ("sample-regulator", "/states?return=no-such", 404),
     ("sample-regulator", "/states?return=national-indicators&period=x", 422)],
)  # fmt: skip
def test_who_may_look_and_what_is_refused(published: Publishing, name: str, path: str, status: int) -> None:
    assert published.client(name).get(path).status_code == status


def test_what_came_of_a_return_of_records_leads_to_the_schedule(published: Publishing) -> None:
    """It has no draft that could be opened."""
    page = published.client(OFFICER).get("/states/ssda903/FY2025-26")
    addresses = {str(link.get("href")) for link in Page(page).all("a")}
    (schedule,) = {address for address in addresses if address.startswith("/schedule?")}
    assert "return=ssda903" in schedule
    assert published.client(OFFICER).get(schedule).status_code == 200
