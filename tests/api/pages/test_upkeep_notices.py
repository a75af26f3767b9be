"""The administrator's first page says what is to be done for the store, until it is done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from returnonce import audit
from returnonce.access import sessions
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.db import transaction
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY, House, build
from upkeep.act_tally import BACK_UP, EXAMINE

BACKUP, DOCTOR = "The service makes one each night", "It looks each night"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    people = {"ann": ("administrator",), "bea": ("administrator", "officer"), "cat": ("officer",)}
    with transaction(house.engine) as session:
        for name, roles in people.items():
            account = add_account(session, TODAY, NewAccount(name, name, "person", "lewisham"), by=OPERATOR)
            for role in roles:
                grant_role(session, TODAY, account, Grant(role, "lewisham"), by=OPERATOR)  # type: ignore[arg-type]
    yield house
    house.engine.dispose()


def text_of(house: House, name: str, path: str) -> str:
    token = sessions.begin_session(house.engine, TODAY, name)
    browser = TestClient(house.app, base_url="http://127.0.0.1:8765", headers={"Accept": "text/html"})
    browser.cookies.set("returnonce_session", token)
    return Page(browser.get(path)).text


@pytest.mark.parametrize(
    ("name", "path", "says"),
    [("ann", "/", True), ("bea", "/", True), ("ann", "/account", False), ("cat", "/", False)],
    ids=["administrator", "officer too", "another page", "officer"],
)
def test_whoever_looks_after_the_store_is_told_where_they_begin(house: House, name: str, path: str, says: bool) -> None:
    text = text_of(house, name, path)
    assert (f"No backup was ever made. {BACKUP}" in text) == says
    assert (f"The doctor has not yet looked by the clock. {DOCTOR}" in text) == says


def test_it_is_told_until_it_is_done(house: House) -> None:
    with transaction(house.engine) as session:
        audit.record(session, TODAY, act=BACK_UP, subject="store", details={})
        audit.record(session, TODAY, act=EXAMINE, subject="store", details={"errors": 2, "warnings": 0})
    text = text_of(house, "ann", "/")
    assert BACKUP not in text
    assert f"The doctor found 2 errors. {DOCTOR}" in text
    with transaction(house.engine) as session:
        audit.record(session, TODAY, act=EXAMINE, subject="store", details={"errors": 0, "warnings": 0})
    assert "Looking after the service" not in text_of(house, "ann", "/")
