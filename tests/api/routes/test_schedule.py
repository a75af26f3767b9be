"""The schedule over HTTP: filters, both forms, tags, refusals, and what OpenAPI promises."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.schemas.schedule import Completeness, Obligations, Schedule
from indicators.figures.batches import NewBatch, record_batch
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from returnonce.db import open_store, transaction
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.indicators.figures.test_store import figures
from tests.shipped import load_ruleset
from tests.stores import copied

FRIDAY = datetime(2010, 5, 14, 15, tzinfo=UTC)
YEAR = {"from": "2009-04-01", "to": "2010-03-31"}
CHILDREN = "lewisham-childrens-services"


@pytest.fixture(scope="module")
def client(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """For reading only."""
    home = tmp_path_factory.mktemp("schedule")
    copied(made, home)
    engine = open_store(Settings(home=home))
    cell = {"indicator": "cla-three-or-more-placements", "numerator": 45_000_000, "denominator": 450_000_000}
    batch = NewBatch("submitted", CHILDREN, "ab" * 32, "children.csv", "rules", datetime(2010, 5, 3, 9, tzinfo=UTC))
    with transaction(engine) as session:
        record_batch(session, batch, figures(cell))
    app = create_app(make_context(engine, home, load_ruleset(), clock=FixedClock(FRIDAY)), default_principal=OPERATOR)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    engine.dispose()


def rows(client: TestClient, path: str = "/v1/schedule", **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params=YEAR | {"return" if k == "return_code" else k: v for k, v in asked.items()})
    assert answer.status_code == 200, answer.text
    [held] = [value for value in answer.json().values() if isinstance(value, list)]
    return held


def test_the_schedule_says_how_far_each_collection_is(client: TestClient) -> None:
    [row] = rows(client, agency=CHILDREN, state="part_received")
    assert (row["return"], row["period"], row["accepted"], row["received_at"]) == (
        "national-indicators", "FY2009-10", 1, "2010-05-03T09:00:00Z",
    )  # fmt: skip
    assert row["days_left"] > 0
    assert row["why_state"].startswith(f"1 of {row['owed']} figures came.")


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"place": "lewisham"}, lambda row: row["place"] == "lewisham"),
        ({"agency": "lewisham-pct"}, lambda row: row["agency"] == "lewisham-pct"),
        ({"return_code": "vital-signs"}, lambda row: "vital-signs" in row["returns"]),
        ({"state": "late"}, lambda row: row["state"] == "late"),
        ({"state": ["late", "not_started"]}, lambda row: row["state"] in {"late", "not_started"}),
    ],
)
def test_filters_keep_exactly_what_they_name(client: TestClient, asked: dict[str, Any], holds: Any) -> None:
    every = rows(client)
    row_list = rows(client, **asked)
    assert row_list == [row for row in every if holds(row)]
    assert 0 < len(row_list) < len(every)


@pytest.mark.parametrize(("sort", "of"), [("agency", "agency"), ("-due", "due"), ("-late_by", "late_by")])
def test_rows_are_sorted(client: TestClient, sort: str, of: str) -> None:
    told = [row[of] for row in rows(client, sort=sort) if row[of] is not None]
    assert told == sorted(told, reverse=sort.startswith("-"))


def test_an_instant_gives_the_state_then(client: TestClient) -> None:
    [row] = rows(client, agency=CHILDREN, as_of="2010-05-03T08:59:59Z", return_code="national-indicators")
    assert (row["state"], row["accepted"]) == ("not_started", 0)


@pytest.mark.parametrize("path", ["/v1/schedule", "/v1/schedule/obligations", "/v1/completeness"])
def test_both_forms_hold_the_same_rows_under_a_strong_tag(client: TestClient, path: str) -> None:
    response = client.get(path, params=YEAR)
    sheet = client.get(path, params=YEAR, headers={"Accept": "text/csv"})
    held = list(csv.DictReader(io.StringIO(sheet.text)))
    assert [row["place"] for row in held] == [row["place"] for row in rows(client, path)]
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.headers["etag"] != response.headers["etag"]
    again = client.get(path, params=YEAR, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, params=YEAR, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "form"),
    [("/v1/schedule", Schedule), ("/v1/schedule/obligations", Obligations), ("/v1/completeness", Completeness)],
)
def test_openapi_says_what_comes(client: TestClient, path: str, form: Any) -> None:
    answer = client.get(path, params=YEAR).json()
    [name] = [name for name, value in answer.items() if isinstance(value, list)]
    form.model_validate(answer)
    said = client.get("/v1/openapi.json").json()
    schema = said["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    row = said["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]["properties"][name]["items"]["$ref"]
    properties = said["components"]["schemas"][row.rsplit("/", 1)[1]]["properties"]
    told = {*answer[name][0]}
    assert told <= {*properties} or path.endswith("obligations")
    assert {*properties} <= told
    assert "text/csv" in said["paths"][path]["get"]["responses"]["200"]["content"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"state": "asleep"}, 422), ({"from": "yesterday"}, 422), ({"sort": "colour"}, 422),
        ({"place": "atlantis"}, 404), ({"agency": "nobody"}, 404), ({"return": "tax"}, 404),
        ({"from": "2011-01-01", "to": "2010-01-01"}, 400), ({"as_of": "noon"}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_problem(client: TestClient, asked: dict[str, str], status: int) -> None:
    answer = client.get("/v1/schedule", params=asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_completeness_has_exact_shares_and_a_trend(client: TestClient) -> None:
    row_list = rows(client, "/v1/completeness", agency="lewisham-pct", periods=2)
    quarters = [row for row in row_list if row["kind"] == "quarter"]
    assert [row["period"] for row in quarters] == ["FY2009-10-Q2", "FY2009-10-Q3"]
    assert {row["on_time_share"] for row in quarters} == {"0.0"}
    assert {row["complete_direction"] for row in quarters} == {"level"}
    assert client.get("/v1/completeness", params={"periods": 0}).status_code == 422


def test_no_figure_is_a_binary_float(client: TestClient) -> None:
    for path in ("/v1/schedule", "/v1/completeness"):
        text = client.get(path, params=YEAR).text
        json.loads(text, parse_float=pytest.fail)


@pytest.mark.parametrize("path", ["/v1/schedule", "/v1/schedule/obligations", "/v1/completeness"])
@pytest.mark.parametrize(
    "asked",
    [
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"from": "0001-01-01", "to": "0001-12-31"},
        {"as_of": "0001-01-01T00:00:00Z"},
        {"as_of": "0001-01-01T00:00:00+14:00"},
        {"as_of": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_days_centuries_away_are_refused_and_not_counted(client: TestClient, path: str, asked: dict[str, str]) -> None:
    answer = client.get(path, params=asked)
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert "lies outside 1900 to 2" in answer.json()["detail"]
