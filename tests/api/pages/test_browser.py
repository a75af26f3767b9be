"""Pages in Debian's Chromium: axe, the keyboard, a narrow window, no JavaScript, no styles of GOV.UK."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from api.app import create_app
from api.pages.period_spans import current_span
from api.pages.rendering import template_environment
from api.pages.static_files import ASSETS
from api.pages.views.schedule import schedule_page
from api.pages.wording import STATES
from api.setup.app import create_setup_app
from returnonce.access import sessions
from returnonce.clock import today
from returnonce.settings import Settings
from tests.api.pages.axe_report import faults
from tests.api.pages.chromium import browser
from tests.api.pages.forms import GOOD, HEAD, HERE
from tests.api.pages.hand import sideways
from tests.api.pages.missing_tools import need_styled_pages
from tests.api.pages.sample_boards import board
from tests.api.pages.sample_publication import EDITIONS, Publishing, demonstration, open_publishing
from tests.api.pages.sample_service import TODAY, build, furnish, without_frontend
from tests.api.pages.screenshots import signed_pages, walk_setup
from tests.api.real_server import serve_app
from tests.api.setup.sample_setup import open_setup

pytestmark = pytest.mark.long

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
BAD = HEAD + b"NI 62,Lewisham,2009,,,45,450,,,,\n" * 30
PATHS = (
    "/schedule", "/schedule?state=nothing_owed&agency=nobody", HERE, "/figures", "/figures?indicator=NI+999",
    "/figures/NI 62/Lewisham/FY2009-10", "/figures/NI 62/Lewisham/FY2003-04", "/figures/NI 36/Lewisham/FY2009-10",
    "/figures/NI 62/Lewisham/FY2009-10/sources/1", "/calendar", "/calendar?year=FY2030-31",
    "/burden?span=FY2009-10&drop=vital-signs", "/burden?drop_line=NI+999", "/nowhere",
)  # fmt: skip
#: Without GOV.UK Frontend the markup is the same; only contrast and sizes can differ.
PLAIN = ("/schedule", HERE, "/figures?indicator=NI+999")


@dataclass
class Stage:
    """A store, served twice: with GOV.UK Frontend and without it; and a browser that looks at it."""

    styled: str
    plain: str
    browser: Browser
    names: dict[str, str]

    def page(self, address: str = "", *, width: int = 1280, height: int = 900, script: bool = True) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            base_url=address or self.styled,
        )
        context.set_default_timeout(60_000)
        return context.new_page()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One store and one browser for all of them."""
    need_styled_pages()
    house = build(tmp_path_factory.mktemp("house"), places=("lewisham",))
    names = furnish(house)
    with serve_app(house.app) as styled, serve_app(without_frontend(house)) as plain, browser() as opened:
        yield Stage(styled, plain, opened, names)
    house.engine.dispose()


def send(page: Page, content: bytes | None, button: str = "Send", name: str = "figures.csv") -> None:
    page.goto(HERE)
    if content is not None:
        file: Any = {"name": name, "mimeType": "text/csv", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=button, exact=button == "Send").click()
    page.wait_for_load_state()


def test_axe_finds_nothing_on_any_page(stage: Stage) -> None:
    page = stage.page()
    found = {}
    for path in (*PATHS, f"/submissions/{stage.names['lewisham-pct']}?again=1"):
        page.goto(path)
        found[path] = faults(page)
    for name, content, button in (("none", None, "Send"), ("bad", BAD, "Check"), ("checked", GOOD, "Check")):
        send(page, content, button)
        found[name] = faults(page)
        assert page.title().startswith("Error: ") == (name != "checked")
    page.context.close()
    assert {path: told for path, told in found.items() if told} == {}


def test_axe_finds_nothing_on_plain_pages(stage: Stage) -> None:
    page = stage.page(stage.plain)
    found = {}
    for path in PLAIN:
        page.goto(path)
        assert page.locator("body.plain").count() == 1
        found[path] = faults(page)
    page.context.close()
    assert {path: told for path, told in found.items() if told} == {}


def test_axe_finds_nothing_in_any_state_nor_with_long_words(stage: Stage) -> None:
    """A schedule of every state, and words that do not break; put where the real page stands."""
    rows = [{"state": state, "agency_name": LONG, "title": LONG, "why_state": LONG, "findings": 3} for state in STATES]
    span = current_span(today(TODAY))
    shown = schedule_page(board(*rows), {}, spans={"now": "Around now"}, span=span, places={"lewisham": LONG})
    about = {"title": LONG, "heading": LONG, "at": "schedule", "styled": True}
    text = template_environment().get_template("schedule.html").render(about | {"page": shown})
    page = stage.page(width=320)
    page.route("**/made-up", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto("/made-up")
    assert faults(page) == ""
    assert sideways(page) <= 0
    page.context.close()


@pytest.mark.parametrize("how", ["styled", "plain"])
def test_a_window_of_320_pixels_needs_no_scrolling_sideways(stage: Stage, how: str) -> None:
    """1,280 pixels at 400% zoom."""
    page = stage.page(getattr(stage, how), width=320, height=256)
    wide = {}
    for path in (*PATHS, f"/submissions/{stage.names['lewisham-pct']}"):
        page.goto(path)
        wide[path] = sideways(page)
    page.context.close()
    assert {path: by for path, by in wide.items() if by > 0} == {}


def test_from_the_schedule_to_a_receipt_by_keyboard_alone(stage: Stage) -> None:
    page = stage.page()
    page.goto("/schedule?agency=lewisham-childrens-services&span=FY2009-10")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "a", "National Indicator Set")
    page.keyboard.press("Enter")
    page.wait_for_url("**/collections/**")
    field = page.locator("input[type=file]")
    field.set_input_files({"name": "again.csv", "mimeType": "text/csv", "buffer": GOOD})  # type: ignore[arg-type]
    tab_to(page, "button", "Send")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/**")
    assert page.locator("h1").inner_text() == "Received"
    page.context.close()


def tab_to(page: Page, tag: str, text: str, most: int = 60) -> None:
    """Press Tab until such an element has the focus, and see that it shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate("[document.activeElement.tagName, document.activeElement.textContent.trim()]")
        if at[0].casefold() == tag and at[1].startswith(text):
            style = "getComputedStyle(document.activeElement)"
            seen = page.evaluate(f"[{style}.outlineStyle, {style}.boxShadow, {style}.backgroundColor]")
            assert seen[0] != "none" or seen[1] != "none", seen
            return
    raise AssertionError(f"Tab never came to {text}")


@pytest.mark.parametrize("how", ["styled", "plain"])
def test_everything_works_without_javascript(stage: Stage, how: str) -> None:
    page = stage.page(getattr(stage, how), script=False)
    page.goto("/schedule")
    page.get_by_label("State", exact=True).select_option("late")
    page.get_by_role("button", name="Show").click()
    assert "state=late" in page.url
    page.get_by_role("link", name="Agency", exact=True).click()
    assert "sort=agency" in page.url
    assert "state=late" in page.url
    send(page, BAD, "Check")
    page.get_by_role("link", name="The period '2009' is not clear").click()
    assert page.url.endswith("#finding-period-unclear")
    assert page.get_by_text("Rows 2 to 31, column C (period):").is_visible()
    send(page, GOOD, "Check")
    page.get_by_role("button", name="Send it").click()
    assert page.locator("h1").inner_text() == "Received"
    # The page of the file that was checked leads to its receipt now.
    page.go_back()
    assert page.locator("h1").inner_text() == "Received"
    page.context.close()


@pytest.mark.parametrize("how", ["styled", "plain"])
def test_an_error_takes_the_focus_and_leads_to_its_field(stage: Stage, how: str) -> None:
    page = stage.page(getattr(stage, how))
    send(page, None)
    page.locator(".govuk-error-summary:focus").wait_for()
    page.get_by_role("link", name="Choose a file.").click()
    assert page.evaluate("document.activeElement.closest('form') !== null")
    page.context.close()


def test_browsers_report_nothing_amiss(stage: Stage) -> None:
    """No breach of the policy, no file that is missing, no error of a script."""
    page, told = stage.page(), list[str]()
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("response", lambda answer: told.append(answer.url) if answer.status >= 400 else None)
    for path in ("/schedule", HERE, "/figures/NI 62/Lewisham/FY2009-10", "/burden?span=FY2009-10&drop=vital-signs"):
        page.goto(path)
    page.context.close()
    assert told == []


def test_a_long_collection_prints_with_its_reasons(stage: Stage, tmp_path: Path) -> None:
    page = stage.page()
    page.goto(HERE)
    page.emulate_media(media="print")
    assert not page.locator("form").is_visible()
    assert page.locator("table").first.is_visible()
    page.context.close()


@pytest.fixture(scope="module")
def signed(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Publishing]]:
    """A demonstration with editions, served beside; names, notes and receipts try to be markup."""
    house = build(tmp_path_factory.mktemp("signed"), places=("lewisham",))
    furnish(house)
    publishing_page = open_publishing(house, note=f"<img src=x onerror=alert(1)> {LONG}")
    app = create_app(house.context, pages=demonstration())
    with serve_app(app) as address:
        yield Stage(address, address, stage.browser, {}), publishing_page
    house.engine.dispose()


def as_somebody(stage: Stage, publishing_page: Publishing, who: str, **how: Any) -> Page:
    """A window of somebody's who is signed in."""
    page = stage.page(**how)
    if who:
        token = sessions.begin_session(publishing_page.house.engine, TODAY, who, how="sample")
        page.context.add_cookies([{"name": "returnonce_session", "value": token, "url": stage.styled}])
    return page


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_people_have_no_fault_at_any_width(signed: tuple[Stage, Publishing], width: int) -> None:
    stage, told = signed
    found = {}
    for who, shown in signed_pages(told).items():
        page = as_somebody(stage, told, who, width=width)
        page.on("dialog", lambda _: found.update(dialog="a script ran"))
        for name, path in shown.items():
            page.goto(path)
            found[name] = faults(page) if width > 320 else "wide" * (sideways(page) > 0)
        page.context.close()
    assert {name: fault for name, fault in found.items() if fault} == {}


def test_a_sign_in_link_fills_its_code_in_and_leaves_the_address(stage: Stage) -> None:
    page = stage.page()
    page.goto("/sign-in/link#rol_code")
    assert page.locator("#link").input_value() == "rol_code"
    assert page.url.endswith("/sign-in/link")
    page.context.close()
    # Without a script the code is copied by hand.
    page = stage.page(script=False)
    page.goto("/sign-in/link#rol_code")
    assert "What stands behind the #" in page.inner_text("main")
    page.context.close()


def test_from_one_press_to_an_approval_by_keyboard_alone(signed: tuple[Stage, Publishing]) -> None:
    stage, told = signed
    page = stage.page()
    page.goto("/sign-in")
    for _ in range(3):
        tab_to(page, "button", "Sign in as" if _ else "Sign in")
    page.locator("button[value=sample-approver]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals")
    tab_to(page, "a", "National Indicator Set")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{told.third.name}")
    tab_to(page, "summary", "Send it back")
    page.keyboard.press("Enter")
    tab_to(page, "button", "Send back")
    page.keyboard.press("Enter")
    page.locator(".govuk-error-summary:focus").wait_for()
    assert faults(page) == ""
    page.context.close()


def test_an_edition_is_noted_as_sent_and_withdrawn_without_javascript(signed: tuple[Stage, Publishing]) -> None:
    stage, told = signed
    page = as_somebody(stage, told, "sample-officer", script=False)
    page.goto(f"{EDITIONS}/2")
    page.get_by_text("Taken to a portal").click()
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.title().startswith("Error: ")
    page.get_by_label("The portal\u2019s receipt").fill("<script>alert(1)</script>")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("receipt <script>alert(1)</script>").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.context.close()
    page = as_somebody(stage, told, "sample-approver", script=False)
    page.goto(f"{EDITIONS}/1")
    page.get_by_text("Withdraw this edition").click()
    page.get_by_label("Why it is withdrawn").fill("<b>wrong</b>")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    assert "<b>wrong</b>" in page.locator(".govuk-warning-text").inner_text()
    page.context.close()
    page = as_somebody(stage, told, "sample-officer")
    page.goto(f"{EDITIONS}/2")
    assert faults(page) == ""
    page.goto(f"{EDITIONS}/1")
    assert faults(page) == ""
    page.context.close()


def test_the_setup_has_no_fault_in_any_state(stage: Stage, tmp_path: Path) -> None:
    journey, found = open_setup(tmp_path), {}
    app = create_setup_app(journey, Settings(), ASSETS)
    with serve_app(app) as address:
        for width in (1280, 320):
            page = stage.page(address, width=width, script=width > 320)
            for name in walk_setup(page, journey):
                found[f"{name} {width}"] = faults(page) if width > 320 else "wide" * (sideways(page) > 0)
            page.context.close()
            journey.answers = journey.report = None
    assert {name: fault for name, fault in found.items() if fault} == {}
