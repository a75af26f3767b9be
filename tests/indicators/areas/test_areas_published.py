"""The area files against the published files that they were made from, where those lie beside us."""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from indicators.areas.area_book import Area
from tests.shipped import load_areas

BESIDE = Path(__file__).parents[4] / "shared"
PUBLISHED = Path(os.environ.get("RETURNONCE_SHARED", BESIDE)) / "data" / "published"

pytestmark = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the shared published files are not here")


def _rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _tidy() -> list[str]:
    return sorted(p.name for p in PUBLISHED.glob("*.csv") if not p.name.startswith(("LTLA", "sn_model")))


def _last_day(area: Area) -> date | None:
    """The last day of an area that has ended on a day that is established."""
    return area.valid_to - timedelta(1) if isinstance(area.valid_to, date) else None


@pytest.mark.parametrize("name", _tidy())
def test_every_area_of_a_published_file_is_known_as_it_says(name: str) -> None:
    book = load_areas()
    for row in _rows(name):
        area = row["new_la_code"] or row["region_code"] or row["country_code"]
        known_area = book.get(area)
        assert known_area.name == (row["la_name"] or row["region_name"] or row["country_name"])
        if row["new_la_code"]:
            region = book.region(area, _last_day(known_area))
            assert region is not None
            assert (region.code, book.alias(area, "department")) == (row["region_code"], row["old_la_code"])


def test_a_year_of_population_has_each_authority_that_stands_then() -> None:
    """Children aged 0 to 17: the authorities shown for 30 June are the children of the regions then."""
    book = load_areas()
    shown: dict[int, set[str]] = {}
    for row in _rows("ons_mid-year_population_estimates_2012_to_2024.csv"):
        if row["new_la_code"]:
            shown.setdefault(int(row["time_period"]), set()).add(row["new_la_code"])
    regions = [area.code for area in book.all("region") if area.code != "E12000007"]
    for year, codes in shown.items():
        day = date(year, 6, 30)
        standing = {child.code for region in regions for child in book.children(region, "region", day)}
        assert standing == codes, day


def test_neighbours_are_the_models() -> None:
    book = load_areas()
    current = {book.alias(a.code, "department"): a.code for a in book.all() if a.exists_on(date(2025, 3, 31))}
    for row in _rows("sn_model_2025_wide.csv"):
        ten = tuple(current[row[f"SN_{n}"]] for n in range(1, 11))
        assert book.neighbours(current[row["old_la_code"]]) == ten
