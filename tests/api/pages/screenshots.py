"""``make every-screen``: a picture of every page, at a desk and on a telephone, for people to look at."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from api.app import create_app
from api.pages.static_files import find_assets
from api.setup.app import create_setup_app
from api.setup.journey import SetupJourney
from returnonce.access import sessions
from returnonce.settings import Settings
from tests.api.pages.chromium import browser, chromium
from tests.api.pages.sample_publication import EDITIONS, Publishing, demonstration, open_publishing
from tests.api.pages.sample_service import FIGURES, TODAY, House, build, furnish
from tests.api.real_server import serve_app
from tests.api.setup.sample_setup import open_setup

SIZES = {"desk": (1280, 900), "phone": (375, 800)}
KEY = "lewisham/lewisham-childrens-services/national-indicators/FY2009-10"
OWED = "lewisham/lewisham-yot/national-indicators/FY2009-10"
DRAFT = "/returns/national-indicators/E09000023/FY2009-10"
BAD = b"indicator,area,period,numerator,denominator,value,note\n" + b"".join(
    b"NI 62,Lewisham,2009,%d,450,,<b>bold</b>\n" % number for number in range(40)
)
CELL = "line=NI+62&area=E09000023&period=FY2009-10&indicator=cla-three-or-more-placements"
#: Pages of a setup in their order: name of the picture, path, what is typed, and what is pressed.
SETUP: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("setup", "/setup", {}, ""),
    ("setup-code-wrong", "/setup", {"code": "nothing"}, "Continue"),
    ("setup-council", "/setup", {"code": "CODE"}, "Continue"),
    ("setup-council-wrong", "/setup/council", {"council": "Kentt"}, "Continue"),
    ("setup-councils", "/setup/council", {"council": "sussex"}, "Continue"),
    ("setup-year", "/setup/council", {"council": "Ashford"}, "Continue"),
    ("setup-who", "/setup/year", {}, "Continue"),
    ("setup-who-wrong", "/setup/who", {}, "Send the sheet"),
    ("setup-people-wrong", "/setup/people", {"mailbox": "nobody"}, "Continue"),
    ("setup-check", "/setup/people", {"administrator": "ann"}, "Continue"),
    ("setup-made", "/setup/check", {}, "Make it"),
)


def pages(names: dict[str, str]) -> dict[str, str]:
    """Address of each page by the name of its picture."""
    received = names["lewisham-pct"]
    return {
        "schedule": "/schedule",
        "schedule-late-first": "/schedule?place=lewisham&sort=state",
        "schedule-nothing": "/schedule?span=FY2009-10&state=late&agency=nobody",
        "collection": f"/collections/{KEY}",
        "receipt": f"/submissions/{received}",
        "receipt-again": f"/submissions/{received}?again=1",
        "figure": "/figures/NI 62/Lewisham/FY2009-10",
        "figure-corrected": "/figures/NI 157.2/Ashfield/FY2009-10",
        "figure-missing": "/figures/NI 62/Nottinghamshire/FY2009-10",
        "figure-restricted": "/figures/NI 36/Lewisham/FY2009-10",
        "find-a-figure": "/figures",
        "find-a-figure-wrong": "/figures?indicator=NI+999&area=Atlantis&period=2009-10",
        "burden": "/burden",
        "sharing-agreements": "/sharing-agreements",
        "reports": "/reports",
        "not-found": "/nowhere",
    }


def take(target: Path, *, script: bool = True) -> list[Path]:
    """Every picture, as PNG files in a folder."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        house = build(Path(home))
        names = furnish(house)
        with serve_app(house.app) as address, browser() as opened:
            taken = []
            for size, (width, height) in SIZES.items():
                context = opened.new_context(
                    viewport={"width": width, "height": height}, java_script_enabled=script, base_url=address
                )
                page = context.new_page()
                for name, path in pages(names).items():
                    page.goto(path)
                    taken.append(_shot(page, target / f"{name}-{size}.png"))
                taken += _uploads(page, target, size)
                context.close()
            taken += _people(house, opened, target, script=script)
            taken += _setups(opened, target, script=script)
        house.engine.dispose()
    return taken


def _people(house: House, opened: Browser, target: Path, *, script: bool) -> list[Path]:
    """The pages of people: each as who has most to do there."""
    told, taken = open_publishing(house), []
    app = create_app(house.context, pages=demonstration())
    with serve_app(app) as address:
        for size, (width, height) in SIZES.items():
            for who, shown in signed_pages(told).items():
                context = opened.new_context(
                    viewport={"width": width, "height": height}, java_script_enabled=script, base_url=address
                )
                if who:
                    token = sessions.begin_session(house.engine, TODAY, who, how="sample")
                    context.add_cookies([{"name": "returnonce_session", "value": token, "url": address}])
                page = context.new_page()
                for name, path in shown.items():
                    page.goto(path)
                    taken.append(_shot(page, target / f"{name}-{size}.png"))
                context.close()
    return taken


def signed_pages(publishing_page: Publishing) -> dict[str, dict[str, str]]:
    """Address of each page that is somebody's, by account and by the name of its picture."""
    third = f"/approvals/{publishing_page.third.name}"
    return {
        "": {"sign-in": "/sign-in?next=/schedule", "sign-in-link": "/sign-in/link"},
        "sample-officer": {
            "account": "/account", "approvals-own": third, "propose": "/approvals/new", "returns": "/returns",
            "returns-none": "/returns?state=elsewhere", "draft": DRAFT, "draft-waiting": f"{DRAFT}?show=waiting",
            "draft-nothing": f"{DRAFT}?q=nothing+like+it", "schedule-months": "/schedule?view=months",
            "chase-all": "/chase", "chase": f"/chase?key={OWED}", "more-time": f"/more-time/{OWED}",
            "chase-none": "/chase?place=nobody", "catalogue": "/catalogue", "catalogue-none": "/catalogue?q=gnomes",
            "indicator": "/catalogue/cla-three-or-more-placements", "overlap": "/catalogue/overlap",
        },
        "sample-approver": {
            "approvals": "/approvals", "proposal": third, "proposal-all": f"{third}?show=all",
            "hidden": f"{third}/hidden/council", "edition": f"{EDITIONS}/2",
        },
        "sample-regulator": {
            "editions": "/editions", "edition-restated": f"{EDITIONS}/1", "not-yours": third,
            "editions-none": "/editions?q=atlantis",
            "editions-wrong-day": "/editions?at-day=31&at-month=6&at-year=2010",
            "edition-none": f"{EDITIONS}/2?q=gnomes", "edition-cell": f"{EDITIONS}/2/cell?{CELL}",
            "states": "/states", "states-wrong": "/states?return=national-indicators&period=x",
            "states-of-one": "/states/national-indicators/FY2009-10", "verify": "/verify",
            "verify-unknown": f"/verify?sha256={'0' * 64}", "verify-wrong": "/verify?sha256=x",
            "verify-found": f"/verify?sha256={publishing_page.first.files[0].sha256}",
        },
        "sample-auditor": {"figure-trail": "/figures/NI 62/Lewisham/FY2009-10/trail"},
        "sample-administrator": {
            "account-administrator": "/account", "not-allowed": "/schedule", "administration": "/administration",
            "people": "/administration/people", "people-none": "/administration/people?q=atlantis",
            "person": "/administration/people/sample-officer",
            "person-self": "/administration/people/sample-administrator",
            "keys": "/administration/keys", "jobs": "/administration/jobs", "packs": "/administration/packs",
            "pack": "/administration/packs/children", "places": "/administration/places",
            "place": "/administration/places/lewisham",
        },
        "sample-agency": {"schedule-agency": "/schedule?span=FY2009-10"},
    }  # fmt: skip


def walk_setup(page: Page, journey: SetupJourney) -> Iterator[str]:
    """Every page of a setup and its faults, by the name of its picture; at the end all is made."""
    for name, path, fields, button in SETUP:
        if name in {"setup", "setup-code-wrong"}:
            page.context.clear_cookies()
        page.goto(path)
        for field, text in fields.items():
            page.locator(f"#{field}").fill(journey.code if text == "CODE" else text)
        if button:
            page.get_by_role("button", name=button, exact=True).first.click()
            page.wait_for_load_state()
        yield name


def _setups(opened: Browser, target: Path, *, script: bool) -> list[Path]:
    taken = []
    for size, (width, height) in SIZES.items():
        with tempfile.TemporaryDirectory() as here:
            journey = open_setup(Path(here))
            settings = Settings()
            with serve_app(create_setup_app(journey, settings, find_assets(settings))) as address:
                context = opened.new_context(
                    viewport={"width": width, "height": height}, java_script_enabled=script, base_url=address
                )
                page = context.new_page()
                taken += [_shot(page, target / f"{name}-{size}.png") for name in walk_setup(page, journey)]
                context.close()
    return taken


def _uploads(page: Page, target: Path, size: str) -> list[Path]:
    shots = []
    for name, content, button in (
        ("collection-no-file", None, "Send"), ("collection-refused", BAD, "Send"),
        ("collection-checked", GOOD, "Check"),
    ):  # fmt: skip
        page.goto(f"/collections/{KEY}")
        if content is not None:
            file = {"name": "figures <img src=x>.csv", "mimeType": "text/csv", "buffer": content}
            page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name=button, exact=button == "Send").click()
        page.wait_for_load_state()
        shots.append(_shot(page, target / f"{name}-{size}.png"))
    return shots


GOOD = (FIGURES / "lewisham/lewisham-childrens-services-answers-illustrative.csv").read_bytes()


def _shot(page: Page, path: Path) -> Path:
    page.screenshot(path=path, full_page=True)
    return path


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("There is no Chromium on this machine: apt-get install chromium.")
    for picture in take(Path("var/screens")):
        print(picture)
