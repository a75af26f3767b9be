"""A new secret goes from the form to the page that shows it once: locked, to its maker alone, for a short while."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.pages.forms import shown_once
from tests.api.pages.administration.people import HOME, WHOLE, Office
from tests.api.pages.forms import Page
from tests.api.pages.test_sign_in import post

pytestmark = pytest.mark.long

PERSON, OTHER = f"{HOME}/people/sample-approver", f"{HOME}/people/sample-officer"
SECRET, COOKIE = re.compile(r"rol_[a-z0-9]{12}_[0-9a-f]{40}"), "returnonce_once"


def ask_for_link(office: Office) -> tuple[TestClient, str]:
    """Who asked for a sign-in link and has not looked at it yet, and what brings it."""
    client = office.client(WHOLE)
    page = Page(client.get(PERSON))
    [replaces] = [str(each["value"]) for each in page.all("input") if each.get("name") == "replaces"]
    answer = post(client, PERSON, {"act": "link", "token": page.token, "replaces": replaces})
    assert (answer.status_code, answer.headers["location"]) == (303, PERSON)
    return client, answer.headers["set-cookie"]


def test_it_is_locked_on_its_way_and_shown_once(office: Office) -> None:
    client, cookie = ask_for_link(office)
    assert SECRET.search(cookie) is None
    assert "HttpOnly; Max-Age=120; Path=/; SameSite=lax" in cookie
    shown = client.get(PERSON)
    assert SECRET.search(shown.text)
    assert shown.headers["cache-control"] == "private, no-store"
    assert COOKIE not in client.cookies
    assert SECRET.search(client.get(PERSON).text) is None


def test_another_page_does_not_show_it_and_leaves_it(office: Office) -> None:
    client, _ = ask_for_link(office)
    assert SECRET.search(client.get(OTHER).text) is None
    assert SECRET.search(client.get(PERSON).text)


def test_another_session_does_not_show_it(office: Office) -> None:
    client, _ = ask_for_link(office)
    other = office.client(WHOLE)
    other.cookies.set(COOKIE, client.cookies[COOKIE])
    assert SECRET.search(other.get(PERSON).text) is None


def test_after_a_while_nobody_sees_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_once, "SECONDS", -1)
    client, cookie = ask_for_link(office)
    client.cookies.set(COOKIE, re.search(r'returnonce_once=("[^"]*"|[^;]*)', cookie)[1])  # type: ignore[index]
    assert SECRET.search(client.get(PERSON).text) is None


def test_the_form_of_before_does_not_end_the_link_that_was_made_since(office: Office) -> None:
    client, _ = ask_for_link(office)
    shown = Page(client.get(PERSON))
    again = post(client, PERSON, {"act": "link", "token": shown.token, "replaces": "of-before"})
    assert (again.status_code, "A sign-in link was made at 10:30am" in Page(again).text) == (409, True)
    assert "holds until" in Page(client.get(PERSON)).text
    assert any("another sign-in link" in text for text in Page(client.get(PERSON)).texts)


@pytest.mark.parametrize("cookie", ["nothing", "AAAA", "A" * 3_999])
def test_what_is_not_ours_shows_nothing(office: Office, cookie: str) -> None:
    client = office.client(WHOLE)
    client.cookies.set(COOKIE, cookie)
    answer = client.get(PERSON)
    assert (answer.status_code, SECRET.search(answer.text)) == (200, None)
