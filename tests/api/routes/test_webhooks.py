"""Recipients keep their own webhooks: what they give is judged, and what is another's is not there."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from returnonce.access.principals import Grant, Principal
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from tests.contexts import make_context
from tests.shipped import load_ruleset

URL = "https://returns.example.org/hook"
HUB = Principal("hub", "client", (Grant("regulator", returns=frozenset({"national-indicators"})),))
OTHER = Principal("other", "client", (Grant("regulator", returns=frozenset({"vital-signs"})),))
OFFICER = Principal("ada", "person", (Grant("officer", place="lewisham"),))


@pytest.fixture
def asked(sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock):
    def client(who: Principal) -> TestClient:
        context = make_context(sqlite_engine, ruleset=load_ruleset(), clock=clock, settings=sqlite_settings)
        return TestClient(create_app(context, default_principal=who))

    return client


def test_a_recipient_adds_changes_over_and_removes_its_own(asked) -> None:
    hub, other = asked(HUB), asked(OTHER)
    made = hub.post("/v1/webhooks", json={"url": URL, "events": ["return.published"]})
    assert made.status_code == 201
    name, secret = made.json()["webhook"], made.json()["secret"]
    again = hub.post(f"/v1/webhooks/{name}/secrets")
    assert again.status_code == 201
    assert again.json()["secret"] != secret
    assert [each["url"] for each in hub.get("/v1/webhooks").json()["webhooks"]] == [URL]
    assert "secret" not in hub.get("/v1/webhooks").text
    assert other.get("/v1/webhooks").json() == {"webhooks": []}
    for answer in (
        other.delete(f"/v1/webhooks/{name}"),
        other.get(f"/v1/webhooks/{name}/deliveries"),
        other.post(f"/v1/webhooks/{name}/secrets"),
    ):
        assert answer.status_code == 404
    deliveries = hub.get(f"/v1/webhooks/{name}/deliveries")
    assert deliveries.json() == {"deliveries": []}
    has_it = {"If-None-Match": deliveries.headers["etag"]}
    assert hub.get(f"/v1/webhooks/{name}/deliveries", headers=has_it).status_code == 304
    assert hub.delete(f"/v1/webhooks/{name}").status_code == 204
    assert hub.delete(f"/v1/webhooks/{name}").status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"url": "https://127.0.0.1:9000/"}, {"url": "http://returns.example.org/"}, {"url": "file:///etc/passwd"},
        {"url": URL, "events": ["return.eaten"]}, {"url": URL, "more": 1}, {}, [], {"url": "https://" + "a" * 600},
    ],
)  # fmt: skip
def test_what_may_not_be_called_is_refused(asked, body: object) -> None:
    hub = asked(HUB)
    assert hub.post("/v1/webhooks", json=body).status_code == 422
    assert hub.get("/v1/webhooks").json() == {"webhooks": []}


def test_only_recipients_and_administrators_have_any(asked) -> None:
    assert asked(OFFICER).post("/v1/webhooks", json={"url": URL}).status_code == 403
    assert asked(Principal("anonymous", "anonymous")).get("/v1/webhooks").status_code == 401
