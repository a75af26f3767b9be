"""An obligation whose agency ends: in mid-period, between the period and the day to send, or after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.plan.successor_requests import find_agency_to_ask
from tests.indicators.small_contexts import indicator
from tests.mappings.place.test_agency_succession import agency
from tests.mappings.small_ruleset import a_return, line, place, ruleset

#: The return of 2009-10 falls due, and is to be sent, on Wednesday 28 April 2010.
YEAR = (date(2009, 4, 1), date(2010, 3, 31))


def asked(end: str, to: str = "new", **more: Any) -> list[str]:
    old = agency("old", roles="council", end=end, to=to)
    rules = ruleset(
        [indicator()],
        a_return(line("NI 1", "cla"), line("NI 2", "cla")),
        home=place(("national", ("COUNTY",)), agencies=(old, *more.pop("heirs", (agency("new"),)))),
    )
    return make_plan(rules, PlanScope(YEAR[0], YEAR[1])).figure_requests["agency"].to_list()


@pytest.mark.parametrize(
    ("end", "owes"),
    [
        # In mid-period: who serves on the last day owes the whole of it.
        ("2009-10-01", "new"),
        ("2010-03-31", "new"),
        # After the period and before the day to send: it is asked of the successor.
        ("2010-04-01", "new"),
        ("2010-04-28", "new"),
        # It serves on the day to send.
        ("2010-04-29", "old"),
        ("2011-04-01", "old"),
    ],
)
def test_who_is_asked_when_an_agency_ends(end: str, owes: str) -> None:
    assert asked(end) == [owes]


def test_after_a_second_handover_the_last_one_is_asked() -> None:
    heirs = (agency("new", start="2009-10-01", end="2010-04-15", to="newest"), agency("newest"))
    assert asked("2009-10-01", heirs=heirs) == ["newest"]


@pytest.mark.parametrize("to", ["not established", ""])
def test_where_nobody_took_over_nobody_else_is_asked(to: str) -> None:
    assert asked("2010-04-10", to=to) == ["old"]


def test_an_agency_that_is_not_the_places_is_left_as_it_is() -> None:
    home = place(agencies=(agency("old", end="2010-04-01", to="new"), agency("new")))
    assert find_agency_to_ask(home, "elsewhere", YEAR[1], "COUNTY") == "elsewhere"
    assert find_agency_to_ask(home, "old", None, "COUNTY") == "old"
    assert find_agency_to_ask(home, "old", date(2010, 4, 1), "COUNTY") == "new"
