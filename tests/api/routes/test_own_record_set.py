"""Records of a set that only a pack defines come in by the API."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app import create_app
from returnonce.access.principals import OPERATOR
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.api.services import client_of, send
from tests.collectors.records.own_records import AGENCY, AREA, TABLES, YEAR, load_own_ruleset, write_tables
from tests.contexts import make_context


@pytest.fixture
def client(engine: Engine, settings: Settings) -> TestClient:
    own = load_own_ruleset()
    context = make_context(engine, ruleset=own, vault=open_vault(settings.home), settings=settings)
    return client_of(create_app(context, default_principal=OPERATOR))


def test_records_are_accepted_by_the_api_and_give_figures(client: TestClient, tmp_path: Path) -> None:
    data = write_tables(tmp_path, "zip").read_bytes()
    answer = send(
        client, data, headers={"Content-Type": "application/zip"}, agency=AGENCY, file_name="b.zip", period=YEAR
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["counts"]["figures"] == 4
    figures = client.get(
        "/v1/figures", params={"indicator": "kent-breaks-in-time", "area": AREA, "period": YEAR}
    ).json()
    totals = [each for each in figures["figures"] if each["breakdown"] == "total"]
    assert [(each["numerator"], each["denominator"]) for each in totals] == [("1", "2")]


@pytest.mark.long
def test_records_that_are_wrong_are_refused_by_the_api_and_no_cell_is_quoted(
    client: TestClient, tmp_path: Path
) -> None:
    tables = TABLES | {"break.csv": TABLES["break.csv"].replace("12/04/2026", "10/04/2026")}
    data = write_tables(tmp_path, "zip", tables).read_bytes()
    answer = send(
        client, data, headers={"Content-Type": "application/zip"}, agency=AGENCY, file_name="b.zip", period=YEAR
    )
    assert answer.status_code == 422
    assert "kent-breaks:ends-before-it-starts" in answer.text
    assert "ZQ" not in answer.text
