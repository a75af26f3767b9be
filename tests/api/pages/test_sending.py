"""Files sent in a real browser: a very large one, several that are dropped at once, and one after the session ended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from api.app import create_app
from api.app_state import state_of
from collectors.guests.checker import GuestChecker
from demo.sample_people import add_people
from jobs.background.upload_thread import UploadThreads
from returnonce.access import sessions
from returnonce.clock import FixedClock
from tests.api.pages.chromium import browser
from tests.api.pages.forms import GOOD, HERE
from tests.api.pages.missing_tools import need_styled_pages
from tests.api.pages.sample_publication import OFFICER, demonstration
from tests.api.pages.sample_service import TODAY, House, build
from tests.api.real_server import serve_app
from tests.collectors.records.files import ssda903, zipped

pytestmark = pytest.mark.long
SCRIPT = "<img src=x onerror=alert(1)>.csv"
#: Rows of three tables each.
CHILDREN = 33_400
#: Seconds until the page that follows a file is there; a second on a machine that does nothing else.
PATIENCE = 10


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    need_styled_pages()
    with browser() as one:
        yield one


@contextmanager
def house_at_work(folder: Path) -> Iterator[tuple[House, str]]:
    """A service whose large files are checked in children, as ``serve`` does."""
    house = build(folder, places=("lewisham",))
    add_people(house.engine, TODAY)
    with closing(GuestChecker(house.settings)) as checker:
        app = create_app(house.context, pages=demonstration(), checker=checker)
        house.app = app
        checker.start(house.context)
        uploads = UploadThreads(house.context, checker, "one")
        state_of(app).wake_judges = uploads.wake
        uploads.start()
        try:
            with serve_app(app) as address:
                yield house, address
        finally:
            uploads.stop()
    house.engine.dispose()


def open_page(opened: Browser, house: House, address: str, *, script: bool = True) -> Page:
    context = opened.new_context(base_url=address, java_script_enabled=script)
    context.set_default_timeout(60_000)
    token = sessions.begin_session(house.engine, TODAY, OFFICER, how="sample")
    context.add_cookies([{"name": "returnonce_session", "value": token, "url": address}])
    return context.new_page()


def drop(page: Page, *paths: Path) -> None:
    """Let go of files over the field, as a hand that dragged them from a folder does."""
    field = page.locator(".govuk-file-upload-button, input[type=file]:not([hidden])").first
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    event = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2,
             "data": {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}}  # fmt: skip
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", event | {"type": kind})
    page.wait_for_timeout(300)


def read(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def wait_until_judged(page: Page) -> str:
    until = time.monotonic() + 180
    while any(word in (said := read(page)) for word in ("Being checked", "Waits", "Under way")):
        assert time.monotonic() < until, said
        page.wait_for_timeout(500)
        page.reload()
    return said


def test_a_hundred_thousand_rows_are_answered_at_once_and_nobody_need_stay(opened: Browser, tmp_path: Path) -> None:
    sent = zipped(tmp_path / "set.zip", ssda903(children=CHILDREN))
    with house_at_work(tmp_path / "house") as (house, address):
        page = open_page(opened, house, address)
        page.goto(HERE)
        page.locator("input[type=file]").first.set_input_files(sent)
        began = time.monotonic()
        page.get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/uploads/**")
        assert time.monotonic() - began < PATIENCE
        assert "You can close this page" in read(page)
        where, seen = page.url, set()
        page.context.close()
        again = open_page(opened, house, address)
        again.goto(where)
        until = time.monotonic() + 180
        while again.locator("[data-reload]").count() and time.monotonic() < until:
            seen |= {name for name in ("Read Under way", "Checked Under way") if name in read(again)}
            again.wait_for_timeout(200)
            again.reload()
        assert seen
        assert "/submissions/" in again.url
        assert "Rows read 100,200" in read(again)
        with house.engine.connect() as connection:
            mails = connection.execute(text("SELECT count(*) FROM outbox")).scalar_one()
        assert mails == 1
        again.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_several_files_are_dropped_at_once(opened: Browser, tmp_path: Path, *, script: bool) -> None:
    records = zipped(tmp_path / "set.zip", ssda903())
    figures, named = tmp_path / "good.csv", tmp_path / SCRIPT
    figures.write_bytes(GOOD)
    named.write_bytes(b"indicator,area\n<script>alert(1)</script>,<b>x</b>\n")
    with house_at_work(tmp_path / "house") as (house, address):
        page, told = open_page(opened, house, address, script=script), []
        page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
        page.goto(HERE)
        drop(page, figures, records, named)
        page.get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/uploads?of=**")
        said = wait_until_judged(page)
        assert "good.csv Received" in said
        assert "set.zip Received" in said
        assert f"{SCRIPT} Not accepted" in said
        page.get_by_role("link", name=SCRIPT).click()
        page.wait_for_url("**/uploads/*")
        assert SCRIPT in read(page)
        assert told == []
        page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_session_that_ends_before_the_file_is_sent_keeps_it(opened: Browser, tmp_path: Path, *, script: bool) -> None:
    with house_at_work(tmp_path / "house") as (house, address):
        page = open_page(opened, house, address, script=script)
        page.goto(HERE)
        file = {"name": "good.csv", "mimeType": "text/csv", "buffer": GOOD}
        page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
        state = state_of(house.app)
        state.context = house.context.replace(clock=FixedClock(TODAY.now() + timedelta(minutes=31)))
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("Your file is kept for an hour").first.wait_for()
        page.get_by_role("button", name="Sign in as Performance officer, Lewisham").click()
        page.wait_for_url("**/uploads/*")
        assert "Your file is here and not sent yet" in read(page)
        assert "good.csv" in read(page)
        page.get_by_role("button", name="Send it").click()
        page.wait_for_url("**/submissions/*")
        assert "Received" in read(page)
        page.go_back()
        page.wait_for_url("**/submissions/*")
        page.context.close()
