"""Nothing that came in a file or a definition is ever taken for markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

from api.pages.period_spans import PeriodSpan
from api.pages.rendering import template_environment
from api.pages.views.schedule import schedule_page
from tests.api.pages.forms import HEAD, HERE, Page, send
from tests.api.pages.sample_boards import board

PAYLOADS = (
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", "{{ 7 * 7 }}",
    "</title><script>alert(1)</script>", "&lt;b&gt;", "javascript:alert(1)",
)  # fmt: skip
ABOUT: dict[str, Any] = {"title": "t", "heading": "t", "at": "", "token": "", "styled": True, "gov_uk_service": False}
SPAN = PeriodSpan("now", "Around now", date(2009, 6, 7), date(2010, 9, 8))


def harmless(text: str) -> None:
    page = Page(text)
    assert [each for each in page.all("script") if "src" not in each] == []
    assert page.all("img") == []
    assert [each for each in page.all("svg") if "onload" in each] == []
    assert [each for _, each in page.elements if any(name.startswith("on") for name in each)] == []
    assert [each for each in page.all("a") if str(each.get("href")).casefold().startswith("javascript")] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_on_the_schedule(payload: str) -> None:
    row = {"agency_name": payload, "title": payload, "explanation": payload, "why_state": payload, "agency": payload}
    page = schedule_page(
        board(row), {"agency": payload}, spans={"now": payload}, span=SPAN, places={"lewisham": payload}
    )
    text = template_environment().get_template("schedule.html").render(ABOUT | {"page": page})
    harmless(text)
    assert payload in Page(text).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_a_note_and_a_file_name(empty: TestClient, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""') + '"'
    rows = f"{quoted},Lewisham,FY2009-10,,,45,450,,,,{quoted}\n".encode()
    answer = send(empty, HEAD + rows, name=f"{payload}.csv".replace("/", ""), action="check")
    assert answer.status_code == 303
    page = empty.get(answer.headers["location"])
    harmless(page.text)
    assert page.status_code == 200
    assert payload in Page(page).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_address(empty: TestClient, payload: str) -> None:
    names = ("indicator", "area", "period", "sort", "page", "drop_line")
    for path in ("/schedule", "/figures", f"/submissions/{payload}", HERE, f"/collections/{payload}"):
        answer = empty.get(path, params=dict.fromkeys(names, payload))
        harmless(answer.text)


def test_a_change_that_cannot_be_imagined(empty: TestClient) -> None:
    answer = empty.get("/burden", params={"drop_line": PAYLOADS[1], "span": "FY2009-10"})
    harmless(answer.text)
    assert PAYLOADS[1] in Page(answer).text or "No return has a line" in Page(answer).text


def test_a_note_and_a_file_name_that_are_stored(fresh: TestClient) -> None:
    note = '<img src=x onerror=alert(1)>"'
    rows = f'NI 62,Lewisham,FY2009-10,,,45,450,,,,"{note.replace(chr(34), chr(34) * 2)}"\n'.encode()
    sent = send(fresh, HEAD + rows, name="<script>alert(1).csv")
    receipt = fresh.get(sent.headers["location"])
    figure = fresh.get("/figures/NI 62/Lewisham/FY2009-10")
    for answer in (receipt, figure):
        harmless(answer.text)
    assert "<script>alert(1).csv" in Page(receipt).text
    assert note in Page(figure).text


def test_a_file_name_cannot_steer_the_download(fresh: TestClient) -> None:
    told = fresh.get(f"{HERE}/template.xlsx").headers["content-disposition"]
    assert "\r" not in told
    assert told.count('"') == 2


def test_made_up_boards_have_the_real_columns() -> None:
    assert isinstance(board({"received_at": datetime(2010, 6, 1, tzinfo=UTC)}), pl.DataFrame)
