"""Ten years and more of dates, against those worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from indicators.period.codes import parse_period
from mappings.calendar.due_dates import compute_due_date
from mappings.calendar.due_rules import DueRule
from mappings.calendar.working_days import Nation
from tests.mappings.calendar.hand_worked_dates import CASES
from tests.shipped import load_calendar


@pytest.mark.parametrize(("rule", "period", "nation", "day"), CASES)
def test_a_date_is_the_one_worked_by_hand(rule: dict[str, Any], period: str, nation: str, day: str) -> None:
    made = DueRule.model_validate({"anchor": "period_end", "assumed": True, "source": "by hand"} | rule)
    due = compute_due_date(made, parse_period(period), load_calendar(nation=cast(Nation, nation)))
    assert due.date == date.fromisoformat(day), due.explanation
    assert due.explanation.endswith(".")


def test_the_cases_reach_over_more_than_ten_years_and_all_nations() -> None:
    assert {nation for _, _, nation, _ in CASES} == {"england", "wales", "scotland", "northern-ireland"}
    assert {int(day[:4]) for *_, day in CASES} >= set(range(2009, 2028))
