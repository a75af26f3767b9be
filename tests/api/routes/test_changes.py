"""What changed since a caller last asked: what webhooks are told, as far as the caller may know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import col, select

from api.app import create_app
from api.schemas.changes import Changes
from returnonce.access.principals import ANONYMOUS, Grant, Principal
from returnonce.db import reading, transaction
from returnonce.settings import Settings
from returnonce.webhooks.events import NewEvent, add_event, event_body
from returnonce.webhooks.models import WebhookEventRow
from tests.exports.editions.worlds import APPROVER, REGULATOR, World, rules
from tests.shipped import load_ruleset

STRANGER = Principal("ruth", "client", (Grant("regulator", returns=frozenset({"second"})),))
PUBLIC = {"says": "as the rule says", "rule": "dfe-children", "version": 1}
KINDS = ["return.published", "return.restated", "return.withdrawn", "deadline.changed"]


@dataclass
class Feed:
    world: World
    client: Callable[[Principal], TestClient]

    def ask(self, who: Principal = REGULATOR, **query: Any) -> Any:
        return self.client(who).get("/v1/changes", params=query)

    def names(self, who: Principal = REGULATOR, **query: Any) -> list[str]:
        return [change["id"] for change in self.ask(who, **query).json()["changes"]]


@pytest.fixture
def feed(engine: Engine, settings: Settings) -> Feed:
    """Published to all, restated to the recipient only, withdrawn; and a day that moved."""
    form = {"disclosure": {"regulator": "true figures", "public": PUBLIC}}
    ruleset = replace(rules(**form), disclosure=load_ruleset().disclosure)
    feed = asked_of(World(engine, settings.home, ruleset, settings=settings))
    world = feed.world
    world.value(50)
    world.value(70, of="other")
    world.publish(world.approve(world.propose()), public=True)
    world.value(60)
    world.withdraw(world.edition("correction"))
    with transaction(engine) as session:
        add_event(session, world.clock, NewEvent("deadline.changed", "home", "national", "COUNTY", "FY2009-10"))
    return feed


def asked_of(world: World) -> Feed:
    def client(who: Principal) -> TestClient:
        return TestClient(create_app(world.context, default_principal=who), raise_server_exceptions=False)

    return Feed(world, client)


def test_it_says_what_webhooks_are_told_in_their_order_and_with_their_ids(feed: Feed) -> None:
    body = feed.ask().json()
    assert [change["type"] for change in body["changes"]] == KINDS
    Changes.model_validate(body)
    with reading(feed.world.engine) as session:
        told = [
            {"id": row.name, **event_body(row)}
            for row in session.exec(select(WebhookEventRow).order_by(col(WebhookEventRow.id)))
        ]
    due = {"return": "national", "area": "COUNTY", "period": "FY2009-10", "due": None}
    assert (body["changes"], body["changes"][-1]["data"], body["after"]) == (told, due, told[-1]["id"])
    assert "50" not in str([change["data"] for change in body["changes"]]).replace("FY2009-10", "")
    assert feed.ask(APPROVER).json() == body


def test_links_lead_to_the_end_and_the_last_id_to_what_comes_later(feed: Feed) -> None:
    seen, address = [], "/v1/changes?limit=1&kind=return.published&kind=deadline.changed"
    while address:
        answer = feed.client(REGULATOR).get(address)
        seen += [change["type"] for change in answer.json()["changes"]]
        address = answer.links.get("next", {}).get("url", "")
    assert seen == ["return.published", "deadline.changed"]
    after = answer.json()["after"]
    assert feed.ask(after=after).json() == {"changes": [], "after": after}
    tag = {"If-None-Match": feed.ask(after=after).headers["etag"]}
    assert feed.client(REGULATOR).get("/v1/changes", params={"after": after}, headers=tag).status_code == 304
    feed.world.value(80)
    feed.world.edition("correction")
    again = feed.client(REGULATOR).get("/v1/changes", params={"after": after}, headers=tag)
    assert (again.status_code, [change["data"]["edition"] for change in again.json()["changes"]]) == (200, [3])


def test_nobody_hears_of_what_they_may_not_read(feed: Feed) -> None:
    everything = feed.names()
    assert feed.ask(STRANGER).json()["after"] == feed.names(STRANGER)[-1]
    # What was released to all is no secret; what came after it was not.
    assert feed.names(ANONYMOUS) == feed.names(STRANGER) == everything[:1]
    assert feed.names(ANONYMOUS, after=everything[0]) == []


def test_it_is_narrowed_by_return_area_and_kind(feed: Feed) -> None:
    everything = feed.names()
    assert feed.names(**{"return": ["national", "second"], "area": "COUNTY"}) == everything
    assert feed.names(**{"return": "second"}) == []
    assert feed.names(kind="return.withdrawn") == everything[2:3]
    assert feed.ask(area="NOWHERE").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [({"after": "msg_" + "0" * 32}, 404, "No change has that id"), ({"after": "20991231"}, 422, "after"),
     ({"after": "99999999999999999999"}, 422, "after"), ({"kind": "return.eaten"}, 422, "kind"),
     ({"limit": 0}, 422, "limit")],
)  # fmt: skip
def test_a_cursor_that_is_none_is_refused_in_words(
    sqlite_engine: Engine, tmp_path: Path, query: dict[str, Any], status: int, words: str
) -> None:
    answer = asked_of(World(sqlite_engine, tmp_path)).ask(**query)
    assert answer.status_code == status
    assert words in answer.text
    assert answer.json()["mend"]
