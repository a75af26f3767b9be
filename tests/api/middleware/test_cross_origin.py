"""OPTIONS everywhere; scripts of other sites read what everybody may read, and nothing else. Who asks is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app_state import state_of
from api.openapi import operations
from returnonce.access.principals import ANONYMOUS
from returnonce.access.rate_limits import RateLimits
from returnonce.settings import Settings
from tests.api.services import client_of, service

ASKS = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = service(Settings(home=tmp_path_factory.mktemp("origins")), unsigned=ANONYMOUS)
    yield client_of(app)
    state_of(app).context.engine.dispose()


@pytest.mark.long
def test_what_is_public_may_be_read_from_elsewhere(client: TestClient) -> None:
    for path in ("/v1/catalogue", "/v1/editions", "/v1/areas/nowhere", "/v1/openapi.json"):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
        told = client.options(path, headers=ASKS)
        assert (told.status_code, told.headers["access-control-allow-origin"]) == (204, "*")
        assert "Authorization" not in told.headers["access-control-allow-headers"]


def test_what_is_not_public_may_not(client: TestClient) -> None:
    for path in ("/v1/me", "/v1/figures", "/v1/webhooks", "/v1/returns/crc/Lewisham/FY2024-25", "/health"):
        assert "access-control-allow-origin" not in client.get(path).headers
        assert "access-control-allow-origin" not in client.options(path, headers=ASKS).headers
    for headers in ({"Authorization": "Bearer ro_x"}, {"Cookie": "session=x"}):
        assert "access-control-allow-origin" not in client.get("/v1/catalogue", headers=headers).headers
    asks = ASKS | {"Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.options("/v1/editions", headers=asks).headers


def test_nothing_is_public_where_nobody_is_somebody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """At a console of one's own any web site could read along."""
    app = service(Settings(home=tmp_path_factory.mktemp("console")))
    console = client_of(app)
    assert "access-control-allow-origin" not in console.get("/v1/catalogue").headers
    assert "access-control-allow-origin" not in console.options("/v1/catalogue", headers=ASKS).headers
    state_of(app).context.engine.dispose()


@pytest.mark.long
def test_every_path_says_what_it_takes(client: TestClient) -> None:
    document = client.app.openapi()  # type: ignore[attr-defined]
    for path in document["paths"]:
        taken = {method.upper() for way, method, _ in operations(document) if way == path}
        address = re.sub(r"[{}]", "", path).replace("{", "")
        told = client.options(address)
        assert told.status_code == 204, path
        allowed = set(told.headers["allow"].split(", "))
        assert allowed >= taken | {"OPTIONS"} | ({"HEAD"} if "GET" in taken else set()), path
        refused = client.request(next(each for each in ("PATCH", "PUT") if each not in allowed), address)
        assert refused.status_code == 405, path
        assert set(refused.headers["allow"].split(", ")) == allowed
    assert client.options("/v1/nothing").status_code == 404


def test_nobody_known_is_counted_by_address(client: TestClient) -> None:
    state_of(client.app).rate_limits = RateLimits(requests=7)  # type: ignore[arg-type]
    lefts = []
    for method, path, status in (
        ("GET", "/v1/catalogue", 200), ("GET", "/v1/nothing", 404), ("GET", "/v1/me", 401),
        ("GET", "/v1/editions?zzz=1", 422), ("DELETE", "/v1/editions", 405), ("POST", "/v1/catalogue", 405),
        ("GET", "/v1/openapi.json", 200),
    ):  # fmt: skip
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["ratelimit-policy"]) == (status, '"address";q=7;w=60'), path
        lefts.append(int(re.search(r"r=(\d+)", answer.headers["ratelimit"])[1]))  # type: ignore[index]
    assert lefts == [6, 5, 4, 3, 2, 1, 0]
    spent = client.get("/v1/catalogue")
    assert spent.status_code == 429
    assert spent.headers["ratelimit"].startswith('"address";r=0;t=')
    assert spent.headers["retry-after"] == spent.headers["ratelimit"].rpartition("t=")[2]
    assert "shows a key" in spent.json()["mend"]
