from __future__ import annotations

import pytest

from indicators.period.codes import parse_period
from mappings.definitions.line_coverage import list_cell_periods
from mappings.fill.grid import compute_printed_per
from mappings.transforms import parse_transform
from tests.indicators.small_contexts import indicator
from tests.mappings.small_ruleset import edition, line

YEAR = "FY2009-10"
QUARTERS = tuple(f"{YEAR}-Q{n}" for n in range(1, 5))


@pytest.mark.parametrize(
    ("transform", "per"),
    [
        ("copy", 1000),
        ("complement", 1000),
        ("scale:10", 10_000),
        ("scale:0.1", 100),
        ("scale:0.0003", 1000),
        ("part:numerator", 1),
        ("rank_band:<=10=1,else=2", 1),
        ("percent_change_from_baseline:FY2007-08", 100),
        ("percent_reduction_from_baseline:FY2007-08", 100),
    ],
)
def test_a_lines_per_follows_its_transform(transform: str, per: int) -> None:
    assert compute_printed_per(indicator(unit="rate", per=1000), parse_transform(transform)) == per


@pytest.mark.parametrize(
    ("kind", "frequency", "adds", "asked", "periods"),
    [
        ("financial_year", "annual", "sum", YEAR, (YEAR,)),
        ("academic_year", "annual", "sum", YEAR, ("AY2008-09",)),
        ("calendar_year", "annual", "sum", YEAR, ("CY2009",)),
        ("day", "annual", "last", YEAR, ("2010-03-31",)),
        ("financial_year", "quarterly", "sum", YEAR, (*QUARTERS, YEAR)),
        ("quarter", "monthly", "sum", YEAR, (*QUARTERS, YEAR)),
        ("day", "quarterly", "last", YEAR, ("2009-06-30", "2009-09-30", "2009-12-31", "2010-03-31")),
        ("academic_year", "termly", "sum", YEAR, ("AY2008-09",)),
        ("calendar_year", "quarterly", "sum", YEAR, ("CY2009",)),
        ("quarter", "annual", "sum", YEAR, (YEAR,)),
        ("quarter", "annual", "none", YEAR, (QUARTERS[3],)),
        ("financial_year", "annual", "sum", QUARTERS[1], ()),
        ("financial_year", "quarterly", "sum", QUARTERS[1], (QUARTERS[1],)),
        ("day", "quarterly", "last", QUARTERS[1], ("2009-09-30",)),
        ("window", "quarterly", "none", QUARTERS[1], ("2008-10-01..2009-09-30",)),
    ],
)
def test_which_periods_a_line_has_cells_for(
    kind: str, frequency: str, adds: str, asked: str, periods: tuple[str, ...]
) -> None:
    measure = indicator(period_kind=kind, adds_over_time=adds)
    form = edition(period_kinds=["quarter", "financial_year"])
    actual_periods = list_cell_periods(line("VS 1", "cla", frequency=frequency), measure, form, parse_period(asked))
    assert tuple(period.code for period in actual_periods) == periods


def test_a_return_made_for_years_alone_shows_no_quarters() -> None:
    periods = list_cell_periods(line("NI 1", "cla", frequency="quarterly"), indicator(), edition(), parse_period(YEAR))
    assert [period.code for period in periods] == [YEAR]
