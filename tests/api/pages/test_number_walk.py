"""Twenty-seven numbers on the demonstration's pages, each one click from where it comes from, followed in Chromium.

``numbers_on_pages.tsv`` has a row for each: who looks, at which page, by which link of it first, and in which cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from demo.demo_store import DemoStore
from returnonce.access import sessions
from tests.api.pages.chromium import browser
from tests.api.pages.day_screens import demonstration_day
from tests.api.pages.missing_tools import need_styled_pages

pytestmark = pytest.mark.long
with (Path(__file__).parent / "numbers_on_pages.tsv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t"))
#: Where a number comes from: a figure, a cell of an edition, or rows of the burden.
SOURCES = re.compile(r"/figures/[^/]+/[^/]+/[^/]+|/editions/.+/cell\?|/burden/rows\?")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoStore, str, Browser]]:
    need_styled_pages()
    with demonstration_day(tmp_path_factory.mktemp("day")) as (store, address), browser() as opened:
        yield store, address, opened


def open_page(day: tuple[DemoStore, str, Browser], who: str) -> Page:
    store, address, opened = day
    context = opened.new_context(base_url=address)
    context.set_default_timeout(180_000)
    if who:
        token = sessions.begin_session(store.engine, store.clock, who, how="sample")
        context.add_cookies([{"name": "returnonce_session", "value": token, "url": address}])
    return context.new_page()


@pytest.mark.parametrize("row", ROWS, ids=[row["number"] for row in ROWS])
def test_a_number_is_one_click_from_where_it_comes_from(
    day: tuple[DemoStore, str, Browser], row: dict[str, str]
) -> None:
    page = open_page(day, row["who"])
    page.goto(row["path"])
    if row["lead"]:
        page.get_by_role("main").get_by_role("link").filter(has_text=row["lead"]).first.click()
        page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    cell = next(each for each in page.locator(row["cell"]).all() if re.search(r"\d", each.inner_text()))
    number = re.search(r"\d[\d,.]*\d|\d", cell.inner_text())
    assert number
    find_link(cell).click()
    page.wait_for_load_state()
    assert SOURCES.search(page.url)
    assert number[0] in page.locator("main").inner_text()
    page.context.close()


def find_link(cell: Locator) -> Locator:
    """The number itself where it is a link, else the name of its row."""
    own = cell.get_by_role("link")
    return own.first if own.count() else cell.locator("xpath=ancestor-or-self::tr").get_by_role("link").first
