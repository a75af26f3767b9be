"""The burden over HTTP: the same answer as the verb's, in two formats, and nothing of this machine's read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from returnonce.access.principals import OPERATOR
from tests.contexts import make_context
from tests.repository import ROOT
from tests.shipped import load_ruleset

LEWISHAM = "/v1/burden?place=lewisham&period=FY2009-10"
#: A year of two small returns: the drug partnership's, and three lines that are kept.
SMALL = "/v1/burden?place=lewisham&period=FY2012-13"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """On one empty store for all: nothing here writes."""
    context = make_context(home=tmp_path_factory.mktemp("burden"), ruleset=load_ruleset())
    app = create_app(context, default_principal=OPERATOR)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    context.engine.dispose()


def test_asked_keyed_saved_and_what_came(client: TestClient) -> None:
    body = client.get(LEWISHAM).json()
    counts = body["counts"]
    assert counts["keyed_cells"] - counts["keyed_figures"] == counts["rekeying_avoided"] > 0
    assert sum(row["counts"]["cells"] for row in body["agencies"]) == counts["cells"]
    assert body["collected"]["collected_keyed"] == 0
    assert body["assumptions"]["lewisham"]["tariff"]["assumed"] is True
    assert set(body["definitions"]) >= set(counts)
    assert body["what_if"] is None


@pytest.mark.long
def test_a_year_is_this_one_unless_said_otherwise(client: TestClient) -> None:
    body = client.get("/v1/burden?place=lewisham").json()
    assert (body["from"], body["to"]) == ("2026-04-01", "2027-03-31")


def test_narrowed_to_an_area_an_agency_and_a_return(client: TestClient) -> None:
    trust = client.get(LEWISHAM + "&area=5LF&agency=lewisham-pct&return=vital-signs").json()
    assert [row["code"] for row in trust["returns"]] == ["vital-signs"]
    assert {row["code"] for row in trust["agencies"]} == {"lewisham-pct"}
    assert trust["counts"]["keyed_cells"] > 100


def test_what_if_is_told_and_nothing_is_changed(client: TestClient) -> None:
    before = client.get(SMALL)
    asked = client.get(SMALL + "&drop_line=NI 62&drop=ndtms")
    assert asked.status_code == 200
    what_if = asked.json()["what_if"]
    assert what_if["changes"] == ["Drop line NI 62", "Drop ndtms"]
    cells = what_if["all"]["counts"]["cells"]
    assert (cells["difference"], cells["now"] + cells["difference"]) == (-29, cells["then"])
    again = client.get(SMALL, headers={"If-None-Match": before.headers["etag"]})
    assert (again.status_code, asked.headers["etag"] == before.headers["etag"]) == (304, False)


def test_csv_has_a_row_for_each_measure_of_each_part(client: TestClient) -> None:
    answer = client.get(SMALL + "&drop=ndtms", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    cells = {row["code"]: int(row["now"]) for row in rows if (row["group"], row["measure"]) == ("agency", "cells")}
    (whole,) = (row for row in rows if (row["group"], row["measure"]) == ("all", "cells"))
    assert sum(cells.values()) == int(whole["now"])
    assert int(whole["if_changed"]) - int(whole["now"]) == int(whole["difference"]) == -28
    assert answer.headers["content-disposition"] == 'attachment; filename="burden-2012-04-01-2013-03-31.csv"'


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("place=nowhere", 404, "There is no place 'nowhere'"),
        ("agency=nobody&place=lewisham", 404, "has no agency 'nobody'"),
        ("return=nothing", 404, "There is no return 'nothing'"),
        ("area=Atlantis", 404, "Atlantis"),
        ("period=FY2009-10&from=2009-04-01", 400, "Both a period and dates"),
        ("from=2010-04-01&to=2009-04-01", 400, "is after"),
        ("period=2009", 422, "not clear"),
        ("merge=ndtms", 400, "what is merged into what"),
        (f"add={ROOT}/mappings/returns/crc/", 404, "There is no return"),
        ("add=../../etc/", 404, "There is no return"),
    ],
)
def test_refusals(client: TestClient, query: str, status: int, says: str) -> None:
    answer = client.get(f"/v1/burden?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert says in answer.json()["detail"]


def test_only_so_many_changes_in_one_request(client: TestClient) -> None:
    assert client.get("/v1/burden?" + "&".join(f"drop_line=NI {n}" for n in range(1, 30))).status_code == 422


@pytest.mark.parametrize("path", ["burden", "calendar", "schedule"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2100-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["from", "to"])
def test_a_day_beyond_all_periods_is_refused(client: TestClient, path: str, name: str, day: str) -> None:
    response = client.get(f"/v1/{path}", params={name: day})
    assert response.status_code == 400
    assert "lies outside 1900 to 2099" in response.json()["detail"]


@pytest.mark.parametrize("path", ["burden", "calendar", "schedule"])
@pytest.mark.parametrize(("name", "day"), [("to", "1900-01-01"), ("from", "2099-12-31")])
def test_the_first_and_the_last_day_are_answered(client: TestClient, path: str, name: str, day: str) -> None:
    assert client.get(f"/v1/{path}", params={name: day, "place": "lewisham"}).status_code < 500


@pytest.mark.long
def test_the_description_has_both_forms(client: TestClient) -> None:
    content = client.get("/v1/openapi.json").json()["paths"]["/v1/burden"]["get"]["responses"]["200"]["content"]
    assert {"application/json", "text/csv"} <= content.keys()


@pytest.mark.long
def test_a_number_opens_to_its_rows_in_both_forms(client: TestClient) -> None:
    whole = client.get(LEWISHAM).json()
    opened = client.get("/v1/burden/rows/same_line_again?place=lewisham&period=FY2009-10").json()
    assert opened["comes_to"] == len(opened["rows"]) == whole["counts"]["same_line_again"]
    text = client.get("/v1/burden/rows/same_line_again.csv?place=lewisham&period=FY2009-10").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(opened["rows"])
    assert client.get("/v1/burden/rows/savings?place=lewisham").status_code == 404


def test_the_steps_and_the_agencies_parts_of_returns_add_up(client: TestClient) -> None:
    body = client.get(LEWISHAM).json()
    first, *steps, last = body["waterfall"]
    assert first["left"] + sum(step["change"] for step in steps) == last["left"] == body["counts"]["keyed_figures"]
    for code in ("cells", "worked_out", "keyed_figures"):
        assert sum(row["counts"][code] for row in body["agency_returns"]) == body["counts"][code]
    signs = {row["code"]: (row["sign"], row["number"]) for row in body["reconciled"]}
    asked, came = signs.pop("asked_figures")[1], signs.pop("collected_keyed")[1]
    assert sum(sign * number for code, (sign, number) in signs.items() if code != "taken_over_figures") + asked == came


def test_a_workbook(client: TestClient) -> None:
    answer = client.get(SMALL.replace("/v1/burden", "/v1/burden.xlsx"))
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-disposition"] == 'attachment; filename="burden-2012-04-01-2013-03-31.xlsx"'
