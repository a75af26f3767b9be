"""Parameters that a route does not have, parameters given twice, and instants that are none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app_state import state_of
from api.openapi import operations
from returnonce.settings import Settings
from tests.api.services import client_of, service


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = service(Settings(home=tmp_path_factory.mktemp("queries")))
    yield client_of(app)
    state_of(app).context.engine.dispose()


@pytest.mark.parametrize(
    ("address", "where", "mend"),
    [
        ("/v1/editions?perod=FY2009-10", "query.perod", "Did you mean period?"),
        ("/v1/editions?AREA=Lewisham", "query.AREA", "Did you mean area?"),
        ("/v1/me?who=me", "query.who", "Leave it out: nothing can be named here."),
        ("/v1/catalogue?zzz=1", "query.zzz", "Parameters here are: place, q, as_of"),
        ("/v1/submissions?limit=1&limit=2", "query.limit", "Give it once."),
        ("/v1/burden?area=", "query.area", "Leave it out, or give it a value."),
        ("/v1/schedule?place=&state=late", "query.place", "Leave it out, or give it a value."),
        ("/v1/cells?area=E10000002&area=", "query.area", "Leave it out, or give it a value."),
        ("/v1/burden/rows/keyed?drop=ndtms", "query.drop", "Parameters here are: place"),
        ("/v1/burden.csv?format=json", "query.format", "Did you mean from?"),
    ],
)
def test_a_parameter_that_is_not_there_is_refused_by_name(
    client: TestClient, address: str, where: str, mend: str
) -> None:
    answer = client.get(address)
    body = answer.json()
    assert answer.status_code == 422, body
    assert (body["where"], body["mend"][: len(mend)]) == (where, mend)
    assert [fault["where"] for fault in body["errors"]] == [where]


def test_a_search_for_no_word_finds_everything(client: TestClient) -> None:
    assert client.get("/v1/areas?q=").json() == client.get("/v1/areas").json()


def test_every_route_under_v1_refuses_them(client: TestClient) -> None:
    """One machine for all; a route that is not included with it passes over what it does not know."""
    lax = []
    for path, method, _ in operations(client.app.openapi()):  # type: ignore[attr-defined]
        if path.startswith("/v1/"):
            answer = client.request(method, path.replace("{", "").replace("}", "") + "?not_a_parameter=1")
            if answer.status_code != 422 or "not_a_parameter" not in answer.text:
                lax.append(f"{method} {path}: {answer.status_code}")
    mend = "include the router with dependencies=[Depends(check_query)], as api/app.py does:\n"
    assert not lax, mend + "\n".join(lax)


@pytest.mark.long
def test_what_may_be_given_again_may_be(client: TestClient) -> None:
    assert client.get("/v1/schedule?state=late&state=complete").status_code != 400
    assert client.get("/v1/burden?drop=ndtms&drop=ndtms").status_code == 200


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("20991231", "End it with Z"),
        ("2026-04-01T00:00:00", "End it with Z"),
        ("1775000000", "Write it like"),
        ("yesterday", "Write it like"),
        ("9999-01-01T00:00:00Z", "Correct the year."),
    ],
)
def test_an_instant_is_text_with_a_zone(client: TestClient, text: str, mend: str) -> None:
    for address in ("/v1/editions?after=", "/v1/catalogue?as_of=", "/v1/schedule?as_of="):
        body = client.get(address + text).json()
        assert body["status"] == 400
        assert body["mend"].startswith(mend), body


@pytest.mark.parametrize("text", ["20991231", "86400", "2026-04-01T00:00:00Z", "1.4.2026"])
def test_a_day_is_written_as_one(client: TestClient, text: str) -> None:
    for address in ("/v1/calendar?from=", "/v1/schedule?to=", "/v1/burden?from="):
        body = client.get(address + text).json()
        assert (body["status"], body["mend"]) == (422, "Write it like 2026-04-01.")
