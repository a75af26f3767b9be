"""Signing in with the council's own account, through the pages, at a provider in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.page_state import PageState
from demo.sample_people import add_people
from returnonce.access.accounts import find_account
from returnonce.access.oidc_subjects import link_subject
from returnonce.access.principals import OPERATOR
from returnonce.clock import SystemClock
from returnonce.db import transaction
from tests.api.auth.oidc.conftest import Running, provider
from tests.api.auth.oidc.provider import CLIENT, SECRET
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import House, build
from tests.contexts import make_context

__all__ = ["provider"]
BASE = "http://127.0.0.1:8765"
pytestmark = pytest.mark.filterwarnings("ignore:JWS algorithm:UserWarning")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, provider: Running) -> Iterator[House]:
    """An officer whom an administrator linked to subject-1."""
    house = build(
        tmp_path_factory.mktemp("house"), places=("lewisham",), oidc_issuer=provider.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
    )  # fmt: skip
    add_people(house.engine, SystemClock())
    with transaction(house.engine) as session:
        officer = find_account(session, "sample-officer")
        link_subject(session, SystemClock(), officer, issuer=provider.issuer, sub="subject-1", by=OPERATOR)
    yield house
    house.engine.dispose()


@pytest.fixture
def visitor(house: House) -> TestClient:
    return browser(house)


def browser(house: House, **changes: object) -> TestClient:
    settings = house.settings.model_copy(update=changes)
    context = make_context(house.engine, ruleset=house.ruleset, clock=SystemClock(), settings=settings)
    app = create_app(context, pages=PageState())
    return TestClient(app, base_url=BASE, headers={"Accept": "text/html"}, follow_redirects=False)


def there(visitor: TestClient, running: Running) -> dict[str, str]:
    """To the provider; what it sends back."""
    begun = visitor.get("/sign-in/council?next=/schedule")
    assert begun.status_code == 303
    assert all(word in begun.headers["set-cookie"] for word in ("HttpOnly", "SameSite=lax", "Max-Age=600"))
    return running.visit(begun.headers["location"])


def test_a_linked_person_is_signed_in(visitor: TestClient, provider: Running) -> None:
    provider.next("subject-1")
    assert "Sign in with your council account" in Page(visitor.get("/sign-in")).text
    response = visitor.get("/sign-in/council/back", params=there(visitor, provider))
    assert (response.status_code, response.headers["location"]) == (303, "/schedule")
    assert "your council account" in Page(visitor.get("/account")).text
    assert "returnonce_flow" not in visitor.cookies


@pytest.mark.parametrize(
    ("subject", "lie", "status", "said"),
    [("subject-2", "", 403, "reference: subject-2"), ("subject-1", "nonce", 401, "could not be confirmed"),
     ("subject-1", "aud", 401, "could not be confirmed"), ("subject-1", "none", 401, "could not be confirmed"),
     ("subject-1", "fails", 503, "does not answer"), ("<script>alert(1)</script>", "", 403, "no account here")],
)  # fmt: skip
def test_nobody_else_is(
    visitor: TestClient, provider: Running, subject: str, lie: str, status: int, said: str
) -> None:  # fmt: skip
    provider.next(subject, lie)
    response = visitor.get("/sign-in/council/back", params=there(visitor, provider))
    assert response.status_code == status
    assert said in Page(response).text
    assert "<script>alert" not in response.text
    assert "returnonce_session" not in visitor.cookies


@pytest.mark.long
def test_the_answer_serves_only_the_browser_that_asked_and_once(
    visitor: TestClient, house: House, provider: Running
) -> None:  # fmt: skip
    provider.next("subject-1")
    answer = there(visitor, provider)
    assert browser(house).get("/sign-in/council/back", params=answer).status_code == 401
    assert visitor.get("/sign-in/council/back", params=answer).status_code == 303
    assert visitor.get("/sign-in/council/back", params=answer).status_code == 401
    assert visitor.get("/sign-in/council/back").status_code == 401


def test_a_provider_that_is_down_gives_a_page(house: House) -> None:
    response = browser(house, oidc_issuer="http://127.0.0.1:9").get("/sign-in/council")
    assert response.status_code == 503
    assert "cannot be used now" in Page(response).text
    assert "Password" in Page(response).text, "who has a password can still sign in"


@pytest.mark.long
def test_without_a_provider_there_is_no_such_way(house: House) -> None:
    nowhere = browser(house, oidc_issuer=None, oidc_client_id=None, oidc_client_secret=None)
    assert nowhere.get("/sign-in/council").status_code == 404
    assert nowhere.get("/sign-in/council/back").status_code == 404
    assert "council account" not in Page(nowhere.get("/sign-in")).text
