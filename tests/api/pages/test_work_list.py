"""The work list of a file of records on the page of its check: for its sender, while the file is sealed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from tests.api.pages.forms import GOOD, Page, send
from tests.collectors.records.files import CANARIES, ssda903, zipped


@pytest.mark.long
def test_a_checked_file_of_records_has_its_work_list(fresh: TestClient, tmp_path: Path) -> None:
    sent = zipped(tmp_path / "set.zip", ssda903()).read_bytes()
    where = send(fresh, sent, name="set.zip", action="check").headers["location"]
    page = Page(fresh.get(where))
    [link] = [each for each in page.all("a") if str(each.get("href")).endswith("/work-list.xlsx")]
    assert not any(canary in page.text for canary in CANARIES)
    answer = fresh.get(str(link["href"]))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert "work-list.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames[0] == "Rules"
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "ZQCHILD000" in cells


def test_an_accepted_file_of_records_has_its_work_list_on_its_receipt(fresh: TestClient, tmp_path: Path) -> None:
    sent = zipped(tmp_path / "set.zip", ssda903()).read_bytes()
    receipt = fresh.get(send(fresh, sent, name="set.zip", action="send").headers["location"])
    page = Page(receipt)
    [link] = [each for each in page.all("a") if str(each.get("href")).endswith("/work-list.xlsx")]
    assert str(link["href"]).startswith("/submissions/")
    assert not any(canary in page.text for canary in CANARIES)
    answer = fresh.get(str(link["href"]))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "ZQCHILD000" in cells
    assert fresh.get("/submissions/nothing/work-list.xlsx").status_code == 404


def test_a_file_of_figures_has_none(fresh: TestClient) -> None:
    where = send(fresh, GOOD, action="check").headers["location"]
    assert "work-list.xlsx" not in fresh.get(where).text
    assert fresh.get(f"{where}/work-list.xlsx").status_code == 404
    assert fresh.get("/uploads/nothing/work-list.xlsx").status_code == 404
