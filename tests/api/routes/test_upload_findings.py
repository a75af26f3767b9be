"""Findings of a file have an address of their own, as JSON and CSV, whether it was taken, refused or only checked."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.app_state import state_of
from api.uploads.serializers import FINDING_COLUMNS
from collectors.records.purge import purge_due
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.api.routes.test_uploads import ELSEWHERE, received, work
from tests.api.services import AGENCY, BAD, GOOD, HEAD, client_of, send, service
from tests.conftest import NOON

#: A file with an error in each row, and more of them than a page.
MANY = HEAD + b"".join(b"NI 62,Lewisham,2009,,,%d,450,,,,\n" % n for n in range(150))


@pytest.fixture
def app(engine: Engine, settings: Settings) -> FastAPI:
    return service(settings, engine=engine)


def read_pages(client: TestClient, where: str) -> list[dict[str, str]]:
    """All rows as CSV, page by page."""
    rows, following = [], where
    while following:
        answer = client.get(following, headers={"Accept": "text/csv"})
        assert answer.status_code == 200
        rows += csv.DictReader(StringIO(answer.text))
        following = answer.links.get("next", {}).get("url", "")
    return rows


def test_a_refused_file_has_all_its_findings_at_an_address(app: FastAPI) -> None:
    client = client_of(app)
    refused = send(client, MANY).json()
    rows = read_pages(client, f"{refused['all_findings']}?limit=40")
    assert [int(row["position"]) for row in rows] == list(range(1, len(rows) + 1))
    assert list(rows[0]) == list(FINDING_COLUMNS)
    errors = [row for row in rows if row["severity"] == "error"]
    assert [int(row["row"]) for row in errors] == list(range(2, 152))
    assert {(row["file"], row["column"], row["code"], row["value"]) for row in errors} == {
        ("figures.csv", "period", "period-unclear", "2009")
    }
    assert all(row["detail"] and row["why"] and row["mend"] for row in rows)
    shown = client.get(refused["all_findings"], params={"limit": 1000}).json()
    assert shown["file_name"] == "figures.csv"
    assert [str(one["position"]) for one in shown["findings"]] == [row["position"] for row in rows]
    assert [one["why"] for one in shown["findings"]] == [row["why"] for row in rows]


def test_a_file_that_was_judged_in_its_turn_has_them_too(engine: Engine, settings: Settings) -> None:
    app = service(settings.model_copy(update={"upload_at_once": 0}), engine=engine)
    client = client_of(app)
    where = received(client, MANY)
    assert client.get(where).json()["all_findings"] is None
    assert client.get(f"{where}/findings").status_code == 404
    work(app)
    listed = send(client, MANY, check_only=True, headers={"Accept": "text/csv"})
    assert read_pages(client, client.get(where).json()["all_findings"]) == list(csv.DictReader(StringIO(listed.text)))


def test_only_a_check_keeps_nothing(app: FastAPI) -> None:
    client = client_of(app)
    checked = send(client, MANY, check_only=True)
    assert (checked.status_code, "all_findings" in checked.json()) == (422, False)
    assert list(state_of(app).context.vault.cases()) == []
    listed = send(client, MANY, check_only=True, headers={"Accept": "text/csv"})
    assert read_pages(client, send(client, MANY).json()["all_findings"] + "?limit=1000") == list(
        csv.DictReader(StringIO(listed.text))
    )


def test_an_accepted_file_has_them_at_its_receipt(app: FastAPI) -> None:
    client = client_of(app)
    receipt = send(client, GOOD).json()
    rows = read_pages(client, receipt["all_findings"])
    shown = client.get(receipt["all_findings"]).json()
    assert [row["why"] for row in rows] == [one["why"] for one in shown["findings"]]
    assert {row["file"] for row in rows} <= {"figures.csv"}


@pytest.mark.long
def test_they_are_the_agencys_own_and_go_after_a_while(engine: Engine, settings: Settings, app: FastAPI) -> None:
    where = send(client_of(app), BAD).json()["all_findings"]
    assert client_of(service(settings, engine=engine, unsigned=ELSEWHERE)).get(where).status_code == 404
    context = state_of(app).context
    vars(context)["clock"] = FixedClock(NOON.replace(year=NOON.year + 1))
    purge_due(context)
    assert client_of(app).get(where).status_code == 404


def test_the_same_refused_file_under_one_key_has_one_address(app: FastAPI) -> None:
    client, key = client_of(app), {"Idempotency-Key": "one"}
    addresses = {send(client, BAD, headers=key).json()["all_findings"] for _ in range(2)}
    assert len(addresses) == 1
    assert client.get("/v1/submissions", params={"agency": AGENCY}).json()["submissions"] == []


#: Columns exchanged, with a blank one among them: the period stands in column A, the area in D.
EXCHANGED = b"period,denominator,,area,indicator,numerator\n%s,450,,Lewisham,NI 62,45\n"


def test_every_finding_names_its_column_by_letter(app: FastAPI) -> None:
    client = client_of(app)
    refused = send(client, EXCHANGED % b"2009")
    [wrong] = [one for one in refused.json()["errors"] if one["severity"] == "error"]
    assert (wrong["column"], wrong["column_letter"], wrong["where"]) == ("period", "A", "row 2, column A (period)")
    rows = read_pages(client, refused.json()["all_findings"])
    assert {(row["column"], row["column_letter"]) for row in rows} == {("period", "A"), ("area", "D")}
    checked = send(client, EXCHANGED % b"2009", check_only=True, headers={"Accept": "text/csv"})
    assert list(csv.DictReader(StringIO(checked.text))) == rows


def test_an_accepted_file_keeps_its_letters_and_an_older_one_has_none(app: FastAPI, engine: Engine) -> None:
    client = client_of(app)
    receipt = send(client, EXCHANGED % b"FY2009-10").json()
    assert [(one["column"], one["column_letter"]) for one in receipt["findings"] if one["column"]] == [("area", "D")]
    again = client.get(f"/v1/submissions/{receipt['submission']}").json()
    assert again["findings"] == receipt["findings"]
    listed = client.get(receipt["all_findings"]).json()["findings"]
    assert [one["column_letter"] for one in listed if one["column"]] == ["D"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM finding_column"))
    assert {row["column_letter"] for row in read_pages(client, receipt["all_findings"])} == {""}
