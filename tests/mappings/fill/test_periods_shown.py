"""Which periods a line shows: quarters and years, those in force, and earlier ones beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from returnonce.errors import Refused
from returnonce.numbers import MICRO
from tests.indicators.small_contexts import count, figure, indicator
from tests.mappings.fill.filling import YEAR, filled, give, only, rules
from tests.mappings.small_ruleset import line, place


def test_quarterly_lines_show_a_year_as_its_quarters_and_the_year(store: Engine) -> None:
    give(store, *(figure("COUNTY", f"{YEAR}-Q{n}", None, None, n) for n in range(1, 5)))
    both = {"indicators": (count(),), "period_kinds": ["quarter", "financial_year"]}
    filled_return = filled(store, rules(line("VS 1", "cla", frequency="quarterly"), **both))
    periods = [*(f"{YEAR}-Q{n}" for n in range(1, 5)), YEAR]
    assert filled_return.cells["period"].to_list() == periods
    assert filled_return.cells["value"].to_list() == [n * MICRO for n in (1, 2, 3, 4, 10)]
    quarter = filled(
        store, rules(line("VS 1", "cla", frequency="quarterly"), line("VS 2", "cla"), **both), period=f"{YEAR}-Q2"
    )
    assert quarter.cells.select("line", "period").rows() == [("VS 1", f"{YEAR}-Q2")]


@pytest.mark.parametrize(
    ("span", "period", "reason"),
    [
        ({"from": "2008-04-01", "to": "2011-04-01"}, YEAR, None),
        ({"from": "2009-06-01", "to": None}, YEAR, None),
        ({"from": "2008-04-01", "to": "2009-04-01"}, YEAR, "in 2009-10 (financial year): it ended on 2009-04-01."),
        ({"from": "2010-04-01", "to": None}, YEAR, "in 2009-10 (financial year): it began on 2010-04-01."),
        ({"from": "not established", "to": None}, YEAR, None),
    ],
)
def test_a_measure_outside_its_dates_is_not_filled(
    store: Engine, span: dict[str, str | None], period: str, reason: str | None
) -> None:
    give(store, figure("COUNTY", period, 1, 4))
    row = filled(store, rules(line("NI 1", "cla"), indicators=(indicator(in_force=span),))).cells.row(0, named=True)
    assert (row["value"], row["symbol"]) == ((25_000_000, None) if reason is None else (None, "not_applicable"))
    assert row["reason"] == (reason and f"The measure was not in force {reason}")
    assert bool(row["lineage"]["figures"]) is (reason is None)


def test_a_year_shows_no_quarter_from_before_its_line_began(store: Engine) -> None:
    give(store, *(figure("COUNTY", f"{YEAR}-Q{n}", None, None, n) for n in range(1, 5)))
    late = line("VS 8", "cla", frequency="quarterly", valid_from="2009-12-31")
    cells = filled(store, rules(late, indicators=(count(),), period_kinds=["quarter", "financial_year"])).cells
    assert cells["value"].to_list() == [None, None, 3_000_000, 4_000_000, 10_000_000]
    assert cells["reason"][0].startswith("The line was not in force in April to June 2009")
    assert cells["reason"][0].endswith("it began on 2009-12-31.")


def test_after_abolition_only_kept_lines_are_left(store: Engine) -> None:
    lines = [line("NI 1", "cla"), line("NI 2", "cla")]
    filled_return = filled(store, rules(*lines, home=place(kept=["NI 2"])), period="FY2024-25")
    assert filled_return.cells.select("line", "kept").rows() == [("NI 2", True)]
    with pytest.raises(Refused, match="ended on 2011-04-01, and none of its lines is kept"):
        filled(store, rules(*lines, home=place()), period="FY2024-25")
    with pytest.raises(Refused, match="was not yet required"):
        filled(store, rules(*lines), period="FY2001-02")


def test_context_shows_earlier_years_with_gaps(store: Engine) -> None:
    give(
        store, figure("COUNTY", YEAR, 33, 260), figure("COUNTY", "FY2008-09", 1, 8), figure("COUNTY", "FY2006-07", 1, 4)
    )
    plain = only(filled(store, rules(line("NI 1", "cla"))))
    cell = only(filled(store, rules(line("NI 1", "cla"), layout="core-data-set")))
    assert (plain["history"], plain["previous"]) == (None, None)
    assert (cell["previous"], cell["previous_period"]) == (12_500_000, "FY2008-09")
    assert [(p["period"], p["value"]) for p in cell["history"]] == [
        ("FY2005-06", None), ("FY2006-07", 25_000_000), ("FY2007-08", None), ("FY2008-09", 12_500_000),
        (YEAR, 12_700_000),
    ]  # fmt: skip


def test_better_or_worse_is_not_said_across_a_break_in_the_series(store: Engine) -> None:
    broken = indicator(series_breaks=[{"period": YEAR, "note": "counted anew"}])
    give(store, figure("COUNTY", YEAR, 33, 260), figure("COUNTY", "FY2008-09", 1, 8))
    cell = only(filled(store, rules(line("NI 1", "cla"), indicators=(broken,), layout="core-data-set")))
    assert cell["previous"] is None
