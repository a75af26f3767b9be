from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import AreaSuccession, read_area_files
from indicators.areas.area_reading import read_area
from indicators.period.codes import parse_period
from tests.repository import ROOT
from tests.shipped import load_areas


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_areas()


@pytest.mark.parametrize(
    ("text", "period", "code", "words"),
    [
        ("E06000048", "FY2016-17", "E06000057",
         "E06000048 was the code of Northumberland before 1 April 2013; E06000057 was used. Land moved from Gateshead"),
        ("e07000100", "FY2010-11", "E07000240", "e07000100 was the code"),
        ("37", "FY2023-24", "E10000024", "37 was the code of Nottinghamshire before 1 January 2011; E10000024 was"),
        ("Barnsley", "FY2023-24", "E08000016",
         "Barnsley was read as E08000016, its code in 2023-24 (financial year); today it is E08000038. Land moved"),
        ("370", "FY2023-24", "E08000016", "370 was read as E08000016, its code in 2023-24"),
        ("370", "FY2025-26", "E08000038", ""),
        ("E08000038", "FY2025-26", "E08000038", ""),
        ("E10000024", "FY2016-17", "E10000024", ""),
        ("Nottinghamshire", None, "E10000024", ""),
        ("E08000016", None, "E08000016", "Barnsley (E08000016) ended on 1 April 2025. "
                                         "Afterwards there is Barnsley (E08000038). Land moved"),
        ("E08000038", None, "E08000038", "Barnsley (E08000038) began on 1 April 2025. "
                                         "Before, there was Barnsley (E08000016). Land moved"),
    ],
)  # fmt: skip
def test_the_code_that_was_used_is_said(book: AreaBook, text: str, period: str | None, code: str, words: str) -> None:
    reading = read_area(book, text, parse_period(period) if period else None)
    assert reading.area.code == code
    if words == "":
        assert reading.note == ""
    else:
        assert reading.note.casefold().startswith(words.casefold())


@pytest.mark.parametrize(
    ("text", "period", "instead"),
    [
        ("E08000016", "FY2025-26", ("E08000038",)),
        ("E08000038", "FY2023-24", ("E08000016",)),
        ("E10000002", "FY2023-24", ("E06000060",)),
        ("E10000021", "FY2023-24", ("E06000061", "E06000062")),
        ("E06000058", "FY2015-16", ("E06000028", "E06000029", "E10000009")),
        ("E06000063", "FY2021-22", ("E10000006",)),
    ],
    ids=["land moved since", "land moved before", "merged", "parted since", "several before", "divided"],
)
def test_no_other_body_is_put_in_its_place(book: AreaBook, text: str, period: str, instead: tuple[str, ...]) -> None:
    reading = read_area(book, text, parse_period(period))
    assert (reading.area.code, reading.instead) == (text, instead)
    assert reading.note.startswith(f"{reading.area.name} ({text}) did not exist in")
    assert all(code in reading.note for code in instead)


def test_a_mere_change_of_code_is_translated_and_said() -> None:
    files = read_area_files(ROOT / "indicators" / "areas")
    recodes = tuple(
        AreaSuccession(code=each.code, successor=each.successor, on=each.on, source="made up", change="recode")
        for each in files.successions
        if each.code == "E08000016"
    )
    book = AreaBook(replace(files, successions=recodes))
    assert book.find("E08000016", on=date(2026, 3, 31)).code == "E08000038"
    assert read_area(book, "E08000038", parse_period("FY2023-24")) == (
        book.get("E08000016"), "E08000038 is not the code of Barnsley in 2023-24 (financial year); E08000016 was used.",
        (),
    )  # fmt: skip


def test_old_codes_of_a_council_are_no_areas_of_their_own(book: AreaBook) -> None:
    former = [alias for area in book.all() for alias in book.dated_aliases(area.code) if alias.scheme == "former_code"]
    assert len(former) == 6
    assert not [alias.alias for alias in former if alias.alias in book]
    assert all(alias.source and alias.note and isinstance(alias.valid_to, date) for alias in former)
