"""A formula's own figure is asked for instead of its terms where that would spare one: then the plan claims nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indicators.catalogue.indicator import Indicator
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

FORMULA = {"kind": "ratio", "terms": [{"indicator": "births"}, {"indicator": "women"}]}
WHOLE = {"adds_over_area": "none", "adds_over_time": "none"}


def is_proved(*lines: Any, women: dict[str, Any] | None = None, rate: dict[str, Any] | None = None) -> bool:
    indicators: list[Indicator] = [
        indicator("rate", formula=FORMULA, **rate or {}), count("births"), count("women", **women or {})
    ]  # fmt: skip
    home = place(("national", ("COUNTY",)), agencies=(agency("county", "council", "COUNTY"),))
    rules = ruleset(indicators, a_return(*lines), home=home)
    return make_plan(rules, PlanScope(date(2009, 4, 1), date(2010, 3, 31))).proved


RATE, BIRTHS, WOMEN = line("NI 1", "rate"), line("NI 2", "births"), line("NI 3", "women")


@pytest.mark.parametrize(
    ("lines", "changes", "proved"),
    [
        ((RATE,), {}, False),
        ((RATE, BIRTHS), {}, True),
        ((RATE, BIRTHS, WOMEN), {}, True),
        ((RATE,), {"women": {"agency_of_record": "central"}}, True),
        # Its terms do not add up over the districts, as it does itself.
        ((RATE, BIRTHS), {"women": WHOLE}, False),
        ((RATE, BIRTHS), {"women": WHOLE, "rate": WHOLE}, True),
    ],
)
def test_terms_are_the_fewest_where_one_at_most_serves_the_formula_alone(
    lines: tuple[Any, ...], changes: dict[str, Any], proved: bool
) -> None:
    assert is_proved(*lines, **changes) is proved
