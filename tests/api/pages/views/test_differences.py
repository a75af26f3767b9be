"""A file beside what was given before: what is new, changed or as it was, and how far from the period before."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from api.pages.views import differences
from api.pages.views.differences import Differences, find_differences
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading
from returnonce.numbers import MICRO
from tests.indicators.figures.test_store import give
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import ruleset

CELL = {"area": "COUNTY", "period": "FY2009-10", "breakdown": "total", "kind": "actual", "status": "final"}


@pytest.fixture(scope="module")
def rules() -> Ruleset:
    return ruleset([count("stock"), indicator("share")])


def compare(engine: Engine, rules: Ruleset, *cells: dict[str, Any]) -> Differences:
    rows = [dict.fromkeys(FIGURE_SCHEMA) | CELL | {"locator": "row 2"} | cell for cell in cells]
    with reading(engine) as session:
        return find_differences(session, rules, pl.DataFrame(rows, schema=FIGURE_SCHEMA), agency="council")


def stock(value: int, **more: Any) -> dict[str, Any]:
    return CELL | {"indicator": "stock", "value": value * MICRO} | more


def share(numerator: int, denominator: int, **more: Any) -> dict[str, Any]:
    return CELL | {"indicator": "share", "numerator": numerator, "denominator": denominator} | more


@pytest.mark.parametrize(
    ("given", "change", "before"),
    [(None, "New", "Not given"), (stock(7), "As it was", "7"), (stock(8), "Changed", "8")],
)
def test_each_figure_stands_beside_what_was_given_for_it(
    engine: Engine, rules: Ruleset, given: dict[str, Any] | None, change: str, before: str
) -> None:
    if given:
        give(engine, given, day=1)
    (row,) = compare(engine, rules, stock(7)).rows
    assert (row.change, row.given, row.now, row.last_period) == (change, before, "7", "Not given")


@pytest.mark.parametrize(
    ("last", "words"), [(80, "80; up 25%"), (125, "125; down 20%"), (100, "100"), (0, "0")],
)  # fmt: skip
def test_says_by_how_much_it_differs_from_the_period_before(
    engine: Engine, rules: Ruleset, last: int, words: str
) -> None:
    give(engine, stock(last, period="FY2008-09"), day=1)
    (row,) = compare(engine, rules, stock(100)).rows
    assert row.last_period == words


def test_parts_are_shown_and_no_share_of_them_is_claimed(engine: Engine, rules: Ruleset) -> None:
    give(engine, share(1, 10, period="FY2008-09"), day=1)
    (row,) = compare(engine, rules, share(5, 10)).rows
    assert "up" not in row.last_period
    assert "5" in row.now


def test_what_changed_comes_first_and_the_largest_change_of_all_before_others(engine: Engine, rules: Ruleset) -> None:
    before = [stock(100, period="FY2008-09", area=area) for area in ("COUNTY", "NORTH", "SOUTH")]
    give(engine, *before, stock(1, area="COUNTY"), stock(1, area="NORTH"), day=1)
    found = compare(
        engine, rules, stock(100, area="SOUTH"), stock(110, area="COUNTY"), stock(300, area="NORTH"),
        stock(5, area="UNI"),
    )  # fmt: skip
    assert [row.where.split(",")[0] for row in found.rows] == ["North", "County", "South", "Uni"]
    assert found.sentence == "2 figures are new; 2 figures change what you gave before."


def test_others_figures_are_not_what_one_gave(engine: Engine, rules: Ruleset) -> None:
    give(engine, stock(8), day=1, agency="trust")
    (row,) = compare(engine, rules, stock(7)).rows
    assert (row.change, row.given) == ("New", "Not given")


def test_rows_beyond_those_shown_are_counted(engine: Engine, rules: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "MOST_ROWS", 2)
    found = compare(engine, rules, stock(1), stock(2, area="NORTH"), stock(3, area="SOUTH"))
    assert (len(found.rows), found.more) == (2, 1)


def test_a_file_without_figures_says_so(engine: Engine, rules: Ruleset) -> None:
    assert compare(engine, rules).sentence == "The file gives no figures."
