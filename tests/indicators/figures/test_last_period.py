"""What the period before had: an agency's own figure first, then anybody's, by the period that asks."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from indicators.catalogue.former_codes import FormerCodes
from indicators.figures.last_period import PERIOD_NOW, read_last_period
from returnonce.db import reading
from tests.indicators.figures.test_store import figures, give


def last_values(engine: Engine, *cells: dict[str, str], agency: str | None = "council") -> dict[tuple[str, str], int]:
    """Value by indicator and period now."""
    with reading(engine) as session:
        frame = read_last_period(session, figures(*cells), agency=agency)
    return {row[:2]: row[2] for row in frame.select("indicator", PERIOD_NOW, "value").iter_rows()}


@pytest.mark.parametrize(("agency", "value"), [("council", 1), ("trust", 2)])
def test_an_agency_sees_its_own_of_two_that_gave_it(engine: Engine, agency: str, value: int) -> None:
    give(engine, {"period": "FY2008-09", "value": 1}, day=1, agency="council")
    give(engine, {"period": "FY2008-09", "value": 2}, day=2, agency="trust")
    assert last_values(engine, {}, agency=agency) == {("stock", "FY2009-10"): value}


def test_what_others_gave_stands_where_the_agency_gave_none(engine: Engine) -> None:
    give(engine, {"period": "FY2008-09", "value": 2}, day=1, agency="trust")
    assert last_values(engine, {}) == {("stock", "FY2009-10"): 2}


def test_each_kind_of_period_has_the_one_before_it(engine: Engine) -> None:
    given = [("FY2008-09", 1), ("FY2008-09-Q4", 2), ("FY2009-10", 3)]
    give(engine, *({"period": period, "value": value} for period, value in given), day=1)
    asked = [{"period": period} for period in ("FY2009-10", "FY2009-10-Q1", "FY2011-12")]
    assert last_values(engine, *asked) == {("stock", "FY2009-10"): 1, ("stock", "FY2009-10-Q1"): 2}


def test_a_target_s_is_the_target_before(engine: Engine) -> None:
    give(engine, {"period": "FY2008-09", "value": 1}, {"period": "FY2008-09", "kind": "target", "value": 9}, day=1)
    assert last_values(engine, {"kind": "target"}) == {("stock", "FY2009-10"): 9}


def test_nothing_asked_is_nothing_found(engine: Engine) -> None:
    with reading(engine) as session:
        frame = read_last_period(session, figures(), agency=None, former=FormerCodes())
    assert (frame.height, PERIOD_NOW in frame.columns) == (0, True)
