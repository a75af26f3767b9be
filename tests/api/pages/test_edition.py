"""An edition's page: its numbers first, each a click from where it comes from; then downloads and changes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

import pytest

from returnonce.bundle_verification import read_keys, verify_bytes
from tests.api.pages.forms import Page
from tests.api.pages.sample_publication import APPROVER, EDITIONS, OFFICER, Publishing

pytestmark = pytest.mark.long

REGULATOR, AUDITOR = "sample-regulator", "sample-auditor"
CELL = f"{EDITIONS}/2/cell?line=NI+62&area=E09000023&period=FY2009-10&indicator=cla-three-or-more-placements"


def test_numbers_come_first_then_downloads_then_changes(published: Publishing) -> None:
    text = published.client(REGULATOR).get(f"{EDITIONS}/2").text
    places = [text.index(f'id="{name}"') for name in ("numbers", "downloads", "changes", "about", "files", "verify")]
    assert places == sorted(places)
    assert len(re.findall(r'<a class="govuk-link" href="[^"]+" download>', text.split('id="changes"')[0])) == 3


@pytest.mark.parametrize(
    ("query", "says"),
    [("?q=NI+62", "1 line. Each"), ("?q=placements", "(40 of 351)"), ("?show=changed", "1 line, changed since"),
     ("?q=gnomes", "No line fits"), ("?page=2", "51 to 100 of"), ("?show=nonsense&page=x", "1 to 50 of"),
     ("?show=empty", "without a number")],
)  # fmt: skip
def test_numbers_are_searched_and_filtered(published: Publishing, query: str, says: str) -> None:
    assert says in Page(published.client(REGULATOR).get(f"{EDITIONS}/2{query}")).text


def test_tiles_count_what_their_lists_show(published: Publishing) -> None:
    client = published.client(REGULATOR)
    tiles = re.findall(r'href="([^"]+)"><span class="ro-count__number">([\d,]+)', client.get(f"{EDITIONS}/2").text)
    assert len(tiles) == 5
    for href, number in tiles:
        said = Page(client.get(href.replace("&amp;", "&"))).text
        assert f"{number} line" in said or (number == "0" and "No line fits" in said)


def test_a_number_leads_to_what_it_rests_on(published: Publishing) -> None:
    regulator = published.client(REGULATOR)
    links = [str(each["href"]) for each in Page(regulator.get(f"{EDITIONS}/2?q=NI+62")).all("a")]
    assert CELL in links
    page = Page(regulator.get(CELL)).text
    assert "correction.csv" in page
    assert "Edition 1" in page
    assert "What the measure means" in page
    assert "The figure as it is now" not in page, "a regulator may not read figures themselves"
    assert "Its audit trail" in Page(published.client(AUDITOR).get(CELL)).text


@pytest.mark.parametrize("query", ["?line=NI+999", "", "?line=NI+62&area=E09000023&indicator=x"])
def test_a_line_that_is_not_there_is_said_so(published: Publishing, query: str) -> None:
    assert published.client(REGULATOR).get(f"{EDITIONS}/2/cell{query}").status_code == 404


def test_who_may_not_read_the_edition_reads_no_cell_and_no_bundle(published: Publishing) -> None:
    for name, status in (("", 303), ("sample-agency", 404), ("sample-administrator", 404)):
        client = published.client(name)
        assert [client.get(path).status_code for path in (CELL, f"{EDITIONS}/2/bundle.zip")] == [status, status]


def test_the_bundle_is_signed_and_its_files_are_the_published_ones(published: Publishing) -> None:
    client = published.client(REGULATOR)
    answer = client.get(f"{EDITIONS}/2/bundle.zip?audience=regulator")
    keys = read_keys(client.get("/.well-known/returnonce-keys.json").text)
    assert verify_bytes(answer.content, keys).holds
    inside = zipfile.ZipFile(io.BytesIO(answer.content))
    for file in published.second.files:
        if file.audience == "regulator":
            assert hashlib.sha256(inside.read(f"files/{file.name}")).hexdigest() == file.sha256
    assert client.get(f"{EDITIONS}/2/bundle.zip?audience=council").status_code == 403


def test_each_audience_is_shown_its_own_version_to_who_may_read_it(published: Publishing) -> None:
    assert "Whose version is shown" in published.client(OFFICER).get(f"{EDITIONS}/2").text
    assert published.client(APPROVER).get(f"{EDITIONS}/2?audience=council").status_code == 200
    regulator = published.client(REGULATOR)
    assert "Whose version is shown" not in regulator.get(f"{EDITIONS}/2").text
    assert regulator.get(f"{EDITIONS}/2?audience=council").status_code == 403
