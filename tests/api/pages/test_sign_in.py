"""Signing in and out: one answer to whatever is wrong, a new session each time, and no way to another's site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.app_state import state_of
from api.pages.page_state import PageState
from api.pages.redirects import local_path
from demo.sample_people import add_people, load_people
from returnonce.access.rate_limits import RateLimits
from returnonce.clock import FixedClock
from tests.api.pages.forms import GOOD, HERE, Page, send
from tests.api.pages.sample_publication import OFFICER, PASSWORD, demonstration, with_samples
from tests.api.pages.sample_service import PUBLIC, TODAY, House, build
from tests.contexts import make_context

BASE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample people, one of them with a password, and nobody taken for anybody."""
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    add_people(house.engine, TODAY)
    with_samples(house)
    yield house
    house.engine.dispose()


@pytest.fixture
def visitor(house: House) -> TestClient:
    state_of(house.app).rate_limits = RateLimits()
    return browser(house)


def browser(
    house: House, *, base: str = BASE, pages: PageState | None = None, clock: FixedClock = TODAY, **changes: object
) -> TestClient:
    """Somebody's browser; with an application of its own where the house's is not meant. ``changes`` are settings."""
    app = house.app
    if pages is not None or base != BASE or clock != TODAY or changes:
        settings = house.settings.model_copy(update=changes)
        context = make_context(house.engine, ruleset=house.ruleset, clock=clock, settings=settings)
        app = create_app(context, pages=pages or PageState(), base_url=base if base != BASE else None)
    return TestClient(app, base_url=base, headers={"Accept": "text/html"}, follow_redirects=False)


def sign_in(client: TestClient, name: str = OFFICER, password: str = PASSWORD, **more: str) -> Response:
    page = Page(client.get("/sign-in"))
    told = {"token": page.token, "name": name, "password": password} | more
    return post(client, "/sign-in", told)


def post(client: TestClient, path: str, fields: dict[str, str], **headers: str) -> Response:
    ours = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return client.post(path, data=fields, headers=ours | headers)


@pytest.mark.long
def test_a_form_of_one_process_is_taken_by_another_with_the_same_key(house: House) -> None:
    one, other = browser(house, pages=PageState()), browser(house, pages=PageState())
    page = Page(one.get("/sign-in"))
    other.cookies = one.cookies
    signed_in = post(other, "/sign-in", {"token": page.token, "name": OFFICER, "password": PASSWORD})
    assert signed_in.status_code == 303
    forged = post(other, "/sign-in", {"token": page.token[::-1], "name": OFFICER, "password": PASSWORD})
    assert forged.status_code == 403


def test_the_form_can_be_pasted_into_and_kept_by_a_password_manager(visitor: TestClient) -> None:
    fields = {each.get("name"): each for each in Page(visitor.get("/sign-in")).all("input")}
    assert fields["name"]["autocomplete"] == "username"
    assert fields["password"]["autocomplete"] == "current-password"
    assert fields["password"]["type"] == "password"
    assert not any(name in each for each in fields.values() for name in ("onpaste", "maxlength", "pattern"))


def test_signing_in_leads_to_where_one_was_going_and_says_who_one_is(visitor: TestClient) -> None:
    asked = visitor.get("/schedule?state=late")
    assert asked.headers["location"] == "/sign-in?next=%2Fschedule%3Fstate%3Dlate"
    response = sign_in(visitor, f" {OFFICER.upper()} ", next="/schedule?state=late")
    assert response.headers["location"] == "/schedule?state=late"
    page = Page(visitor.get("/schedule?state=late"))
    assert "Signed in as Performance officer, Lewisham" in page.text
    assert "Sign out" in page.text


@pytest.mark.parametrize(
    ("name", "password"),
    [(OFFICER, "wrong"), (OFFICER, ""), ("", PASSWORD), ("nobody-at-all", PASSWORD), ("sample-approver", PASSWORD),
     (OFFICER, "x" * 5_000), ("' OR 1=1 --", "' OR 1=1 --"), ("\u202e" + OFFICER, PASSWORD)],
)  # fmt: skip
def test_whatever_is_wrong_the_answer_is_the_same(visitor: TestClient, name: str, password: str) -> None:
    response = sign_in(visitor, name, password)
    assert response.status_code in {400, 422}
    assert "set-cookie" not in response.headers or "session" not in response.headers["set-cookie"]
    if response.status_code == 422:
        page = Page(response)
        assert page.text.startswith("Error: ")
        assert "Name and password do not fit." in page.text
        assert password not in response.text or not password
        assert "#name" in [each.get("href") for each in page.all("a")]


def test_too_many_failures_are_refused_for_a_while_even_with_the_right_password(house: House) -> None:
    visitor = browser(house, sign_in_failures=2)
    assert [sign_in(visitor, password="wrong").status_code for _ in range(3)] == [422, 422, 429]
    response = sign_in(visitor)
    assert (response.status_code, "retry-after" in response.headers) == (429, True)
    assert "Too many sign-ins failed." in Page(response).text


def test_the_cookie_binds_the_browser_and_is_new_at_each_sign_in(visitor: TestClient) -> None:
    first = sign_in(visitor).headers["set-cookie"]
    assert all(word in first for word in ("HttpOnly", "SameSite=lax", "Path=/"))
    before = visitor.cookies["returnonce_session"]
    old = {"Cookie": f"returnonce_session={before}"}
    assert visitor.get("/account").status_code == 200
    sign_in(visitor)
    after = visitor.cookies["returnonce_session"]
    visitor.cookies.clear()
    assert before != after
    assert visitor.get("/account", headers=old).status_code == 303, "the session before must have ended"


def test_by_https_the_cookie_is_for_this_host_alone(house: House) -> None:
    visitor = browser(house, base=PUBLIC)
    response = sign_in(visitor)
    session = next(one for one in response.headers.get_list("set-cookie") if "session=" in one)
    assert session.startswith("__Host-returnonce_session=")
    assert all(word in session for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert "Domain" not in session
    assert visitor.get("/schedule").status_code == 200
    assert visitor.get("/schedule", headers={"Cookie": "returnonce_session=x"}).status_code in {200, 303}


def test_signing_out_ends_the_session_everywhere(visitor: TestClient) -> None:
    sign_in(visitor)
    kept = {"Cookie": f"returnonce_session={visitor.cookies['returnonce_session']}"}
    token = Page(visitor.get("/account")).token
    assert post(visitor, "/sign-out", {"token": "0" * 64}).status_code == 403
    assert visitor.get("/sign-out").status_code == 405
    response = post(visitor, "/sign-out", {"token": token})
    assert response.headers["location"] == "/sign-in?out=1"
    assert "You are signed out." in Page(visitor.get("/sign-in?out=1")).text
    assert visitor.get("/account", headers=kept).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_nobody_is_signed_in_by_another_site(visitor: TestClient, headers: dict[str, str]) -> None:
    token = Page(visitor.get("/sign-in")).token
    fields = {"token": token, "name": OFFICER, "password": PASSWORD}
    assert post(visitor, "/sign-in", fields, **headers).status_code == 403
    stale = post(visitor, "/sign-in", fields | {"token": "0" * 64})
    assert (stale.status_code, "Sign in again" in Page(stale).text) == (403, True)


@pytest.mark.parametrize(
    ("text", "path"),
    [("/schedule", "/schedule"), ("/figures?area=a%2Fb&x=//y", "/figures?area=a%2Fb&x=//y"), ("", "/"),
     ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("javascript:alert(1)", "/"),
     ("/\t/evil.example", "/"), ("/\n/evil.example", "/"), ("schedule", "/"), ("/sign-out", "/"), ("/sign-in", "/"),
     ("/v1/returns", "/"), ("///evil.example", "/"), ("/x" * 2_000, "/"), ("/sign-in/sample", "/"),
     ("http:/evil.example", "/"), ("/%2F/evil.example", "/%2F/evil.example"), ("/[", "/[")],
)  # fmt: skip
def test_only_own_paths_are_gone_on_to(text: str, path: str) -> None:
    assert local_path(text) == path


@given(st.text(max_size=40))
def test_no_text_leads_elsewhere(text: str) -> None:
    path = local_path(text)
    assert re.match(r"/(?![/\\])", path)
    assert "\\" not in path
    assert path.isprintable()


def test_an_open_redirect_is_not_taken(visitor: TestClient) -> None:
    assert sign_in(visitor, next="//evil.example").headers["location"] == "/schedule"


def test_a_session_ends_by_rest_and_what_was_written_waits(house: House, visitor: TestClient) -> None:
    sign_in(visitor)
    cookie = {"returnonce_session": visitor.cookies["returnonce_session"]}
    token = Page(visitor.get("/account")).token
    later = browser(house, clock=FixedClock(TODAY.instant + timedelta(hours=1)))
    later.cookies.update(cookie)
    note = 'a long "note" <b>\nin two lines'
    asked = post(later, "/approvals/new", {"token": token, "return": "national-indicators", "note": note})
    page = Page(asked)
    assert asked.status_code == 401
    kept = {str(each["name"]): str(each.get("value")) for each in page.all("input") if each.get("type") == "hidden"}
    assert kept["kept-note"] == note
    assert kept["next"] == "/approvals/new"
    assert "kept-token" not in kept
    resumed = post(later, "/sign-in", kept | {"name": OFFICER, "password": PASSWORD})
    again = Page(resumed)
    assert resumed.status_code == 200
    assert "Go on where you were" in again.text
    form = next(each for each in again.all("form") if each.get("action") == "/approvals/new")
    assert form["method"] == "post"
    values = {str(each["name"]): str(each.get("value")) for each in again.all("input")}
    done = post(later, "/approvals/new", values)
    assert done.status_code in {404, 422}, "the session holds, and the form is read: it lacks an area"
    assert "a long" in Page(done).text


def test_a_file_sent_after_the_session_ended_is_not_stored(visitor: TestClient) -> None:
    response = send(visitor, GOOD, token="0" * 64)
    assert response.status_code == 401
    assert "signed out" in Page(response).text
    assert HERE in [each.get("value") for each in Page(response).all("input")]


def test_outside_a_demonstration_nobody_is_let_in_by_one_press(house: House, visitor: TestClient) -> None:
    page = visitor.get("/sign-in")
    assert "Sample people" not in page.text
    response = post(visitor, "/sign-in/sample", {"token": Page(page).token, "name": "sample-officer"})
    assert response.status_code in {404, 405}
    assert "set-cookie" not in response.headers or "session" not in response.headers["set-cookie"]


@pytest.mark.long
def test_in_a_demonstration_each_sample_person_is_one_press_away(house: House) -> None:
    visitor = browser(house, pages=demonstration())
    page = Page(visitor.get("/sign-in"))
    assert "Demonstration" in page.text
    buttons = [str(each["value"]) for each in page.all("button") if each.get("name") == "name"]
    assert buttons == [each.name for each in load_people().people]
    for name in buttons:
        token = Page(visitor.get("/sign-in")).token
        response = post(visitor, "/sign-in/sample", {"token": token, "name": name})
        assert response.status_code == 303, name
        assert visitor.get(response.headers["location"], follow_redirects=True).status_code == 200
    assert post(visitor, "/sign-in/sample", {"token": token, "name": "sample-department"}).status_code == 403


def test_a_store_without_accounts_says_who_makes_one(tmp_path: Path) -> None:
    house = build(tmp_path, places=("lewisham",))
    assert "Whoever installed the service makes the first one" in Page(browser(house).get("/sign-in")).text
    house.engine.dispose()


def test_the_account_page_says_role_reach_and_keys(house: House, visitor: TestClient) -> None:
    sign_in(visitor)
    text = Page(visitor.get("/account")).text
    assert "Officer For London Borough of Lewisham." in text
    assert "put a return up for approval" in text
    assert "You have none. A key lets a program" in text
    assert "Signed out" in text


def test_half_a_set_up_of_the_council_s_sign_in_is_refused_at_the_start(house: House) -> None:
    response = browser(house, oidc_client_id="x").get("/sign-in")
    assert response.status_code == 400


def test_a_file_sent_after_the_session_ended_waits_for_its_sender_and_for_nobody_else(house: House) -> None:
    client = browser(house)
    sign_in(client)
    token = Page(client.get(HERE)).token
    state, rested = state_of(house.app), TODAY.now() + timedelta(minutes=31)
    before = state.context
    state.context = before.replace(clock=FixedClock(rested), ruleset=house.ruleset)
    try:
        sent = send(client, GOOD, token=token, name="ours.csv")
        assert sent.status_code == 401
        assert "Your file is kept for an hour" in Page(sent).text
        where = next(str(each["value"]) for each in Page(sent).all("input") if each.get("name") == "next")
        assert where.startswith("/uploads/")
        assert browser(house).get(where).status_code == 303, "nobody sees it without signing in"
        page = Page(sent)
        fields = {"name": OFFICER, "password": PASSWORD, "next": where, "token": page.token}
        signed = post(client, "/sign-in", fields)
        assert signed.headers["location"] == where
        waiting = Page(client.get(where))
        assert "Your file is here and not sent yet" in waiting.text
        receipt = post(client, where, {"token": waiting.token, "action": "send"})
        assert receipt.headers["location"].startswith("/submissions/"), Page(receipt).text
        assert "ours.csv" in Page(client.get(receipt.headers["location"])).text
        # A token of another session, or none at all, puts nothing aside.
        assert send(browser(house), GOOD, token=token).status_code in {401, 403}
    finally:
        state.context = before
