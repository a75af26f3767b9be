"""The browser's Back on every form, in Chromium with and without JavaScript: no page of the browser's own, nothing that
was typed is lost, and nothing is done twice."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from sqlmodel import func, select

from api.app import create_app
from returnonce.access import sessions
from returnonce.audit import AuditRow
from returnonce.db import reading
from tests.api.pages.chromium import browser
from tests.api.pages.forms import GOOD, HEAD, HERE
from tests.api.pages.missing_tools import need_styled_pages
from tests.api.pages.sample_publication import APPROVER, EDITIONS, OFFICER, correct, demonstration, open_publishing
from tests.api.pages.sample_service import TODAY, House, build, furnish
from tests.api.pages.screenshots import DRAFT, OWED
from tests.api.real_server import serve_app

pytestmark = pytest.mark.long
ADMINISTRATOR = "sample-administrator"


class RefusedForm(NamedTuple):
    """A form that is refused, or answers without an address. ``field`` holds ``typed``; ``file`` is attached."""

    who: str
    path: str
    button: str
    field: str = ""
    typed: str = ""
    file: bytes = b""
    opens: str = ""


REFUSED = {
    "put up": RefusedForm(OFFICER, DRAFT, "Put up for approval", "#note", "Look at NI 62"),
    "chase": RefusedForm(OFFICER, f"/chase?key={OWED}", "Send it", "[name=subject]", " "),
    "more time": RefusedForm(OFFICER, f"/more-time/{OWED}", "Show what would happen", "#reason", "Ill"),
    "overlap": RefusedForm(OFFICER, "/catalogue/overlap", "Check the list", "textarea", "NI 62 Stability"),
    "verify": RefusedForm(OFFICER, "/verify", "Verify it", file=b"PK not a bundle.zip"),
    "no file": RefusedForm(OFFICER, HERE, "Send"),
    "figures": RefusedForm(OFFICER, HERE, "Send", file=HEAD + b"NI 62,Lewisham,2009,,,45,450,,,,\n"),
    "portal": RefusedForm(OFFICER, f"{EDITIONS}/2", "Note it", opens="Taken to a portal"),
    "person": RefusedForm(ADMINISTRATOR, "/administration/people", "Add the account", "#title", "Ann Other"),
    "sign in": RefusedForm("", "/sign-in", "Sign in", "#name", "ann"),
}  # fmt: skip


@dataclass
class Stage:
    house: House
    address: str
    browser: Browser
    proposal: str

    def page(self, who: str, *, script: bool = True) -> Page:
        context = self.browser.new_context(base_url=self.address, java_script_enabled=script)
        context.set_default_timeout(30_000)
        if who:
            token = sessions.begin_session(self.house.engine, TODAY, who, how="sample")
            context.add_cookies([{"name": "returnonce_session", "value": token, "url": self.address}])
        return context.new_page()

    def count_acts(self) -> int:
        """How many acts of people are on the audit trail."""
        with reading(self.house.engine) as session:
            return session.exec(select(func.count()).select_from(AuditRow)).one()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    need_styled_pages()
    house = build(tmp_path_factory.mktemp("back"), places=("lewisham",))
    furnish(house)
    told = open_publishing(house)
    with serve_app(create_app(house.context, pages=demonstration())) as address, browser() as opened:
        yield Stage(house, address, opened, told.third.name)
    house.engine.dispose()


def fill(page: Page, form: RefusedForm) -> None:
    page.goto(form.path)
    if form.opens:
        page.get_by_text(form.opens).click()
    if form.field:
        page.locator(form.field).fill(form.typed)
    if form.file:
        page.locator("input[type=file]").first.set_input_files(
            {"name": "a.zip" if form.button == "Verify it" else "a.csv", "mimeType": "text/csv", "buffer": form.file}
        )
    page.get_by_role("main").get_by_role("button", name=form.button, exact=True).first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("name", REFUSED)
def test_back_leads_to_the_answer_of_a_form_with_what_was_typed(stage: Stage, name: str, *, script: bool) -> None:
    form = REFUSED[name]
    page = stage.page(form.who, script=script)
    fill(page, form)
    title, text = page.title(), page.locator("main").inner_text()
    before = stage.count_acts()
    page.goto("/help")
    page.go_back()
    assert (page.title(), page.locator("main").inner_text()) == (title, text)
    if form.field:
        assert page.locator(form.field).input_value().strip() == form.typed.strip()
    assert stage.count_acts() == before
    page.context.close()


def test_nothing_that_was_refused_is_seen_after_signing_out(stage: Stage) -> None:
    page = stage.page(OFFICER)
    fill(page, REFUSED["put up"])
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    shown = ""
    # The browser has nothing to show, which is an error to whoever drives it.
    with contextlib.suppress(PlaywrightError):
        page.go_back()
        shown = page.content()
    assert "Look at NI 62" not in shown
    page.context.close()


def chase(page: Page, _: Stage) -> None:
    page.goto(f"/chase?key={OWED}")
    page.get_by_role("button", name="Send it").click()


def send_file(page: Page, _: Stage) -> None:
    page.goto(HERE)
    page.locator("input[type=file]").first.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": GOOD})
    page.get_by_role("button", name="Check", exact=False).first.click()
    page.get_by_role("button", name="Send it").click()


def send_back(page: Page, stage: Stage) -> None:
    page.goto(f"/approvals/{stage.proposal}")
    page.get_by_text("Send it back").first.click()
    page.locator("#reason").fill("Look again")
    page.get_by_role("button", name="Send back").click()


def put_up(page: Page, stage: Stage) -> None:
    correct(stage.house, 23, "another")
    page.goto(DRAFT)
    page.locator("#reason").select_option(index=1)
    page.get_by_role("button", name="Put up for approval").click()


def acknowledge(page: Page, _: Stage) -> None:
    page.goto(f"{EDITIONS}/2")
    page.get_by_role("button", name="Acknowledge").click()


#: Each with who does it and the button that is pressed again.
DONE: dict[Callable[[Page, Stage], None], tuple[str, str]] = {
    chase: (OFFICER, "Send it"), send_file: (OFFICER, "Send it"), acknowledge: ("sample-regulator", "Acknowledge"),
    send_back: (APPROVER, "Send back"), put_up: (OFFICER, "Put up for approval"),
}  # fmt: skip


@pytest.mark.parametrize("act", DONE, ids=lambda each: each.__name__)
def test_back_and_the_button_again_does_nothing_twice(act: Callable[[Page, Stage], None], stage: Stage) -> None:
    who, button = DONE[act]
    page, second = stage.page(who, script=False), stage.page(who, script=False)
    act(page, stage)
    page.wait_for_load_state()
    done = stage.count_acts()
    page.go_back()
    again = page.get_by_role("main").get_by_role("button", name=button)
    if again.count() and again.first.is_visible():
        again.first.click()
        page.wait_for_load_state()
    assert page.title().endswith("Return Once")
    assert stage.count_acts() == done
    second.goto(page.url)
    assert second.title().endswith("Return Once")
    for each in (page, second):
        each.context.close()


#: Of each page that shows a secret once, the button that makes it, and the secret. {who}: whose it is.
ONCE = {
    "/administration/keys?account={who}": ("Make the key", r"ro_[a-z0-9]{12}_[0-9a-f]{64}"),
    "/administration/people/{who}": ("Make a sign-in link", r"rol_[a-z0-9]{12}_[0-9a-f]{40}"),
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("path", ONCE)
def test_a_secret_is_shown_once_and_made_once(stage: Stage, path: str, *, script: bool) -> None:
    button, secret = ONCE[path]
    page = stage.page(ADMINISTRATOR, script=script)
    page.goto(path.format(who=OFFICER if script else APPROVER))
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    page.locator("#once").wait_for()
    assert re.search(secret, page.locator("main").inner_text())
    made = stage.count_acts()
    page.goto("/help")
    page.go_back()
    page.get_by_role("main").get_by_role("heading", level=1).wait_for()
    assert page.title().endswith("Return Once")
    page.reload()
    assert re.search(secret, page.content()) is None
    assert stage.count_acts() == made
    press_again(page, button)
    assert stage.count_acts() == made
    page.context.close()


def press_again(page: Page, button: str) -> None:
    """Where the button still has the words of the first time; else the page says what was made."""
    again = page.get_by_role("main").get_by_role("button", name=button, exact=True)
    if again.count():
        page.get_by_label("Whose").select_option(OFFICER)
        again.click()
    page.get_by_text(re.compile("was made (for .* )?at 10:30am")).first.wait_for()
