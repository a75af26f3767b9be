"""The page of a sign-in link: once, and with nothing of the link in a log or an address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.app_state import state_of
from api.pages.page_state import PageState, set_page_state
from returnonce.access.accounts import NewAccount, add_account, find_account
from returnonce.access.principals import OPERATOR
from returnonce.access.rate_limits import RateLimits
from returnonce.access.sign_in_links import issue_link
from returnonce.db import transaction
from returnonce.logs import Logger
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY, House, build

BASE = "http://127.0.0.1:8765"
WORDS = "three random words"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    set_page_state(house.app, PageState())
    with transaction(house.engine) as session:
        add_account(session, TODAY, NewAccount("ann", "Ann", "person", "lewisham"), by=OPERATOR)
    yield house
    house.engine.dispose()


@pytest.fixture
def visitor(house: House) -> TestClient:
    state_of(house.app).rate_limits = RateLimits()
    return TestClient(house.app, base_url=BASE, headers={"Accept": "text/html"}, follow_redirects=False)


def link_of(house: House) -> str:
    with transaction(house.engine) as session:
        return issue_link(session, TODAY, find_account(session, "ann"), by=OPERATOR).token


def use(visitor: TestClient, link: str, password: str = WORDS, **changes: str) -> Response:
    fields = {"token": Page(visitor.get("/sign-in/link")).token, "link": link, "password": password} | changes
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    return visitor.post("/sign-in/link", data=fields, headers=ours)


def test_it_sets_a_password_and_signs_in_once(house: House, visitor: TestClient) -> None:
    link = link_of(house)
    signed_in = use(visitor, f" {BASE}/sign-in/link#{link}\n")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/account")
    assert "Signed in as Ann" in Page(visitor.get("/account")).text
    visitor.cookies.clear()
    again = Page(answer := use(visitor, link))
    assert answer.status_code == 422
    assert "This link does not open anything, or not any more." in again.text
    assert "#link" in [each.get("href") for each in again.all("a")]


def test_an_unsafe_password_is_asked_for_again_with_the_link_in_its_field(house: House, visitor: TestClient) -> None:
    link = link_of(house)
    page = Page(answer := use(visitor, link, "short"))
    assert (answer.status_code, page.text.startswith("Error: ")) == (422, True)
    fields = {each["id"]: each for each in page.all("input") if "id" in each}
    assert (fields["link"]["value"], fields["password"].get("value")) == (link, None)
    assert fields["password"]["autocomplete"] == "new-password"
    assert "#password" in [each.get("href") for each in page.all("a")]
    assert use(visitor, link).status_code == 303


def test_a_form_that_is_not_ours_and_guesses_are_refused(house: House, visitor: TestClient) -> None:
    link = link_of(house)
    assert use(visitor, link, token="x").status_code == 403
    state_of(house.app).rate_limits = RateLimits(failures=1)
    wrong = [use(visitor, "rol_" + "a" * 12 + "_" + "0" * 40) for _ in range(2)]
    assert [each.status_code for each in wrong] == [422, 429]
    assert "retry-after" in wrong[1].headers
    assert use(visitor, link).status_code == 303


def test_no_log_holds_the_link(
    house: House, visitor: TestClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Logger, "settings", house.settings.model_copy(update={"log_level": "debug"}))
    link = link_of(house)
    use(visitor, link, "short")
    use(visitor, link)
    logged = "".join(capfd.readouterr())
    assert "/sign-in/link" in logged
    assert link not in logged
    assert link.split("_")[2] not in logged
