"""What packs change is said on pages and over the API."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from mappings.ruleset.loading import load_ruleset
from returnonce.access.principals import OPERATOR
from returnonce.clock import FixedClock
from tests.api.pages.conftest import BASE, PAGE
from tests.contexts import make_context
from tests.mappings.packs.test_overrides import ROLE, write_overrides

WORDS = "Changed by pack kent-roads on 2026-11-22: agency_of_record is education, was children-services."


def test_a_changed_indicator_says_so(sqlite_engine: Engine, tmp_path: Path, clock: FixedClock) -> None:
    ruleset = load_ruleset(packs=[write_overrides(tmp_path, ROLE)])
    context = make_context(sqlite_engine, tmp_path / "home", ruleset, clock=clock)
    app = create_app(context, pages=PageState(), default_principal=OPERATOR)
    client = TestClient(app, base_url=BASE, headers=PAGE)
    assert WORDS in client.get("/figures/NI 62/Lewisham/FY2009-10").text
    assert "Changed by" not in client.get("/figures/NI 63/Lewisham/FY2009-10").text
    code = "cla-three-or-more-placements"
    assert client.get(f"/v1/catalogue/{code}").json()["changed_here"][0].startswith(WORDS)
    assert client.get("/v1/catalogue/cla-same-carer-two-years").json()["changed_here"] == []
    changed = {each["return"] for each in client.get("/v1/returns").json()["returns"] if each["changed_here"]}
    assert changed == {"core-data-set", "local-area-agreement", "national-indicators", "ofsted-profile"}
