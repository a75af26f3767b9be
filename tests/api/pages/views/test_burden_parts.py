"""Long tables of the burden: some rows on its page, all of them on pages of their own, each once."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from api.pages.views import burden_parts
from api.pages.views.burden_parts import (
    PAGE_ROWS,
    SHOWN,
    find_parts_table,
    make_parts_page,
    shorten_gains,
    shorten_parts,
)
from api.pages.views.burden_tables import RowLinks, make_gain_table, make_part_table
from mappings.burden.report import BurdenQuestion, BurdenReport, assess_burden
from mappings.burden.tables import list_gains
from returnonce.errors import NotFound
from tests.shipped import load_ruleset

LINKS = RowLinks("FY2009-10", None)


@pytest.fixture(scope="module")
def report() -> BurdenReport:
    """Of all places: more agencies than a page shows, and fewer returns."""
    return assess_burden(load_ruleset(), None, BurdenQuestion(date(2009, 4, 1), date(2010, 3, 31)))


def test_a_short_table_stands_whole(report: BurdenReport) -> None:
    whole = make_part_table(report, "return", LINKS)
    assert len(whole.rows) <= SHOWN
    assert shorten_parts(report, "return", LINKS) == whole


def test_of_a_long_table_the_first_rows_stand_and_the_way_to_all(report: BurdenReport) -> None:
    whole, short = make_part_table(report, "agency", LINKS), shorten_parts(report, "agency", LINKS)
    assert short.rows == whole.rows[:SHOWN]
    assert short.caption == f"By agency: the first 20 of {len(whole.rows)}"
    assert short.whole is not None
    assert short.whole.href == "/burden/parts?span=FY2009-10&table=steps&by=agency&page=1"


def test_who_gains_most_and_who_loses_most_both_stand(report: BurdenReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burden_parts, "SHOWN", 4)
    gains = list_gains(report.ledger, "agency", report.ruleset)
    picture, short = shorten_gains(report, "agency", LINKS)
    assert [row[0].text for row in short.rows] == [gains[n].title for n in (0, 1, -2, -1)]
    assert [row[0].href for row in short.rows] == [
        LINKS.address_rows("cells", "agency", gains[n].code) if gains[n].counts["cells"] else "" for n in (0, 1, -2, -1)
    ]
    assert short.caption.endswith(f"the 2 who gain most and the 2 at the other end, of {len(gains)}")
    assert picture is not None
    assert gains[0].title in picture
    assert gains[2].title not in picture


@pytest.mark.parametrize("table", ["steps", "hours"])
@pytest.mark.parametrize("size", [7, PAGE_ROWS])
def test_each_row_stands_on_one_page(
    report: BurdenReport, table: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(burden_parts, "PAGE_ROWS", size)
    whole = find_parts_table(table, "agency")(report, LINKS)
    gains = list_gains(report.ledger, "agency", report.ruleset)
    expected = make_part_table(report, "agency", LINKS) if table == "steps" else make_gain_table(gains, "agency", LINKS)
    link = partial(LINKS.address_parts, table, "agency")
    pages = [make_parts_page(whole, str(n + 1), link, "agency") for n in range(-(-len(expected.rows) // size))]
    assert [row for page in pages for row in page.table.rows] == list(expected.rows)
    assert [page.previous for page in pages] == ["", *(link(n + 1) for n in range(len(pages) - 1))]
    assert [page.following for page in pages] == [*(link(n + 2) for n in range(len(pages) - 1)), ""]
    assert all((page.picture is not None) == (table == "hours") for page in pages)


@pytest.mark.parametrize(("table", "by"), [("gnomes", "agency"), ("steps", "place"), ("", ""), ("hours", "")])
def test_a_table_that_there_is_not_is_refused(table: str, by: str) -> None:
    with pytest.raises(NotFound, match="no such table"):
        find_parts_table(table, by)
