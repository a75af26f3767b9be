"""Definitions through the API: searched, narrowed, paged, and as the files of two standards."""

from __future__ import annotations

import csv
from typing import Any

import httpx2
import pytest
from pysdmx.io import read_sdmx
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from mappings.ruleset.app_context import AppContext
from returnonce.access.principals import ANONYMOUS, Principal
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.exports.editions.worlds import OFFICER
from tests.shipped import load_ruleset

LISTS = {
    "catalogue": "indicators", "returns": "returns", "mappings": "mappings", "areas": "areas", "periods": "periods",
}  # fmt: skip


@pytest.fixture
def context(sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock) -> AppContext:
    return make_context(sqlite_engine, ruleset=load_ruleset(), clock=clock, settings=sqlite_settings)


@pytest.fixture
def client(context: AppContext) -> TestClient:
    return client_of(context, ANONYMOUS)


@pytest.fixture
def officer(context: AppContext) -> TestClient:
    return client_of(context, OFFICER)


def client_of(context: AppContext, who: Principal) -> TestClient:
    app = create_app(context, default_principal=who)
    state_of(app).rate_limits = RateLimits(requests=10_000)
    return TestClient(app, raise_server_exceptions=False)


def ask(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()[LISTS[path]]
    return rows


@pytest.mark.parametrize("path", LISTS)
def test_pages_make_up_the_list(client: TestClient, path: str) -> None:
    whole, pages = ask(client, path, limit=1_000), []
    address = f"/v1/{path}?limit={max(1, len(whole) // 3)}"
    while address:
        answer = client.get(address)
        pages.append(answer.json()[LISTS[path]])
        address = answer.links.get("next", {}).get("url", "")
    assert [row for page in pages for row in page] == whole
    assert len(pages) >= 3
    assert client.get(f"/v1/{path}?limit=1001").status_code == 422


def test_without_a_limit_definitions_come_whole(client: TestClient) -> None:
    ruleset = load_ruleset()
    assert [row["code"] for row in ask(client, "catalogue")] == list(ruleset.catalogue)
    assert len(ask(client, "mappings")) == sum(len(each.lines) for each in ruleset.returns.values())


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "query", "field", "some"),
    [("catalogue", {"q": "PLACEMENTS three"}, "code", "cla-three-or-more-placements"),
     ("returns", {"q": "vital"}, "return", "vital-signs"),
     ("mappings", {"q": "NI 62", "return": "national-indicators"}, "subject_id", "NI 62"),
     ("mappings", {"indicator": "cla-three-or-more-placements"}, "subject_id", "NI 62"),
     ("areas", {"q": "nottingham", "kind": "county"}, "code", "E10000024"),
     ("periods", {"kind": "quarter", "from": "2009-06-30", "to": "2009-12-31"}, "code", "FY2009-10-Q3"),
     ("periods", {"q": "2026-27"}, "code", "FY2026-27")],
)  # fmt: skip
def test_what_is_searched_for_is_among_fewer(
    client: TestClient, path: str, query: dict[str, str], field: str, some: str
) -> None:
    found, whole = ask(client, path, **query), ask(client, path)
    assert some in [row[field] for row in found]
    assert len(found) < len(whole) or path == "periods"
    assert ask(client, path, q="no such words anywhere") == []


def test_an_area_says_its_neighbours_nearest_first(client: TestClient) -> None:
    kent = client.get("/v1/areas/Kent").json()
    book = load_ruleset().areas
    assert [near["code"] for near in kent["neighbours"]] == [*book.neighbours(kent["code"])]
    assert [near["name"] for near in kent["neighbours"]] == [book.get(near["code"]).name for near in kent["neighbours"]]
    assert len(kent["neighbours"]) == 10
    assert client.get("/v1/areas/E12000007").json()["neighbours"] == []


@pytest.mark.parametrize("path", ["agencies", "sharing-agreements"])
def test_a_place_that_there_is_not_is_not_found(officer: TestClient, path: str) -> None:
    answer = officer.get(f"/v1/{path}?place=lewishm")
    assert (answer.status_code, "lewisham" in answer.text) == (404, True), answer.text


@pytest.mark.parametrize("query", ["place=lewisham", "q=LEWISHAM pct", "q=lewisham&limit=1"])
def test_agencies_are_searched(officer: TestClient, query: str) -> None:
    whole = officer.get("/v1/agencies").json()["agencies"]
    asked = httpx2.QueryParams(query)
    words = asked.get("q", "").casefold().split()
    agencies, address = [], f"/v1/agencies?{query}"
    while address:
        answer = officer.get(address)
        agencies += answer.json()["agencies"]
        address = answer.links.get("next", {}).get("url", "")
    assert agencies == [
        one for one in whole
        if one["place"] == asked.get("place", one["place"]) and all(_is_in(word, one) for word in words)
    ]  # fmt: skip
    assert 0 < len(agencies) < len(whole)
    assert officer.get("/v1/agencies?q=no such words anywhere").json() == {"agencies": []}


def _is_in(word: str, agency: dict[str, Any]) -> bool:
    return word in f"{agency['code']} {agency['name']}".casefold()


def test_periods_say_their_days_and_how_sdmx_writes_them(client: TestClient) -> None:
    [row] = ask(client, "periods", kind="financial_year", **{"from": "2010-03-31", "to": "2010-03-31"})
    assert row == {
        "code": "FY2009-10", "kind": "financial_year", "title": row["title"], "from": "2009-04-01", "to": "2010-03-31",
        "sdmx": "2009-04-01/P1Y",
    }  # fmt: skip
    assert client.get("/v1/periods", params={"from": "2011-01-01", "to": "2010-01-01"}).status_code == 400


@pytest.mark.long
def test_the_files_of_two_standards_are_served_with_a_tag(client: TestClient) -> None:
    structure = client.get("/v1/structure", params={"return": ["vital-signs", "national-indicators"]})
    assert structure.headers["content-type"].startswith("application/vnd.sdmx.structure+json")
    assert {flow.id for flow in read_sdmx(structure.text).get_dataflows()} == {"VITAL_SIGNS", "NATIONAL_INDICATORS"}
    mappings = client.get("/v1/mappings/sssom.tsv", params={"return": "crc"})
    assert mappings.headers["content-type"].startswith("text/tab-separated-values")
    rows = [line for line in mappings.text.splitlines() if not line.startswith("#")]
    assert len(list(csv.DictReader(rows, delimiter="\t"))) == len(load_ruleset().returns["crc"].lines)
    for answer, path in ((structure, structure.request.url), (mappings, mappings.request.url)):
        assert client.get(str(path), headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert answer.headers["ruleset"] == load_ruleset().hash


@pytest.mark.parametrize("path", ["structure?return=none", "mappings?return=none", "mappings/sssom.tsv?return=none"])
def test_a_return_that_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/v1/{path}").status_code == 404
