"""Rules between parameters: said where they bind, and kept as they are said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app_state import state_of
from api.description.parameter_rules import load_parameter_rules, rules_of
from api.openapi import operations
from returnonce.settings import Settings
from tests.api.legitimate_refusals import BROKEN
from tests.api.services import client_of, service

#: By rule: a query that breaks it, and one that keeps it by a hair.
QUERIES = {
    "dates-in-order": ({"from": "2010-01-02", "to": "2010-01-01"}, {"from": "2010-01-01", "to": "2010-01-01"}),
    "period-or-dates": ({"period": "FY2009-10", "to": "2010-03-31"}, {"period": "FY2009-10"}),
    "days-of-a-calendar": ({"from": "2010-01-01", "to": "2013-01-05"}, {"from": "2010-01-01", "to": "2013-01-04"}),
    "indicator-or-area": ({"period": "FY2009-10"}, {"area": "E10000016", "period": "FY2009-10"}),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = service(Settings(home=tmp_path_factory.mktemp("rules")))
    yield client_of(app)
    state_of(app).context.engine.dispose()


@pytest.fixture(scope="module")
def bound(client: TestClient) -> list[tuple[str, dict[str, Any]]]:
    """Path and operation, of all that a rule binds and that need no name in the path."""
    document = client.app.openapi()  # type: ignore[attr-defined]
    return [(path, one) for path, _, one in operations(document) if rules_of(one) and "{" not in path]


def test_every_rule_has_a_query_and_a_reading() -> None:
    names = {rule.name for rule in load_parameter_rules()}
    assert names == set(QUERIES) == set(BROKEN)
    for name, (broken, kept) in QUERIES.items():
        assert BROKEN[name](broken)
        assert not BROKEN[name](kept)


@pytest.mark.long
def test_every_rule_is_said_and_kept_where_it_binds(
    client: TestClient, bound: list[tuple[str, dict[str, Any]]]
) -> None:
    used = set()
    for path, operation in bound:
        for rule in rules_of(operation):
            used.add(rule.name)
            assert rule.says in operation["description"], operation["operationId"]
            broken, kept = QUERIES[rule.name]
            answer = client.get(path, params=broken)
            assert (answer.status_code, answer.json()["where"]) == (rule.status, rule.where), (path, answer.text)
            assert client.get(path, params=kept).status_code == 200, path
    assert used == set(QUERIES)
