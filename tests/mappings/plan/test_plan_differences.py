from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mappings.definitions.return_definitions import Line
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_differences import CHANGE_SCHEMA, compare_plans
from mappings.plan.plan_file import SavedPlan, plan_to_data, read_plan, save_plan
from mappings.plan.plan_scope import PlanScope
from mappings.reminders.change_notices import write_change_notices
from returnonce.errors import NotFound, Refused
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR = {"start": date(2009, 4, 1), "end": date(2010, 3, 31)}
QUARTERLY = {"period_kinds": ["quarter", "financial_year"]}


def made(*lines: Line, owner: str = "county", **edition: Any) -> Plan:
    agencies = [agency(owner, "council", "COUNTY")]
    rules = ruleset(
        [indicator(), count("births"), count("deaths")], a_return(*lines, **edition),
        home=place(("national", ("COUNTY",)), agencies=agencies),
    )  # fmt: skip
    return make_plan(rules, PlanScope(YEAR["start"], YEAR["end"]))


def lines(*codes: str, **changes: Any) -> list[Line]:
    return [line(f"NI {number}", code, **changes) for number, code in enumerate(codes, start=1)]


def test_a_line_that_ends_in_mid_year_takes_its_later_quarters_with_it() -> None:
    both = lines("births", "deaths", frequency="quarterly")
    ended = [both[0], both[1].model_copy(update={"valid_to": date(2009, 10, 1)})]
    differences = compare_plans(made(*both, **QUARTERLY), made(*ended, **QUARTERLY))
    removed = differences.changes.filter(what="figure no longer asked")
    assert set(removed["period"]) == {"FY2009-10-Q3", "FY2009-10-Q4"}
    assert set(removed["indicator"]) == {"deaths"}
    assert differences.count() == {"cell no longer asked": 7, "figure no longer asked": 2}
    notice = write_change_notices(differences)["county"]
    assert notice.startswith("County: You are no longer asked for 2 figures (needed by no return any more): ")
    assert "DEATHS (County, FY2009-10-Q3, FY2009-10-Q4)." in notice


def test_a_new_line_is_told_with_its_day() -> None:
    differences = compare_plans(made(*lines("births")), made(*lines("births", "deaths")))
    assert differences.count() == {"cell newly asked": 1, "figure newly asked": 1}
    assert write_change_notices(differences) == {
        "county": "County: You are newly asked for 1 figure, to be sent by Wednesday 28 April 2010: "
        "DEATHS (County, FY2009-10)."
    }


def test_a_changed_due_rule_moves_the_day_and_says_from_when_to_when() -> None:
    sooner = {"due": {"anchor": "period_end", "working_days": 10, "assumed": True, "source": "made up"}}
    differences = compare_plans(made(*lines("births", "deaths")), made(*lines("births", "deaths"), **sooner))
    assert differences.count() == {"return's date moved": 1, "figure's date moved": 2}
    (moved,) = differences.changes.filter(what="return's date moved").to_dicts()
    assert (moved["before"], moved["after"]) == ("2010-04-28", "2010-04-14")
    assert (
        "The day for 2 figures moves from Wednesday 28 April 2010 to Wednesday 14 April 2010"
        in write_change_notices(differences)["county"]
    )


def test_an_hour_that_changes_is_a_change_and_is_told() -> None:
    rule = {"anchor": "period_end", "working_days": 10, "assumed": True, "source": "made up"}
    late, noon = made(*lines("births"), due=rule), made(*lines("births"), due=rule | {"at": "12:00"})
    differences = compare_plans(late, noon)
    assert differences.count() == {"return's date moved": 1, "figure's date moved": 1}
    assert write_change_notices(differences)["county"].startswith(
        "County: The day for 1 figure moves from Wednesday 14 April 2010, 5pm to Wednesday 14 April 2010, midday: "
    )
    # A plan that was saved without hours says nothing of them.
    none = pl.lit(None, pl.String)
    old = replace(
        late, obligations=late.obligations.with_columns(at=none), collections=late.collections.with_columns(at=none)
    )
    assert compare_plans(old, noon).changes.is_empty()


def test_both_agencies_are_told_when_a_figure_changes_hands() -> None:
    differences = compare_plans(made(*lines("births")), made(*lines("births"), owner="unitary"))
    assert differences.count() == {"agency changed": 1}
    assert write_change_notices(differences) == {
        "county": "County: No longer asked of you, but of Unitary: 1 figure, BIRTHS (County, FY2009-10).",
        "unitary": "Unitary: Now asked of you, and no more of County, by Wednesday 28 April 2010: "
        "1 figure, BIRTHS (County, FY2009-10).",
    }


def test_a_figure_that_others_now_make_up_says_so() -> None:
    yearly, quarterly = lines("births"), [*lines("births"), line("NI 9", "births", frequency="quarterly")]
    differences = compare_plans(made(*yearly, **QUARTERLY), made(*quarterly, **QUARTERLY))
    assert (
        "(made from its quarters, which are asked for): BIRTHS (County, FY2009-10)."
        in write_change_notices(differences)["county"]
    )


def test_equal_plans_do_not_differ_and_a_saved_plan_is_the_plan(tmp_path: Path) -> None:
    one = made(*lines("births", "deaths", frequency="quarterly"), **QUARTERLY)
    saved = SavedPlan(PlanScope(YEAR["start"], YEAR["end"], place="home"), "0" * 64, date(2010, 1, 1), one)
    save_plan(tmp_path / "plan.json", saved)
    again = read_plan(tmp_path / "plan.json")
    assert (again.scope, again.ruleset, again.made_on) == (saved.scope, saved.ruleset, saved.made_on)
    for name in ("obligations", "cells", "figure_requests", "collections", "spared"):
        assert getattr(again.plan, name).equals(getattr(one, name)), name
    differences = compare_plans(again.plan, one)
    assert differences.changes.is_empty()
    assert dict(differences.changes.schema) == CHANGE_SCHEMA
    assert write_change_notices(differences) == {}
    assert json.dumps(plan_to_data(one))


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"form": "returnonce plan, form 1"}', "\x00", '{"form": 2}'])
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(Refused, match="is no saved plan"):
        read_plan(tmp_path / "x.json")
    with pytest.raises(NotFound):
        read_plan(tmp_path / "none.json")
