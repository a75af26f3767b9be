"""Over real HTTP machinery: each first route, each format, each kind of refusal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from indicators.figures.batches import NewBatch, record_batch
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from returnonce.db import transaction
from tests.conftest import NOON
from tests.contexts import make_context
from tests.indicators.figures.test_store import figures
from tests.shipped import load_ruleset

FILLED = "/v1/returns/national-indicators/E09000023/FY2009-10"


@pytest.fixture
def client(engine: Engine, clock: FixedClock, tmp_path: Path) -> Iterator[TestClient]:
    cell = {"indicator": "cla-three-or-more-placements", "numerator": 45_000_000, "denominator": 450_000_000}
    batch = NewBatch("submitted", "lewisham-children", "ab" * 32, "children.csv", "rules", NOON)
    with transaction(engine) as session:
        record_batch(session, batch, figures(cell))
    app = create_app(make_context(engine, tmp_path, load_ruleset(), clock=clock), default_principal=OPERATOR)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_the_catalogue_is_listed_and_shown(client: TestClient) -> None:
    listed = client.get("/v1/catalogue").json()["indicators"]
    assert len(listed) == len(load_ruleset().catalogue)
    shown = client.get("/v1/catalogue/cla-three-or-more-placements").json()
    assert shown["unit"] == "percentage"


def test_a_mapping_shows_every_row(client: TestClient) -> None:
    lines = client.get("/v1/mappings/core-data-set").json()["lines"]
    assert {row["subject_id"] for row in lines} >= {"CORE 1", "CORE 67"}


def test_the_returns_are_listed(client: TestClient) -> None:
    returns = {each["return"] for each in client.get("/v1/returns").json()["returns"]}
    assert returns == {
        "ascof", "core-data-set", "crc", "local-area-agreement", "national-indicators", "ndtms", "ofsted-profile",
        "treatment-outcomes", "vital-signs",
    }  # fmt: skip


@pytest.mark.parametrize("how", ["accept", "format"])
def test_a_filled_return_is_the_same_in_three_formats(client: TestClient, how: str) -> None:
    def get(media: str, name: str) -> bytes:
        asked = {"headers": {"Accept": media}} if how == "accept" else {"params": {"format": name}}
        answer = client.get(FILLED, **asked)
        assert answer.status_code == 200, answer.text
        return answer.content

    document = json.loads(get("application/json", "json"))
    cells = {cell["line"]: cell for cell in document["cells"]}
    assert cells["NI 62"]["value"] in {10, "10"}
    rows = list(csv.reader(io.StringIO(get("text/csv", "csv").decode("utf-8-sig"))))
    assert any("NI 62" in row and "10" in row for row in rows)
    book = openpyxl.load_workbook(
        BytesIO(get("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"))
    )
    actual_rows = [row for sheet in book for row in sheet.iter_rows(values_only=True) if "NI 62" in row]
    assert any(10 in row for row in actual_rows)


def test_who_has_the_bytes_is_told_so(client: TestClient) -> None:
    first = client.get(FILLED)
    again = client.get(FILLED, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/nowhere", {}, 404),
        ("/v1/catalogue/no-such-indicator", {}, 404),
        ("/v1/mappings/no-such-return", {}, 404),
        ("/v1/returns/no-such-return/E09000023/FY2009-10", {}, 404),
        ("/v1/returns/national-indicators/E00000000/FY2009-10", {}, 404),
        ("/v1/returns/national-indicators/E09000023/2009-20", {}, 422),
        (FILLED + "?as_of=yesterday", {}, 400),
        (FILLED + "?as_of=2026-01-01T00:00:00", {}, 400),
        (FILLED + "?format=pdf", {}, 422),
        (FILLED, {"Accept": "application/pdf"}, 406),
    ],
)
def test_each_refusal_is_a_problem_document(
    client: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_a_wrong_method_is_a_problem_document(client: TestClient) -> None:
    answer = client.post("/v1/catalogue")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


def test_the_past_can_be_asked_for(client: TestClient) -> None:
    before = client.get(FILLED, params={"as_of": "2020-01-01T00:00:00Z"}).json()
    cell = next(cell for cell in before["cells"] if cell["line"] == "NI 62")
    assert cell["symbol"] == "not_available"
