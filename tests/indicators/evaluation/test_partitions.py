"""Which areas make up another, on each day, in the areas that ship."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indicators.areas.area_book import AreaBook
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.partitions import split_area, split_by_area
from indicators.figures.figure_key import FigureKey
from indicators.period.codes import parse_period
from tests.indicators.small_contexts import build_figures, figure, indicator, needs, nobody
from tests.shipped import load_ruleset

COUNTY = "E10000024"
TRUSTS = ("5ET", "5N8")


@pytest.fixture(scope="module")
def book() -> AreaBook:
    return load_ruleset().areas


@pytest.mark.parametrize(
    ("day", "trusts"),
    [
        (date(2006, 9, 30), False),
        (date(2006, 10, 1), True),
        (date(2010, 3, 31), True),
        (date(2013, 3, 31), True),
        (date(2013, 4, 1), False),
    ],
)
def test_a_county_is_its_districts_and_while_they_stood_its_two_trusts(book: AreaBook, day: date, trusts: bool) -> None:
    ways = {what: codes for what, codes, _ in split_area(COUNTY, day, book, tied=False)}
    assert len(ways.pop("districts")) == 7
    assert ways == ({"primary care trusts": TRUSTS} if trusts else {})
    assert split_area("DAT-NOTTINGHAMSHIRE", day, book, tied=False) == split_area(COUNTY, day, book, tied=False)


@pytest.mark.parametrize(
    ("period", "trusts"),
    [
        ("FY2006-07", False),
        ("CY2006", False),
        ("2006-M09", False),
        ("FY2006-07-Q3", True),
        ("FY2012-13", True),
        ("2013-03-31", True),
        ("2013-M04", False),
        ("CY2013", False),
    ],
)
def test_trusts_add_up_to_their_county_only_in_periods_of_which_they_stood_on_both_ends(
    book: AreaBook, period: str, trusts: bool
) -> None:
    key = FigureKey("x", COUNTY, period, "total", "actual")
    ways = split_by_area(key, indicator(population_base="resident"), book)
    assert any([each.area for each in way.keys] == list(TRUSTS) for way in ways) is trusts


def test_patients_of_two_trusts_are_not_the_county(book: AreaBook) -> None:
    assert split_area(COUNTY, date(2010, 3, 31), book, tied=True) == ()


@pytest.mark.parametrize("period", ["FY2009-10", "FY2024-25"])
def test_every_way_covers_each_area_exactly(book: AreaBook, period: str) -> None:
    day = parse_period(period).end
    for area in book.all():
        for _, codes, names in split_area(area.code, day, book, tied=False):
            lands = [book.footprint(code, day) for code in codes]
            assert sum(map(len, lands)) == len(frozenset().union(*lands)), area.code
            assert frozenset().union(*lands) == book.footprint(area.code, day)
            assert len(names) == len(codes) > 1
            assert area.code not in codes


def test_no_country_is_added_up_from_regions_in_two_ways(book: AreaBook) -> None:
    assert [what for what, _, _ in split_area("E92000001", date(2024, 3, 31), book, tied=False)] == ["regions"]


@pytest.mark.parametrize(("base", "provenance"), [("resident", "rolled_up"), ("gp_registered", None)])
def test_a_countys_residents_are_added_from_its_trusts_and_their_patients_never(
    base: str, provenance: str | None
) -> None:
    context = replace(
        load_ruleset().evaluation_context(), catalogue={"cla": indicator(population_base=base)}, of_record=nobody
    )
    given = build_figures([figure("5N8", "FY2009-10", 30, 400), figure("5ET", "FY2009-10", 10, 100)])
    cell = ("cla", COUNTY, "FY2009-10", "total", "actual")
    (row,) = evaluate(needs(cell), given, context=context).to_dicts()
    assert row["provenance"] == provenance
    assert row["value"] == (8_000_000 if provenance else None)


def test_what_trusts_gave_of_their_patients_hides_no_gap_of_the_county() -> None:
    context = replace(
        load_ruleset().evaluation_context(),
        catalogue={"cla": indicator(population_base="gp_registered")},
        of_record=nobody,
    )
    quarter = [figure(trust, "FY2009-10-Q4", 30, 400) for trust in TRUSTS]
    own = figure(COUNTY, "FY2009-10-Q1", 10, 100)
    cell = ("cla", COUNTY, "FY2009-10", "total", "actual")
    (row,) = evaluate(needs(cell), build_figures([*quarter, own]), context=context).to_dicts()
    for quarter_name in ("July to September 2009", "October to December 2009", "January to March 2010"):
        assert quarter_name in row["reason"]
