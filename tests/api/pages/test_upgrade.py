"""The page that says what other definitions change: to whom, and what of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.pages import store_state, upgrade
from api.pages.page_state import PageState
from mappings.ruleset.app_context import AppContext
from mappings.upgrade.ruleset_versions import NEXT, RulesetVersion, find_version
from returnonce.access.principals import Grant, Principal
from returnonce.clock import FixedClock
from returnonce.settings import Settings
from returnonce.sqlite_reading import newest_revision
from tests.api.pages.conftest import BASE, PAGE
from tests.api.pages.forms import Page
from tests.mappings.ruleset.test_as_of import NOON, keep
from tests.shipped import definition_files, load_ruleset

Client = Callable[[Grant], TestClient]
OFFICER = Grant("officer")
#: A year in which the sample places make few returns, so that its plan is quick.
YEAR = "span=FY2011-12"


@pytest.fixture
def client(
    sqlite_engine: Engine, sqlite_settings: Settings, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Client:
    """A store by the definitions that ship; those to come have one line less, a longer term and no override."""
    today = load_ruleset()
    keep(sqlite_engine, sqlite_settings.home, definition_files(), NOON)
    national = today.returns["national-indicators"]
    lines = tuple(line for line in national.lines if line.subject_id != "NI 63")
    due = national.editions[-1].due.model_copy(update={"months": 4})
    editions = (*national.editions[:-1], national.editions[-1].model_copy(update={"due": due}))
    changed = replace(national, lines=lines, editions=editions)
    supposed = replace(today, hash="1" * 64, returns={**today.returns, changed.code: changed})

    def find(context: AppContext, name: str, *, folders: bool = True) -> RulesetVersion:
        assert folders is False
        if name == NEXT:
            return RulesetVersion(name, supposed, ("pack kent, overrides/a.yaml: expects: decimals 1",))
        return find_version(context, name, folders=folders)

    monkeypatch.setattr(upgrade, "find_version", find)
    settings = sqlite_settings.model_copy(update={"next_definitions": Path("to-come")})
    context = AppContext(settings, clock, engine=sqlite_engine, ruleset=today)

    def open_as(grant: Grant) -> TestClient:
        app = create_app(context, pages=PageState(), default_principal=Principal("pat", "person", (grant,)))
        return TestClient(app, base_url=BASE, headers=PAGE, raise_server_exceptions=False)

    return open_as


def test_an_officer_sees_all_that_differs(client: Client) -> None:
    page = Page(client(OFFICER).get(f"/upgrade?{YEAR}"))
    assert "pack kent, overrides/a.yaml: expects: decimals 1" in page.text
    assert "line national-indicators NI 63 went" in page.text
    assert "due.months was 3, is 4" in page.text
    assert "Due dates that move" in page.text
    assert "FY2010-11 2011-06-30 2011-08-01" in page.text
    assert "Files received in the last 365 days" in page.text


def test_an_administrator_sees_definitions_and_nothing_of_agencies(client: Client) -> None:
    page = Page(client(Grant("administrator")).get(f"/upgrade?{YEAR}"))
    assert "line national-indicators NI 63 went" in page.text
    for words in ("What agencies are asked", "Files received", "Published editions", "Judge files"):
        assert words not in page.text


@pytest.mark.parametrize(("role", "status"), [("agency", 403), ("regulator", 403), ("auditor", 200)])
def test_others_are_told_that_it_is_not_theirs(client: Client, role: str, status: int) -> None:
    grant = Grant("agency", "lewisham", frozenset({"lewisham-pct"})) if role == "agency" else Grant(role)  # type: ignore[arg-type]
    assert client(grant).get("/upgrade?before=now&after=now").status_code == status


@pytest.mark.parametrize(
    ("revision", "says"),
    [(newest_revision(), store_state.FITS), ("0001", store_state.OLDER), ("9999", store_state.NEWER)],
)
def test_it_says_whether_tables_and_release_belong_together(
    client: Client, monkeypatch: pytest.MonkeyPatch, revision: str, says: str
) -> None:
    monkeypatch.setattr(store_state, "read_revision", lambda _connection: revision)
    page = Page(client(Grant("administrator")).get("/upgrade?before=now&after=now"))
    assert f"Schema {revision}. {says}" in page.text
    assert "Jobs says when the last was made" in page.text


@pytest.mark.long
def test_what_is_not_kept_is_said_beside_the_form(client: Client) -> None:
    answer = client(OFFICER).get("/upgrade?before=0123456789")
    assert answer.status_code == 404
    assert "is no ruleset that is known here" in Page(answer).text
    # A folder of the machine is never read for somebody who asks over the network.
    assert client(OFFICER).get("/upgrade?before=/etc").status_code == 404
    assert client(OFFICER).get("/upgrade?span=2009").status_code == 422
