"""The page of a figure and the file behind it: from every number to its cell, and no further than one may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from returnonce.access.principals import Grant, Principal
from returnonce.db import transaction
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import GOOD, Page
from tests.api.pages.sample_service import House, build, furnish, seen_by
from tests.indicators.small_contexts import build_figures, figure

NI_62 = "/figures/cla-three-or-more-placements/E09000023/FY2009-10"
OWN = Principal("lead", "person", (Grant("agency", "lewisham", frozenset({"lewisham-childrens-services"})),))
OTHER = Principal("lead", "person", (Grant("agency", "lewisham", frozenset({"lewisham-pct"})),))
OFFICER = Principal("officer", "person", (Grant("officer", "lewisham"),))
AUDITOR = Principal("auditor", "person", (Grant("auditor", "lewisham"),))


def test_where_it_comes_from_down_to_the_cell(client: TestClient) -> None:
    page = Page(client.get(NI_62))
    assert "row 10: F10 (numerator), G10 (denominator)" in page.text
    assert "rules would have refused the file, and none did." in page.text
    assert f"{NI_62}/sources/1#cell" in [link.get("href") for link in page.all("a")]


def test_the_file_itself_is_opened_at_the_cell(client: TestClient) -> None:
    answer = client.get(f"{NI_62}/sources/1")
    page = Page(answer)
    assert "The figure stands in F10 (numerator), G10 (denominator)." in page.text
    assert re.findall("<mark[^>]*>([^<]*)</mark>", answer.text) == ["39", "351"]
    assert [each.get("id") for each in page.all("mark")] == ["cell", None]
    assert client.get(f"{NI_62}/sources/1/file").content == GOOD


@pytest.mark.parametrize("path", ["/sources/0", "/sources/2", "/sources/2/file", "/sources/99999"])
def test_a_source_that_it_has_not_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(NI_62 + path).status_code == 404


def test_a_file_that_is_gone_is_said_so(
    furnished: tuple[House, dict[str, str]], client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("returnonce.blobs.BlobStore.size", lambda *_: None)
    monkeypatch.setattr("api.pages.figure_file.read_source_rows", lambda *_: None)
    text = Page(client.get(f"{NI_62}/sources/1")).text
    assert "The file is not kept here any more; its figures stand." in text
    assert "Download" not in text


def test_what_stands_beside_it_and_each_period(client: TestClient) -> None:
    text = Page(client.get(NI_62)).text
    assert "Last period: 10% (36 of 348) (2008-09)" in text
    assert "There is no process chart: it needs 12 periods in a row, and there are 2." in text
    picture = client.get(NI_62).text.split('<svg class="ro-picture" role="img"')[1]
    assert "<desc>From 10% in 2008-09 to 11% in 2009-10; 2 periods with a value.</desc>" in picture


def test_it_leads_to_its_life_where_one_may_read_that(client: TestClient) -> None:
    with seen_by(client, AUDITOR):
        assert f"{NI_62}/trail" in [link.get("href") for link in Page(client.get(NI_62)).all("a")]
        assert client.get(f"{NI_62}/trail").status_code == 200
    with seen_by(client, OWN):
        assert "/trail" not in client.get(NI_62).text


@pytest.mark.parametrize(("who", "status"), [(OWN, 200), (OTHER, 404), (OFFICER, 200), (AUDITOR, 200)])
def test_an_agency_sees_its_own_alone(client: TestClient, who: Principal, status: int) -> None:
    with seen_by(client, who):
        assert [client.get(NI_62 + path).status_code for path in ("", "/sources/1", "/sources/1/file")] == [status] * 3


def test_an_agency_learns_of_what_it_owes_that_nobody_gave_it(client: TestClient) -> None:
    owed = "/figures/cla-three-or-more-placements/E09000023/FY2010-11"
    with seen_by(client, OWN):
        assert "Nobody has given it" in Page(client.get(owed)).text
    with seen_by(client, OTHER):
        assert client.get(owed).status_code == 404


def test_a_file_with_restricted_figures_is_not_opened_for_who_may_not_see_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.figure_sources._has_restricted", lambda *_: True)
    with seen_by(client, AUDITOR):
        assert "It holds figures of restricted indicators too" in Page(client.get(NI_62)).text
        assert client.get(f"{NI_62}/sources/1/file").status_code == 404
    with seen_by(client, OFFICER):
        assert client.get(f"{NI_62}/sources/1/file").status_code == 200


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Lewisham's neighbours: figures that another council's agency gave, and England's as published."""
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    furnish(house)
    rows = {
        "submitted": [figure("E09000022", "FY2009-10", 77, 100), figure("E09000022", "FY2008-09", 66, 100)],
        "pulled": [figure("E92000001", "FY2009-10", 13, 100), figure("E09000028", "FY2009-10", 14, 100)],
    }
    for kind, figures in rows.items():
        batch = NewBatch(kind, f"{kind}-by", kind[0] * 64, f"{kind}.csv", "r" * 64, datetime(2010, 6, 1, tzinfo=UTC))
        named = [row | {"indicator": "cla-three-or-more-placements"} for row in figures]
        with transaction(house.engine) as session:
            record_batch(session, batch, build_figures(named).select(list(FIGURE_SCHEMA)))
    with TestClient(house.app, base_url=BASE, headers=PAGE, raise_server_exceptions=False) as client:
        yield client
    house.engine.dispose()


def test_what_is_published_is_compared_with(compared: TestClient) -> None:
    with seen_by(compared, OFFICER):
        text = Page(compared.get(NI_62)).text
    assert "England: 13%" in text
    assert "Neighbours: 14%, mean of 1" in text


def test_another_council_s_own_figures_never_show_through(compared: TestClient) -> None:
    assert "Neighbours: 46%, mean of 2" in Page(compared.get(NI_62)).text
    for who in (OFFICER, AUDITOR, OWN):
        with seen_by(compared, who):
            answer = compared.get(NI_62)
            assert (answer.status_code, "77" in Page(answer).text, "46%" in answer.text) == (200, False, False)
            assert compared.get(NI_62.replace("E09000023", "E09000022")).status_code == 404


@pytest.mark.parametrize("who", [OFFICER, AUDITOR, OWN])
def test_what_stands_beside_a_figure_leads_to_where_it_comes_from(compared: TestClient, who: Principal) -> None:
    """England's and a neighbour's figure as published have pages of their own, with their source and its file."""
    with seen_by(compared, who):
        links = [link.get("href") for link in Page(compared.get(NI_62)).all("a")]
        for area, value in (("E92000001", "13%"), ("E09000028", "14%")):
            there = NI_62.replace("E09000023", area)
            assert there in links
            text = Page(compared.get(there)).text
            assert (value in text, "pulled.csv" in text, "There is no version" in text) == (True, True, False)


def test_a_recipient_is_led_to_no_page_that_is_not_theirs(compared: TestClient) -> None:
    with seen_by(compared, Principal("reader", "person", (Grant("regulator", None),))):
        assert compared.get(NI_62.replace("E09000023", "E92000001")).status_code == 404
