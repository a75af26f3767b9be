"""What each agency would be asked more or less; the plan of each ruleset, counted by hand, is the oracle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.ruleset import Ruleset
from mappings.upgrade.workload import WorkloadChange, compare_workload
from tests.exports.editions.worlds import rules
from tests.mappings.small_ruleset import a_return, line

START, END = date(2009, 4, 1), date(2010, 3, 31)


def compare(before: Ruleset, after: Ruleset) -> list[WorkloadChange]:
    return compare_workload(before, after, None, start=START, end=END)


def test_a_line_that_goes_is_one_figure_less_and_the_reverse() -> None:
    both, one = rules(), replace(rules(), returns={"national": a_return(line("NI 1", "cla"))})
    (less,) = compare(both, one)
    assert (less.place, less.agency, less.title) == ("home", "county", "County")
    assert (less.before.figures, less.after.figures) == (2, 1)
    assert (less.before.cells, less.after.cells) == (2, 1)
    assert float(less.after.hours) < float(less.before.hours)
    assert less.describe().startswith("home, County: figures asked 2 to 1, cells filled by them 2 to 1, hours ")
    (more,) = compare(one, both)
    assert (more.before, more.after) == (less.after, less.before)
    assert compare(both, both) == []


def test_counts_are_those_of_the_plans() -> None:
    before, after = rules(), replace(rules(), returns={"national": a_return(line("NI 1", "cla"))})
    (change,) = compare(before, after)
    for side, ruleset in ((change.before, before), (change.after, after)):
        plan = make_plan(ruleset, PlanScope(START, END))
        assert side.figures == Counter(plan.figure_requests["agency"])["county"]
        assert side.collections == Counter(plan.collections["agency"])["county"]


def test_a_return_that_a_place_no_longer_makes_leaves_nothing() -> None:
    before = rules()
    home = replace(before.places["home"], returns=())
    (gone,) = compare(before, replace(before, places={"home": home}))
    assert (gone.after.figures, gone.after.collections, gone.after.cells, gone.after.hours) == (0, 0, 0, "0.0")
