"""Findings on records as a workbook: the answer to a check, of which nothing is kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.http.responses import MEDIA_TYPES
from returnonce.settings import Settings
from tests.api.services import GOOD, client_of, send, service
from tests.collectors.records.files import ssda903, zipped

AGENCY = {"agency": "lewisham-childrens-services", "period": "FY2024-25", "file_name": "set.zip"}
WANTED = {"Accept": MEDIA_TYPES["xlsx"], "Content-Type": "application/zip"}


@pytest.fixture
def client(engine: Engine, settings: Settings) -> TestClient:
    return client_of(service(settings, engine=engine))


@pytest.mark.long
def test_a_check_answers_with_rules_and_rows(client: TestClient, tmp_path: Path) -> None:
    data = zipped(tmp_path / "set.zip", ssda903()).read_bytes()
    answer = send(client, data, headers=WANTED, check_only="true", **AGENCY)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    sheets = openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    assert (sheets[0], "Episodes" in sheets) == ("Rules", True)


def test_it_is_of_records_and_of_a_check_alone(client: TestClient, tmp_path: Path) -> None:
    data = zipped(tmp_path / "set.zip", ssda903()).read_bytes()
    assert send(client, data, headers=WANTED, **AGENCY).status_code == 406
    figures = send(client, GOOD, headers={"Accept": MEDIA_TYPES["xlsx"]}, check_only="true")
    assert figures.status_code == 406
    assert "no file of records" in figures.json()["mend"]
