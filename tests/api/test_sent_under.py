"""A census that names another authority: refused by API, page and guest until its sender confirms the code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from collectors.check_upload import verdict_of
from collectors.guests.checker import GuestChecker
from collectors.submissions.uploaded_file import copy_upload
from returnonce.clock import FixedClock
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import Page
from tests.api.pages.forms import send as send_page
from tests.api.pages.sample_service import House, build
from tests.api.services import send
from tests.collectors.records.reading import CIN, write

AGENCY = "lewisham-childrens-services"
COLLECTION = f"/collections/lewisham/{AGENCY}/cin/FY2025-26"
#: Of the year to 31 March 2026, by the county's three digits and not the borough's.
CENSUS = CIN.replace("2025", "2026").replace("2024", "2025").encode()
OTHER = "The file names its sender 891, and not 209."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = build(tmp_path, places=("lewisham",), clock=FixedClock(datetime(2026, 5, 1, 12, tzinfo=UTC)))
    yield house
    house.engine.dispose()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.long
def test_the_api_takes_it_with_the_code(client: TestClient) -> None:
    named = {"agency": AGENCY, "file_name": "census.xml"}
    headers = {"Content-Type": "application/xml", "Accept": "application/json"}
    refused = send(client, CENSUS, headers=headers, **named)
    assert (refused.status_code, OTHER in refused.text) == (422, True), refused.text
    assert send(client, CENSUS, headers=headers, sent_under="892", **named).status_code == 422
    taken = send(client, CENSUS, headers=headers, sent_under="891", **named)
    assert taken.status_code == 201, taken.text
    assert "record-sender-confirmed" in taken.text


def test_the_page_takes_it_with_the_code(client: TestClient) -> None:
    refused = send_page(client, CENSUS, name="census.xml", where=COLLECTION)
    page = Page(client.get(refused.headers["location"]))
    assert OTHER in page.text
    assert "Code of another agency in the file" in page.text
    taken = send_page(client, CENSUS, name="census.xml", where=COLLECTION, fields={"sent_under": " 891 "})
    assert taken.status_code == 303, Page(taken).text


@pytest.mark.long
@pytest.mark.parametrize(("sent_under", "accepted"), [(None, False), ("891", True)])
def test_a_guest_is_told_the_code(house: House, tmp_path: Path, sent_under: str | None, accepted: bool) -> None:
    checker = GuestChecker(house.settings)
    try:
        with copy_upload(write(tmp_path / "census.xml", CENSUS), AGENCY, sent_under=sent_under) as upload:
            verdict = verdict_of(checker.check(house.context, upload))
    finally:
        checker.close()
    assert verdict.accepted is accepted
