"""Every journey from end to end in Chromium: with and without JavaScript, by keyboard, narrow, large and printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.app import create_app
from demo.sample_people import add_people
from demo.template_filling import fill_template
from jobs.remind import remind_now
from returnonce.clock import FixedClock
from tests.api.pages.chromium import browser
from tests.api.pages.forms import HEAD
from tests.api.pages.hand import WAYS, Hand, open_hand
from tests.api.pages.missing_tools import missing, need_styled_pages
from tests.api.pages.sample_publication import correct, demonstration, open_corrected, with_samples
from tests.api.pages.sample_service import FIGURES, TODAY, House, build, furnish
from tests.api.real_server import serve_app

pytestmark = pytest.mark.long

TEAM = "Data lead, Lewisham Youth Offending Team"
OFFICER, APPROVER, AUDITOR = "Performance officer, Lewisham", "Head of performance, Lewisham", "Auditor, Lewisham"
DEPARTMENT = "Analyst at the department that receives the National Indicators"
ANSWERS = FIGURES / "lewisham" / "lewisham-yot-illustrative.csv"
#: A period that says too little, in row 2.
WRONG = HEAD + b"NI 43,Lewisham,2009,,,7,120,,,,\n"
WEEK_BEFORE = FixedClock(datetime(2010, 6, 9, 8, tzinfo=UTC))


@dataclass
class Stage:
    """A store that is served, and somebody before it."""

    house: House
    address: str
    hand: Hand


def unpublished(house: House) -> None:
    """Nothing is published; a figure fell to zero, about which the checks ask."""
    add_people(house.engine, TODAY)
    with_samples(house)
    correct(house, 0, "corrected")


def agency(stage: Stage) -> None:
    """Reminder, template, upload, mend, preview, submit, receipt."""
    hand, here = stage.hand, stage.house.context.replace(clock=WEEK_BEFORE)
    mail = next(each for each in remind_now(here).wrote if "yot" in each.recipient)
    link = re.search(r"https?://\S+?(/collections/\S+)", mail.body)
    assert link, mail.body
    hand.open(link[1])
    hand.press(f"Sign in as {TEAM}")
    hand.read("What is owed", "Last period")
    template = hand.folder / "template.xlsx"
    template.write_bytes(hand.download("Download the template"))
    hand.attach("figures.csv", WRONG)
    hand.press("Send")
    hand.read("There is a problem", "Row 2, column C (period)")
    hand.attach("figures.xlsx", fill_template(template, ANSWERS))
    hand.press("Check first, store nothing")
    hand.read("would be accepted", "Beside what was given before")
    hand.press("Send it")
    hand.read("Received", "Where your figures go", "SHA-256 of the file")


def officer(stage: Stage) -> None:
    """Overview, chase, review, query, approve, publish."""
    hand = stage.hand
    hand.sign_in(OFFICER)
    hand.open("/schedule?span=FY2009-10")
    hand.follow("Chase : National Indicator Set, 2009-10, Lewisham Youth Offending Team")
    hand.write("Message", "Please send what you owe by Friday.")
    hand.press("Send it")
    hand.read("Chased 8 June 2010")
    hand.choose_from_menu("Returns")
    hand.follow("National Indicator Set")
    hand.read("agencies owe", "must be answered first")
    hand.follow("Answer it")
    hand.write("Answer", "It stands.")
    hand.press("Answer")
    hand.read("It stands.")
    hand.open("/returns/national-indicators/E09000023/FY2009-10")
    put_up(hand)
    publish(hand)
    hand.read("edition 1")


def put_up(hand: Hand) -> None:
    hand.write("Note to who approves it (optional)", "As agreed.")
    hand.press("Put up for approval")
    hand.read("somebody else has to approve it")


def publish(hand: Hand) -> None:
    """The second person approves what was put up, and the officer publishes it."""
    at = hand.page.url
    hand.sign_in(APPROVER)
    hand.follow("National Indicator Set")
    hand.press("Approve")
    hand.sign_in(OFFICER)
    hand.open(at)
    hand.press("Publish")


def regulator(stage: Stage) -> None:
    """Notified, fetch, verify, acknowledge."""
    hand = stage.hand
    hand.sign_in(DEPARTMENT)
    hand.follow("National Indicator Set")
    at = hand.page.url
    data = hand.download("csv")
    hand.open("/verify")
    hand.attach("figures.csv", data)
    hand.press("Verify it")
    hand.read("Verified")
    hand.open(at)
    hand.press("Acknowledge")
    hand.read("Acknowledged by hash")


def restate(stage: Stage) -> None:
    """A correction came since the edition: look at what would change, put it up again, publish."""
    hand = stage.hand
    hand.sign_in(OFFICER)
    hand.open("/schedule")
    hand.read("came since edition 1")
    hand.follow("National Indicator Set")
    hand.read("What would change", "(40 of 351)")
    hand.choose("Why it is published again", "A figure was given wrongly and has been corrected")
    put_up(hand)
    publish(hand)
    hand.read("edition 2", "What changed since edition 1")


def auditor(stage: Stage) -> None:
    """One figure and its whole life."""
    hand = stage.hand
    hand.sign_in(AUDITOR)
    hand.open("/figures")
    hand.write("Indicator", "NI 62")
    hand.write("Area", "Lewisham")
    hand.write("Period", "2009-10")
    hand.press("Show the figure")
    hand.read("(40 of 351)", "correction.csv")
    hand.follow("audit trail")
    hand.read("Received and accepted", "Published", "edition 1, in line NI 62, by Performance officer, Lewisham")
    hand.follow("See its receipt")
    hand.read("SHA-256 of the file", "Your 24 figures fill these 24 lines in 1 return")


JOURNEYS: dict[Callable[[Stage], None], Callable[[House], object]] = {
    agency: unpublished, officer: unpublished, regulator: open_corrected, restate: open_corrected,
    auditor: open_corrected,
}  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    """One browser for all of them."""
    need_styled_pages()
    with browser() as one:
        yield one


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_a_journey_can_be_made(journey: Callable[[Stage], None], way: str, opened: Browser, tmp_path: Path) -> None:
    if WAYS[way].prints and shutil.which("pdftotext") is None:
        missing("there is no pdftotext on this machine (apt-get install poppler-utils)")
    house = build(tmp_path, places=("lewisham",), base_url="http://127.0.0.1")
    furnish(house)
    JOURNEYS[journey](house)
    with serve_app(create_app(house.context, pages=demonstration())) as address:
        hand = open_hand(opened, address, WAYS[way], tmp_path)
        journey(Stage(house, address, hand))
        hand.page.context.close()
    house.engine.dispose()
    assert hand.told == []
