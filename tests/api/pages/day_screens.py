"""``make screens``: twelve pictures of the demonstration's pages on its day, under ``docs/screens``.

The day, its figures and its clock are fixed, so the same program and the same browser with the same fonts give the same
pictures; another browser's differ in how it draws letters.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from api.app import create_app
from demo.day import run_up_to_day
from demo.day_steps import load_day_steps
from demo.demo_store import DemoStore
from demo.send_records import SENT
from returnonce.access import sessions
from returnonce.clock import FixedClock
from tests.api.pages.chromium import browser, chromium
from tests.api.pages.sample_publication import demonstration
from tests.api.real_server import serve_app
from tests.repository import ROOT

TARGET = ROOT / "docs" / "screens"
WIDTH, HEIGHT, QUALITY = 1180, 860, 60
OFFICER, APPROVER, REGULATOR = "sample-officer", "sample-approver", "sample-regulator"
LATE = "lewisham/south-london-maudsley/ndtms/2026-M04"
COUNCIL = "lewisham/lewisham-childrens-services"
CENSUS = "lewisham-childrens-services/cin_FY2025-26_mistyped_illustrative.xml"
CORE = "core-data-set/E09000023/FY2024-25"


class Screen(NamedTuple):
    """``name``: of the picture. ``lead``: a link on the page to follow first. ``sends``: a file of records of the
    day that is checked first. ``top``: what is scrolled to."""

    name: str
    who: str
    path: str
    lead: str = ""
    sends: str = ""
    top: str = ""


SCREENS = (
    Screen("schedule", OFFICER, "/schedule?sort=state"),
    Screen("months", OFFICER, "/schedule?view=months&place=lewisham", top=".ro-heat"),
    Screen("chase", OFFICER, f"/chase?key={LATE}"),
    Screen("more-time", OFFICER, f"/more-time/{LATE}"),
    Screen("returns", OFFICER, "/returns"),
    Screen("return", OFFICER, f"/returns/{CORE}"),
    Screen(
        "findings", OFFICER, "/collections/lewisham/lewisham-childrens-services/cin/FY2025-26", sends=CENSUS, top="h1"
    ),
    Screen("receipt", OFFICER, f"/collections/{COUNCIL}/ssda903/FY2025-26", lead="receipt"),
    Screen("figure", OFFICER, "/figures/cla-rate/Lewisham/FY2024-25"),
    Screen("approval", APPROVER, "/approvals", lead="profile", top="h1"),
    Screen("edition", REGULATOR, "/editions/national-indicators/E09000023/FY2009-10/2"),
    Screen("burden", OFFICER, "/burden?span=FY2009-10", top=".ro-picture"),
)


@contextmanager
def demonstration_day(folder: Path) -> Iterator[tuple[DemoStore, str]]:
    """The demonstration up to its day, served with a clock that stands still; its context and its address."""
    steps = load_day_steps()
    if not (folder / "demo").exists():
        run_up_to_day(folder / "demo", steps, say=lambda _words: None)
    store = DemoStore(folder / "demo", FixedClock(steps.today))
    with serve_app(create_app(store, pages=demonstration())) as address:
        yield store, address
    store.engine.dispose()


def take(target: Path = TARGET) -> list[Path]:
    """Every picture anew, and none besides."""
    with tempfile.TemporaryDirectory() as folder, demonstration_day(Path(folder)) as (store, address):
        target.mkdir(parents=True, exist_ok=True)
        for before in target.glob("*.webp"):
            before.unlink()
        with browser() as opened:
            return [_take(opened, store, address, screen, target) for screen in SCREENS]


def _take(opened: Browser, store: DemoStore, address: str, screen: Screen, target: Path) -> Path:
    context = opened.new_context(viewport={"width": WIDTH, "height": HEIGHT}, base_url=address)
    token = sessions.begin_session(store.engine, store.clock, screen.who, how="sample")
    # A machine that does other things as well is slow to fill a return.
    context.set_default_timeout(180_000)
    context.add_cookies([{"name": "returnonce_session", "value": token, "url": address}])
    page = context.new_page()
    answer = page.goto(screen.path)
    if screen.lead:
        page.get_by_role("main").get_by_role("link").filter(has_text=screen.lead).first.click()
        page.wait_for_load_state()
    if screen.sends:
        page.locator("input[type=file]").set_input_files(store.out / SENT / screen.sends)
        page.get_by_role("button", name="Check first").click()
        page.wait_for_load_state()
    assert answer is not None
    assert answer.ok, (screen.name, answer.status, page.inner_text("main")[:300])
    if screen.top:
        page.locator(screen.top).first.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top - 130)")
    path = target / f"{screen.name}.webp"
    path.write_bytes(_shoot(page))
    context.close()
    return path


def _shoot(page: Page) -> bytes:
    """The window as WebP: a quarter of the size of PNG."""
    asked: dict[str, Any] = {"format": "webp", "quality": QUALITY}
    shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("There is no Chromium on this machine, so no picture was made: apt-get install chromium.")
    for picture in take():
        sys.stdout.write(f"{picture.relative_to(ROOT)}  {picture.stat().st_size:,} bytes\n")
