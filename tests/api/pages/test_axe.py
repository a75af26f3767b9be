"""Every page in every state: axe finds nothing, the page is as wide as its window, and it weighs less than 150 kB.

``page_states.tsv`` has a row for each page: who looks, at which address, and at which one it has to refuse.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import axe_playwright_python
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from api.app import create_app
from api.pages.help_words import CHECKED_BY
from api.pages.wiring import PAGE_MODULES
from demo.sample_people import add_people
from returnonce.access import sessions
from tests.api.pages.axe_report import faults
from tests.api.pages.chromium import browser
from tests.api.pages.forms import GOOD, KEY, send
from tests.api.pages.hand import sideways
from tests.api.pages.missing_tools import need_styled_pages
from tests.api.pages.sample_publication import (
    OFFICER,
    correct,
    demonstration,
    open_corrected,
    open_publishing,
    with_samples,
)
from tests.api.pages.sample_service import TODAY, House, build, furnish
from tests.api.pages.screenshots import CELL, OWED
from tests.api.real_server import serve_app

pytestmark = pytest.mark.long

MOST_BYTES = 150_000
#: Addresses of files, and of what only leads elsewhere.
NO_PAGES = ("{file}", "/file", ".xlsx", ".zip", ".csv", "/sign-in/council", "/sign-in/council/back", "/")


class PageRow(NamedTuple):
    """A row of the table; ``error``: empty where the page has nothing to refuse."""

    page: str
    who: str
    path: str
    error: str


def read_rows() -> list[PageRow]:
    with (Path(__file__).parent / "page_states.tsv").open(encoding="utf-8", newline="") as stream:
        return [PageRow(**row) for row in csv.DictReader(stream, delimiter="\t")]


ROWS = read_rows()


def nothing(house: House) -> Mapping[str, str]:
    """Nobody sent anything."""
    add_people(house.engine, TODAY)
    with_samples(house)
    return {}


def one(house: House) -> Mapping[str, str]:
    """One figure, one edition, one correction."""
    correct(house, 35, "first")
    edition = open_corrected(house)
    return {"hash": edition.files[0].sha256}


def many(house: House) -> Mapping[str, str]:
    """What several agencies sent, two editions, a proposal, and a file that was checked."""
    names = furnish(house)
    told = open_publishing(house)
    upload = send(told.client(OFFICER), GOOD, action="check").headers["location"].rsplit("/", 1)[1]
    return {
        "submission": names["lewisham-pct"], "proposal": told.third.name, "hash": told.first.files[0].sha256,
        "upload": upload,
    }  # fmt: skip


class State(NamedTuple):
    """``furnish``: what is in the store. ``address``: of a row. ``who``: looks at it. ``statuses``: that fit."""

    furnish: Callable[[House], Mapping[str, str]]
    address: Callable[[PageRow], str]
    who: Callable[[PageRow], str]
    statuses: frozenset[int]


def shown(row: PageRow) -> str:
    return row.path


def own(row: PageRow) -> str:
    return row.who


def stranger(row: PageRow) -> str:
    """Somebody whose account may not see it."""
    return "sample-regulator" if row.who == "sample-administrator" else "sample-administrator"


SEEN, REFUSED = frozenset({200, 404}), frozenset({200, 400, 404, 409, 422})
STATES = {
    "empty": State(nothing, shown, own, SEEN), "one": State(one, shown, own, SEEN),
    "many": State(many, shown, own, frozenset({200})), "error": State(many, lambda row: row.error, own, REFUSED),
    "locked": State(many, shown, stranger, frozenset({200, 403, 404})),
}  # fmt: skip


def test_every_page_is_in_the_table() -> None:
    routes = [route for module in PAGE_MODULES for route in module.router.routes if isinstance(route, APIRoute)]
    pages = {route.path for route in routes if "GET" in route.methods and not route.path.endswith(NO_PAGES)}
    assert pages - {""} == {row.page for row in ROWS}


def test_the_accessibility_statement_names_this_axe() -> None:
    source = Path(axe_playwright_python.__file__ or "").parent / "axe.min.js"
    assert source.read_text(encoding="utf-8")[:40].split(" v")[1].split("\n")[0] == CHECKED_BY.removeprefix("axe-core ")


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    """One browser for all of them."""
    need_styled_pages()
    with browser() as each:
        yield each


@pytest.mark.parametrize("name", STATES)
def test_no_page_has_a_fault_in_this_state(name: str, opened: Browser, tmp_path: Path) -> None:
    state, found = STATES[name], dict[str, Any]()
    house = build(tmp_path, places=("lewisham",))
    names = {"key": KEY, "owed": OWED, "return": "national-indicators/E09000023/FY2009-10", "cell": CELL}
    names |= dict.fromkeys(("submission", "proposal", "upload", "hash"), "0" * 64) | state.furnish(house)
    with serve_app(create_app(house.context, pages=demonstration())) as address:
        for row in ROWS:
            path = state.address(row)
            for mark, value in names.items():
                path = path.replace("{" + mark + "}", value)
            if path:
                page = open_page(opened, house, address, state.who(row) if row.who else "")
                found[path] = look(page, path, state.statuses)
                page.context.close()
    house.engine.dispose()
    assert len(found) > 25
    assert {path: fault for path, fault in found.items() if fault} == {}


def open_page(opened: Browser, house: House, address: str, who: str) -> Page:
    context = opened.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.set_default_timeout(60_000)
    if who:
        token = sessions.begin_session(house.engine, TODAY, who, how="sample")
        context.add_cookies([{"name": "returnonce_session", "value": token, "url": address}])
    return context.new_page()


def look(page: Page, path: str, statuses: frozenset[int]) -> str:
    """What is wrong with a page, in words; empty where nothing is."""
    weights = list[float]()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    answer = page.goto(path, wait_until="networkidle")
    assert answer is not None
    wrong = [f"status {answer.status}"] if answer.status not in statuses else []
    wrong += [f"{sum(weights):,.0f} bytes"] if sum(weights) > MOST_BYTES else []
    wrong += [faults(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += [f"{sideways(page)} pixels too wide"] if sideways(page) > 0 else []
    return "; ".join(each for each in wrong if each)
