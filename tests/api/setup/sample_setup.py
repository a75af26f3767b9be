"""A setup to look at, and a browser that brought its code."""

from __future__ import annotations

from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from api.pages.static_files import ASSETS
from api.setup.app import create_setup_app
from api.setup.journey import SetupJourney
from mappings.ruleset.app_context import AppContext
from returnonce.settings import Settings, read_settings
from tests.api.pages.forms import Page
from tests.api.pages.sample_service import TODAY
from tests.shipped import load_ruleset

BASE = "http://127.0.0.1:8765"


def open_context(folder: Path) -> AppContext:
    """As ``start`` opens a workspace, with the clock of the tests."""
    return AppContext(read_settings({}, folder), TODAY)


def open_setup(here: Path) -> SetupJourney:
    """A setup in a folder in which nothing is made yet."""
    return SetupJourney(load_ruleset(), TODAY, here, open_context)


def browser_of(journey: SetupJourney, *, enter: bool = True) -> TestClient:
    """A browser at the setup; ``enter``: with its code."""
    assets = ASSETS if ASSETS.is_dir() else None
    app = create_setup_app(journey, Settings(), assets)
    browser = TestClient(app, base_url=BASE, headers={"Accept": "text/html"}, follow_redirects=False)
    if enter:
        assert send(browser, "/setup", code=journey.code).status_code == 303
    return browser


def send(browser: TestClient, path: str, **fields: str) -> Response:
    """A form of the page, filled in."""
    token = Page(browser.get(path)).token
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    return browser.post(path, data={"token": token, **fields}, headers=ours)


def send_sheet(browser: TestClient, data: bytes, name: str = "setup.xlsx") -> Response:
    """The form with the sheet."""
    token = Page(browser.get("/setup/who")).token
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    return browser.post("/setup/who", data={"token": token}, files={"file": (name, data)}, headers=ours)
