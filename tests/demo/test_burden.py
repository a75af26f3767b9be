"""Where the burden ledger and the demonstration's account count the same, they agree."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from demo.round_counts import count_plan
from mappings.burden.ledger import GROUP_COLUMNS, make_ledger
from mappings.burden.stored_figures import StoredFigures, count_stored_figures
from mappings.fill.cells import FilledReturn
from mappings.fill.round_summary import summarise
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from tests.demo.conftest import Shown
from tests.shipped import load_ruleset

YEARS = ("FY2009-10", "FY2024-25")


def of_year(shown: Shown, year: str) -> list[FilledReturn]:
    """The returns of one round, which the account told of together."""
    return [one for one in shown.outcome.filled if _is_later(one) == (year == "FY2024-25")]


def _is_later(one: FilledReturn) -> bool:
    return one.return_code in {"core-data-set", "ofsted-profile"} or bool(one.cells["kept"].all())


@pytest.mark.parametrize("year", YEARS)
def test_what_came_is_what_the_account_says(shown: Shown, year: str) -> None:
    filled = of_year(shown, year)
    counts, account = count_stored_figures(filled, load_ruleset()).count(), summarise(filled)
    assert (counts["collected_keyed"], counts["cells_from_keyed"]) == (account.figures_keyed, account.cells_from_keyed)
    sums = account.returns.select(pl.col("keyed", "central", "made", "pulled").sum()).row(0)
    assert counts["filled_cells"] == sum(sums)
    assert counts["cells_from_keyed"] == counts["first_uses"] + counts["rekeying_avoided_so_far"]
    assert counts["first_uses"] <= counts["collected_keyed"]


def test_what_came_adds_up(shown: Shown) -> None:
    whole: StoredFigures = count_stored_figures(of_year(shown, "FY2009-10"), load_ruleset())
    for name, column in GROUP_COLUMNS.items():
        codes = {*whole.cells[column].to_list(), *whole.figures[column].to_list()}
        parts = [whole.select_part(name, code).count() for code in codes]
        assert {code: sum(part[code] for part in parts) for code in whole.count()} == whole.count(), name


def test_the_plan_is_what_the_account_says() -> None:
    rules = load_ruleset()
    start, end = date(2009, 4, 1), date(2010, 3, 31)
    ledger = make_ledger(rules, None, start=start, end=end)
    planned, counts = count_plan(ledger, rules), ledger.count()
    assert ledger.plan.figure_requests.equals(make_plan(rules, PlanScope(start, end)).figure_requests)
    assert planned.counts == counts
    assert counts["returns"] + counts["record_returns"] == planned.returns
    assert counts["asked_figures"] - counts["energy_records"] == planned.figures
