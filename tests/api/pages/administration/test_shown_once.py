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
    answer = post(client, PERSON, {"act": "link", "token": Page(client.get(PERSON)).token})
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


@pytest.mark.parametrize("cookie", ["nothing", "AAAA", "A" * 3_999])
def test_what_is_not_ours_shows_nothing(office: Office, cookie: str) -> None:
    client = office.client(WHOLE)
    client.cookies.set(COOKIE, cookie)
    answer = client.get(PERSON)
    assert (answer.status_code, SECRET.search(answer.text)) == (200, None)
