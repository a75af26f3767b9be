"""The setup as pages: nothing without its code, every wrong field named, and what start makes made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app_state import state_of
from api.setup.form_answers import list_people_fields
from api.setup.journey import SetupJourney
from returnonce.access.rate_limits import RateLimits
from tests.api.pages.forms import Page
from tests.api.setup.sample_setup import browser_of, open_setup, send, send_sheet
from tests.upkeep.workspace.workbooks import change_cells

STEPS = ("/setup/council", "/setup/year", "/setup/who", "/setup/setup.xlsx", "/setup/people", "/setup/check")


@pytest.fixture
def journey(tmp_path: Path) -> SetupJourney:
    return open_setup(tmp_path)


@pytest.fixture
def browser(journey: SetupJourney) -> TestClient:
    return browser_of(journey)


def fields_of(page: Page, tag: str = "input") -> dict[str | None, dict[str, str | None]]:
    return {each.get("name"): each for each in page.all(tag)}


@pytest.mark.parametrize("path", STEPS)
def test_nothing_is_shown_without_the_code(journey: SetupJourney, path: str) -> None:
    stranger = browser_of(journey, enter=False)
    assert stranger.get("/").headers["location"] == "/setup"
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
    stranger.cookies.set("returnonce_setup", "guessed")
    assert stranger.get(path).headers["location"] == "/setup"
    token = Page(stranger.get("/setup")).token
    ours = {"Origin": "http://127.0.0.1:8765", "Sec-Fetch-Site": "same-origin"}
    for step in ("/setup/council", "/setup/check"):
        answer = stranger.post(step, data={"token": token, "council": "Kent"}, headers=ours)
        assert answer.headers["location"] == "/setup"
    assert journey.answers is None


def test_the_code_cannot_be_guessed_for_long_nor_from_another_site(journey: SetupJourney) -> None:
    stranger = browser_of(journey, enter=False)
    state_of(stranger.app).rate_limits = RateLimits(failures=2)  # type: ignore[arg-type]
    wrong = [send(stranger, "/setup", code=text) for text in ("", "é" * 12, journey.code)]
    assert [each.status_code for each in wrong] == [422, 422, 429]
    assert "That is not the code." in Page(wrong[0]).text
    assert (
        stranger.post("/setup", data={"code": journey.code}, headers={"Origin": "https://x.example"}).status_code == 403
    )
    assert stranger.get("/setup", headers={"Host": "x.example"}).status_code == 421


def test_the_council_is_searched_by_its_name(journey: SetupJourney, browser: TestClient) -> None:
    page = Page(answer := send(browser, "/setup/council", council="Kentt"))
    assert answer.status_code == 422
    assert "There is no area" in page.text
    matches = Page(send(browser, "/setup/council", council="sussex"))
    choices = [each["value"] for each in matches.all("input") if each.get("name") == "choice"]
    assert choices == ["E07000228", "E10000011", "E10000032"]
    assert journey.answers is None
    assert send(browser, "/setup/council", choice="E07000105").headers["location"] == "/setup/year"
    text = Page(browser.get("/setup/year")).text
    assert "Ashford is a district (E07000105) in South East; Kent is its county." in text


def test_answers_come_back_and_another_council_begins_anew(journey: SetupJourney, browser: TestClient) -> None:
    send(browser, "/setup/council", council="Kent")
    packs = {name for name, each in fields_of(Page(browser.get("/setup/year"))).items() if "checked" in each}
    assert {"pack-children", "pack-returns-2026"} <= packs
    assert "pack-nis-2008" not in packs
    send(browser, "/setup/year", first_year="FY2009-10", **{"pack-children": "yes"})
    assert journey.answers is not None
    assert (journey.answers.first_year.code, journey.answers.packs) == ("FY2009-10", ("children",))
    send(browser, "/setup/council", council="Kent")
    assert journey.answers.packs == ("children",)
    send(browser, "/setup/council", council="Ashford")
    assert journey.answers.packs == ("returns-2026",)
    wrong = send(browser, "/setup/year", first_year="2009")
    assert (wrong.status_code, "2009" in Page(wrong).text) == (422, True)


def test_the_sheet_is_taken_whole_or_refused_with_every_cell(
    journey: SetupJourney, browser: TestClient, tmp_path: Path
) -> None:
    send(browser, "/setup/council", council="Lewisham")
    sheet = tmp_path / "setup.xlsx"
    sheet.write_bytes(browser.get("/setup/setup.xlsx").content)
    wrong = {("People", "A2"): "bea@l.example", ("People", "C2"): "boss", ("Who answers", "C2"): "counsil"}
    page = Page(answer := send_sheet(browser, change_cells(sheet, wrong).read_bytes()))
    assert answer.status_code == 422
    assert "People C2: 'boss' may not stand there" in page.text
    assert "Who answers C2: 'counsil' may not stand there" in page.text
    assert journey.answers is not None
    assert journey.answers.people == ()
    right = {("People", "B2"): "Bea", ("People", "C2"): "administrator", ("Who answers", "C2"): "council"}
    assert send_sheet(browser, change_cells(sheet, right).read_bytes()).headers["location"] == "/setup/people"
    assert fields_of(Page(browser.get("/setup/people")))["administrator"]["value"] == "bea@l.example"
    other = change_cells(sheet, {("Council", "B2"): "Kent"}).read_bytes()
    assert "The sheet is of Kent." in Page(send_sheet(browser, other)).text
    assert "cannot be read as a workbook" in Page(send_sheet(browser, b"no workbook")).text
    assert "Choose the sheet" in Page(send_sheet(browser, b"", name="")).text


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({}, "administrator", "Say who makes accounts"),
        ({"administrator": "Ann Example"}, "administrator", "no name for an account"),
        ({"administrator": "ann", "second_person": " Ann"}, "second_person", "another one"),
        ({"administrator": "ann", "services": "!!"}, "services", "'!!' is no service"),
        ({"administrator": "ann", "services": "A b\na-b"}, "services", "one name"),
        ({"administrator": "ann", "mailbox": "nobody"}, "mailbox", "Write a mail address"),
        ({"administrator": "ann", "base_url": "our pages"}, "base_url", "Write an address"),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_is_named_and_nothing_of_it_is_taken(
    journey: SetupJourney, browser: TestClient, fields: dict[str, str], field: str, says: str
) -> None:
    send(browser, "/setup/council", council="Kent")
    before = journey.answers
    page = Page(answer := send(browser, "/setup/people", **fields))
    assert answer.status_code == 422
    assert says in page.text
    assert f"#{field}" in [each.get("href") for each in page.all("a")]
    assert field in {each.get("id") for _, each in page.elements}
    assert journey.answers == before


def test_what_a_sheet_says_of_people_and_services_outlives_the_form(
    journey: SetupJourney, browser: TestClient, tmp_path: Path
) -> None:
    send(browser, "/setup/council", council="Kent")
    sheet = tmp_path / "setup.xlsx"
    sheet.write_bytes(browser.get("/setup/setup.xlsx").content)
    said = {
        ("People", "A2"): "ann", ("People", "B2"): "Ann Example", ("People", "C2"): "administrator",
        ("People", "A3"): "ben", ("People", "B3"): "Ben", ("People", "C3"): "second person",
        ("People", "A4"): "zoe", ("People", "B4"): "Zoe", ("People", "C4"): "second person",
        ("Drug services", "A2"): "ft", ("Drug services", "B2"): "Forward", ("Drug services", "C2"): "X1",
        ("Drug services", "D2"): "a@b.example",
    }  # fmt: skip
    assert send_sheet(browser, change_cells(sheet, said).read_bytes()).status_code == 303
    assert journey.answers is not None
    before = journey.answers
    fields = list_people_fields(before)
    assert (fields["administrator"], fields["second_person"], fields["services"]) == ("ann", "ben", "Forward, X1")
    assert send(browser, "/setup/people", **fields).status_code == 303
    assert journey.answers == before
    send(browser, "/setup/people", **fields | {"second_person": "cat", "services": "Other"})
    assert [person.account for person in journey.answers.people] == ["ann", "cat", "zoe"]
    assert [service.code for service in journey.answers.services] == ["other"]


def test_what_would_be_made_is_shown_made_once_and_leads_to_the_sign_in(
    journey: SetupJourney, browser: TestClient, tmp_path: Path
) -> None:
    stopped: list[bool] = []
    journey.stop = lambda: stopped.append(True)
    send(browser, "/setup/council", council="Ashford")
    send(browser, "/setup/people", administrator="ann", second_person="ben", services="Forward, X0001")
    shown = Page(browser.get("/setup/check")).text
    assert "places/ashford/place.yaml: would be made" in shown
    assert "Due days: not established for 3 of 4 returns" in shown
    assert list(tmp_path.iterdir()) == []
    page = Page(answer := send(browser, "/setup/check"))
    assert answer.status_code == 200, page.text
    assert stopped == [True]
    (link,) = [str(each["href"]) for each in page.all("a") if "rol_" in str(each.get("href"))]
    assert re.fullmatch(r"/sign-in/link#rol_\w+", link)
    workspace = tmp_path / "ashford"
    assert (workspace / "store" / "store.sqlite3").exists()
    assert "\tforward\tX0001\t" in (workspace / "places/ashford/suppliers.tsv").read_text()
    # A second press makes nothing more.
    assert link in [each.get("href") for each in Page(send(browser, "/setup/check")).all("a")]


def test_every_page_is_whole_and_every_field_has_its_label(browser: TestClient) -> None:
    send(browser, "/setup/council", council="Kent")
    for path in ("/setup", *STEPS):
        answer = browser.get(path, follow_redirects=True)
        if answer.headers["content-type"].startswith("text/html"):
            page = Page(answer)
            assert len(page.all("h1")) == 1
            assert not re.search(r"\b(None|Undefined|nan)\b", page.text), path
            labelled = {each.get("for") for each in page.all("label")}
            shown = [each for tag in ("input", "select", "textarea") for each in page.all(tag)]
            assert {each.get("id") for each in shown if each.get("type") != "hidden"} <= labelled, path
