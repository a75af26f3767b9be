"""Returns that are made elsewhere, through the API: when they are due, that they were sent, what the portal said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.api_secrets import SecretTerms, issue_secret
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.settings import Settings
from tests.api.services import CSV
from tests.contexts import make_context
from tests.mappings.scheduled_places import load_kent

SEN2 = "/v1/scheduled-returns/sen2/Kent/FY2026-27/sendings"
CENSUS = "/v1/scheduled-returns/school-census/E10000016/AY2025-26/sendings"
SENT = {"portal": "other", "receipt": "R-1", "sent_by": "Omar", "sent_at": "2026-11-19T15:00:00Z"}
REPORT = b"Severity,Rule,Line,Message\nError,R12,Table 3,Not the sum\nWarning,R2,,Higher\n"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GRANTS = {
    "officer": Grant("officer", "kent"),
    "auditor": Grant("auditor", "kent"),
    "agency": Grant("agency", "kent", frozenset({"kent-e10000016"})),
    "elsewhere": Grant("officer", "lewisham"),
    "regulator": Grant("regulator", returns=frozenset({"sen2"})),
}


@pytest.fixture(scope="module")
def kent(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load_kent(tmp_path_factory.mktemp("kent"))


@pytest.fixture
def client(engine: Engine, settings: Settings, kent: Ruleset) -> TestClient:
    context = make_context(engine, ruleset=kent, clock=FixedClock(NOW), settings=settings)
    return TestClient(create_app(context, default_principal=OPERATOR), raise_server_exceptions=False)


def find(client: TestClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/v1/scheduled-returns", params={"place": "kent", **query})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["scheduled_returns"]
    return rows


def test_they_are_listed_with_their_due_days_and_states(client: TestClient) -> None:
    [sen2] = find(client, period="FY2026-27", **{"return": "sen2"})
    assert sen2["key"] == "kent/kent-e10000016/sen2/FY2026-27/E10000016"
    assert (sen2["needed_by"], sen2["due"], sen2["state"]) == ("2027-03-11", "2027-03-11", "not_started")
    assert (sen2["area"], sen2["area_name"], sen2["stage"]) == ("E10000016", "Kent", None)
    [dols] = find(client, period="FY2026-27", **{"return": "dols"})
    assert (dols["due"], "not established" in dols["explanation"]) == (None, True)
    stages = {row["stage"] for row in find(client, period="AY2025-26", **{"return": "school-census"})}
    assert stages == {"autumn", "spring", "summer"}
    assert len(find(client, **{"from": "2027-03-31", "to": "2027-03-31"})) > 20


def test_it_is_sent_once_however_often_that_is_said(client: TestClient) -> None:
    assert client.get(SEN2).json() == {"sendings": []}
    first = client.post(SEN2, json=SENT)
    assert first.status_code == 201, first.text
    assert first.json() == client.post(SEN2, json=SENT).json()
    assert client.post(SEN2, json=SENT | {"receipt": "R-2"}).json()["number"] == 2
    [one, _] = client.get(SEN2).json()["sendings"]
    assert (one["number"], one["portal"], one["receipt"], one["sent_by"]) == (1, "other", "R-1", "Omar")
    assert (one["sent_at"], one["recorded_at"]) == ("2026-11-19T15:00:00Z", "2026-11-20T12:00:00Z")
    [row] = find(client, period="FY2026-27", **{"return": "sen2"})
    assert (row["state"], row["sent_at"]) == ("received", "2026-11-19T15:00:00Z")


def test_what_the_portal_said_is_loaded_and_read_back(client: TestClient) -> None:
    assert client.post(f"{SEN2}/1/report", content=REPORT, headers=CSV).status_code == 404
    client.post(SEN2, json=SENT)
    loaded = client.post(f"{SEN2}/1/report", params={"file_name": "errors.csv"}, content=REPORT, headers=CSV)
    assert loaded.status_code == 201, loaded.text
    assert loaded.json() == client.post(f"{SEN2}/1/report", content=REPORT, headers=CSV).json()
    [sending] = client.get(SEN2).json()["sendings"]
    [report] = sending["reports"]
    assert report["file_name"] == "errors.csv"
    assert [(one["severity"], one["line"], one["row"]) for one in report["findings"]] == [
        ("error", "Table 3", 2), ("query", None, 3),
    ]  # fmt: skip
    assert find(client, period="FY2026-27", **{"return": "sen2"})[0]["findings"] == 2


def test_what_was_noted_by_mistake_is_taken_back(client: TestClient) -> None:
    client.post(SEN2, json=SENT)
    taken = client.post(f"{SEN2}/1/withdrawal", json={"reason": "wrong year"})
    assert (taken.status_code, taken.json()["taken_back"]) == (200, "wrong year")
    assert client.post(f"{SEN2}/1/withdrawal", json={"reason": "again"}).status_code == 409
    assert find(client, period="FY2026-27", **{"return": "sen2"})[0]["sent_at"] is None


@pytest.mark.parametrize(
    ("path", "content", "status", "words"),
    [
        (SEN2, {"receipt": "R-1"}, 422, "Through which portal sen2 goes is not established"),
        (SEN2, SENT | {"portal": "pigeon"}, 404, "There is no portal 'pigeon'"),
        (SEN2, SENT | {"receipt": " "}, 422, "The receipt is missing"),
        (SEN2, SENT | {"sent_at": "2026-11-21T00:00:00Z"}, 422, "cannot have been sent then"),
        (SEN2, {"portal": "other"}, 422, "receipt"),
        (CENSUS, SENT, 422, "Name the stage, one of autumn, spring, summer"),
        (f"{CENSUS}?stage=winter", SENT, 422, "There is no stage 'winter'"),
        (SEN2.replace("sen2", "lahs"), SENT, 404, "nothing here"),
        (SEN2.replace("Kent", "Nowhere"), SENT, 404, "nothing here"),
        (SEN2.replace("FY2026-27", "2026-27"), SENT, 422, "2026-27"),
    ],
    ids=[
        "no portal", "unknown portal", "blank receipt", "in time to come", "no receipt", "no stage", "unknown stage",
        "not in the schedule", "no such area", "an unclear period",
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_words(
    client: TestClient, path: str, content: dict[str, str], status: int, words: str
) -> None:
    answer = client.post(path, json=content)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_who_may_read_and_who_may_say_that_it_was_sent(client: TestClient, engine: Engine) -> None:
    keys = {}
    with transaction(engine) as session:
        for name, grant in GRANTS.items():
            account = add_account(session, FixedClock(NOW), NewAccount(name), by=OPERATOR)
            grant_role(session, FixedClock(NOW), account, grant, by=OPERATOR)
            keys[name], _ = issue_secret(session, FixedClock(NOW), account, SecretTerms("key"), by=OPERATOR)

    def ask(name: str) -> tuple[int, int, int]:
        headers = {"Authorization": f"Bearer {keys[name]}"}
        return (
            client.get(SEN2, headers=headers).status_code,
            client.post(SEN2, json=SENT, headers=headers).status_code,
            client.post(f"{SEN2}/1/report", content=REPORT, headers=headers | CSV).status_code,
        )

    assert {name: ask(name) for name in keys} == {
        "officer": (200, 201, 201), "auditor": (200, 403, 403), "agency": (200, 404, 404),
        "elsewhere": (404, 404, 404), "regulator": (403, 403, 403),
    }  # fmt: skip
