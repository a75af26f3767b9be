from __future__ import annotations

import csv
from datetime import date

import pytest

from indicators.areas.area_book import AreaBook
from indicators.period.codes import parse_period
from tests.repository import ROOT
from tests.shipped import load_areas

LAND = "Land moved from Barnsley to Sheffield, so this is no mere renaming; publishers took up the new code later."


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_areas()


@pytest.mark.parametrize(
    ("code", "on", "other"),
    [
        ("E08000016", "2025-03-31", "E08000016"),
        ("E08000016", "2025-04-01", "E08000038"),
        ("E08000038", "2025-03-31", "E08000016"),
        ("E08000039", "2010-03-31", "E08000019"),
        ("E08000039", "2026-03-31", "E08000039"),
        ("E06000060", "2020-03-31", "E10000002"),
        ("E10000027", "2024-03-31", "E06000066"),
        ("E10000006", "2024-03-31", None),  # divided
        ("E06000063", "2023-03-31", None),
        ("E06000058", "2018-03-31", None),  # merged
        ("E06000028", "2024-03-31", None),
        ("E06000049", "2009-03-31", None),  # no file says what was before
        ("E06000049", "2009-04-01", "E06000049"),
        ("E09000023", "1990-01-01", "E09000023"),
    ],
)
def test_one_council_under_another_code(book: AreaBook, code: str, on: str, other: str | None) -> None:
    assert book.history.counterpart(code, date.fromisoformat(on)) == other


@pytest.mark.parametrize(
    ("code", "period", "words"),
    [
        ("E08000038", "FY2023-24", "Barnsley (E08000038) {}: it began on 1 April 2025. "
                                   "Before, there was Barnsley (E08000016). " + LAND),
        ("E08000016", "FY2025-26", "Barnsley (E08000016) {}: it ended on 1 April 2025. "
                                   "Afterwards there is Barnsley (E08000038). " + LAND),
        ("E10000006", "FY2023-24", "Cumbria (E10000006) {}: it ended on 1 April 2023. Afterwards there is "
                                   "Cumberland (E06000063) and Westmorland and Furness (E06000064). "
                                   "It was divided, and each part took in its districts."),
        ("E06000052", "FY2008-09", "Cornwall (E06000052) {}: it began on 1 April 2009."),
        ("E08000016", "FY2024-25", None),
        ("E08000016", "CY2025", None),  # a part of it
        ("E06000052", "FY2009-10", None),
        ("E09000023", "FY1995-96", None),
        ("E99999999", "FY2023-24", None),
    ],
)  # fmt: skip
def test_a_body_that_did_not_exist_says_so(book: AreaBook, code: str, period: str, words: str | None) -> None:
    when = parse_period(period)
    assert book.history.absence(code, when) == (words and words.format(f"did not exist in {when.label()}"))


def test_every_day_of_the_north_has_its_two_councils_once(book: AreaBook) -> None:
    for on, codes in (
        (date(2025, 3, 31), {"E08000016", "E08000019"}),
        (date(2025, 4, 1), {"E08000038", "E08000039"}),
    ):
        region = {area.code for area in book.children("E12000003", "region", on)}
        assert region & {"E08000016", "E08000019", "E08000038", "E08000039"} == codes
        assert len(book.footprint("E92000001", on)) == 296


def test_a_planned_change_changes_nothing(book: AreaBook) -> None:
    assert [(change.code, change.on) for change in book.planned] == [("E10000030", date(2027, 4, 1))]
    assert book.history.stood("E10000030", date(2028, 1, 1), date(2028, 1, 1))
    assert book.successors("E10000030") == ()


def test_each_dated_row_names_its_source() -> None:
    for name in ("successors", "beginnings", "planned"):
        with (ROOT / "indicators" / "areas" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert all(row["source"] for row in csv.DictReader(file))
