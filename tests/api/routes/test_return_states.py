"""Who has not sent a return yet, through the API: as its recipient, as an officer, and as those who may not know."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.schemas.return_states import StateOfReturn
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.principals import ANONYMOUS, OPERATOR, Grant, Principal
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.mappings.scheduled_places import load_kent

NOW = datetime(2027, 4, 1, 12, tzinfo=UTC)
SEN2 = "/v1/returns/sen2/FY2026-27/state"
SENT = {"portal": "other", "receipt": "R-1", "sent_by": "Omar", "sent_at": "2027-03-13T15:00:00Z"}
REGULATOR = Principal("hub", "client", (Grant("regulator", returns=frozenset({"sen2", "school-census", "ssda903"})),))
ELSEWHERE = Principal("eve", "person", (Grant("officer", "lewisham"),))
NARROW = Principal("nina", "client", (Grant("regulator", areas=frozenset({"E10000024"})),))
AGENCY = Principal("agata", "person", (Grant("agency", "kent", frozenset({"kent-e10000016"})),))
Client = Callable[..., TestClient]


@pytest.fixture(scope="module")
def kent(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load_kent(tmp_path_factory.mktemp("kent"))


@pytest.fixture
def client(engine: Engine, settings: Settings, kent: Ruleset) -> Client:
    def of(who: Principal = REGULATOR, now: datetime = NOW) -> TestClient:
        context = make_context(engine, ruleset=kent, clock=FixedClock(now), settings=settings)
        return TestClient(create_app(context, default_principal=who), raise_server_exceptions=False)

    return of


def ask(client: TestClient, path: str = SEN2, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    StateOfReturn.model_validate(answer.json())
    return dict(answer.json())


@pytest.mark.long
def test_a_return_made_elsewhere_is_late_until_it_is_known_to_be_sent(client: Client) -> None:
    before = ask(client())
    [row] = before["areas"]
    assert (before["return"], before["period"], before["states"]) == ("sen2", "FY2026-27", {"not_started": 1})
    assert (row["area"], row["area_name"], row["due"], row["late_by"]) == ("E10000016", "Kent", "2027-03-11", 21)
    sent = client(OPERATOR).post("/v1/scheduled-returns/sen2/Kent/FY2026-27/sendings", json=SENT)
    assert sent.status_code == 201, sent.text
    [row] = ask(client())["areas"]
    assert (row["state"], row["needed"], row["received"], row["late_by"]) == ("received", 1, 1, 2)
    assert row["completed_at"] == "2027-03-13T15:00:00Z"
    # It was noted on 1 April that it had been sent.
    [then] = ask(client(), as_of="2027-03-20T00:00:00Z")["areas"]
    assert (then["state"], then["received"], then["late_by"]) == ("not_started", 0, 9)
    [late] = ask(client(), as_of="2099-01-01T00:00:00Z")["areas"]
    assert late == row


def test_each_stage_and_each_return_of_records_has_its_state(client: Client) -> None:
    stages = ask(client(), "/v1/returns/school-census/AY2025-26/state")
    assert [row["stage"] for row in stages["areas"]] == ["autumn", "spring", "summer"]
    # Two places make it here from records; Kent makes it elsewhere.
    records = ask(client(), "/v1/returns/ssda903/FY2026-27/state")["areas"]
    assert [row["area"] for row in records] == ["E09000023", "E10000016", "E10000024"]
    assert {(row["state"], row["needed"], row["received"]) for row in records} == {("not_started", 1, 0)}
    early = ask(client(now=datetime(2026, 6, 1, tzinfo=UTC)), "/v1/returns/ssda903/FY2026-27/state")
    assert (early["states"]["not_yet_open"], early["areas"][0]["late_by"]) == (2, None)


@pytest.mark.long
def test_rows_are_chosen_by_state_and_lateness_and_come_as_csv_under_a_tag(client: Client) -> None:
    path = "/v1/returns/school-census/AY2025-26/state"
    assert len(ask(client(), path, state=["not_started", "published"])["areas"]) == 3
    assert ask(client(), path, state="published")["areas"] == []
    late = ask(client(), path, late=True)["areas"] + ask(client(), path, late=False)["areas"]
    assert len(late) == 3
    answer = client().get(SEN2, headers={"Accept": "text/csv"})
    [row] = csv.DictReader(StringIO(answer.text))
    assert (row["return"], row["area"], row["state"], row["late_by"]) == ("sen2", "E10000016", "not_started", "21")
    assert (
        client().get(SEN2, headers={"Accept": "text/csv", "If-None-Match": answer.headers["etag"]}).status_code == 304
    )


@pytest.mark.parametrize("who", [ELSEWHERE, NARROW])
def test_who_may_not_read_editions_of_an_area_sees_no_row_of_it(client: Client, who: Principal) -> None:
    assert ask(client(who))["areas"] == []


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [(AGENCY, SEN2, 403), (ANONYMOUS, SEN2, 401), (REGULATOR, "/v1/returns/none/FY2026-27/state", 404)],
)
def test_who_may_read_no_edition_is_told_so(client: Client, who: Principal, path: str, status: int) -> None:
    assert client(who).get(path).status_code == status


@pytest.mark.parametrize(("query", "status"), [({"state": "eaten"}, 422), ({"late": "perhaps"}, 422)])
def test_what_is_no_state_is_refused(client: Client, query: dict[str, str], status: int) -> None:
    assert client().get(SEN2, params=query).status_code == status
