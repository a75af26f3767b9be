from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from indicators.figures.figure_key import FIGURE_KEY
from mappings.definitions.line_coverage import OF_DISTRICTS
from mappings.plan.line_requirements import NOT_IN_FORCE
from mappings.plan.plan import CENTRAL, REQUESTED, Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR, QUARTERS = "FY2009-10", [f"FY2009-10-Q{n}" for n in range(1, 5)]
AGENCIES = (
    agency("county", "council", "COUNTY"),
    agency("north", "council", "NORTH"),
    agency("south", "council", "SOUTH"),
    agency("uni", "council|pct", "UNI"),
)


def made(*returns: Any, indicators: Any, areas: tuple[str, ...] = ("COUNTY",), **home: Any) -> Plan:
    here = place(*((one.code, areas) for one in returns), agencies=AGENCIES, **home)
    rules = ruleset(indicators, *returns, home=here)
    return make_plan(rules, PlanScope(date(2009, 4, 1), date(2010, 3, 31)))


def asked(collection_plan: Plan) -> set[tuple[str, str, str]]:
    return set(collection_plan.figure_requests.select("indicator", "area", "period").rows())


def test_equal_needs_of_two_returns_are_one_figure_due_when_the_first_needs_it() -> None:
    early = a_return(line("CORE 1", "cla"), **{"return": "core", "due": {"anchor": "period_end", "days": 5,
                     "roll": "none", "assumed": True, "source": "made up"}})  # fmt: skip
    collection_plan = made(a_return(line("NI 1", "cla")), early, indicators=[indicator()])
    (row,) = collection_plan.figure_requests.to_dicts()
    assert row["returns"] == ["core CORE 1", "national NI 1"]
    assert row["due"] == date(2010, 4, 5)
    assert row["confirm_by"] == [date(2010, 4, 28)]
    assert row["agency"] == "county"
    assert "2 lines wait for it: CORE 1 of core (FY2009-10, due 2010-04-05); NI 1 of national" in row["why"]


def test_what_is_compiled_centrally_or_only_near_or_in_doubt_is_asked_of_nobody() -> None:
    lines = [
        line("NI 1", "cla", route="central"),
        line("NI 2", "cla", predicate_id="skos:closeMatch"),
        line("NI 3", "cla", code_confidence="low"),
    ]
    collection_plan = made(a_return(*lines), indicators=[indicator()])
    assert collection_plan.figure_requests.is_empty()
    assert collection_plan.cells["outcome"].str.slice(0, 12).to_list() == [
        "compiled cen",
        "no exact mat",
        "the line's o",
    ]


def test_an_approved_near_measure_is_asked_for() -> None:
    approved = {"return": "national", "line": "NI 2", "object_id": "cla", "approved_by": "head",
                "approved_on": "2010-01-01", "reason": "agreed"}  # fmt: skip
    near = line("NI 2", "cla", predicate_id="skos:closeMatch")
    collection_plan = made(a_return(near), indicators=[indicator()], approvals=[approved])
    assert asked(collection_plan) == {("cla", "COUNTY", YEAR)}


def test_a_formula_is_worked_out_and_its_terms_asked_for() -> None:
    rate = indicator("rate", formula={"kind": "ratio", "terms": [{"indicator": "births"},
                     {"indicator": "women", "period": "mid_year_before"}]})  # fmt: skip
    collection_plan = made(a_return(line("NI 1", "rate")), indicators=[rate, count("births"), count("women")])
    assert asked(collection_plan) == {("births", "COUNTY", YEAR), ("women", "COUNTY", "2009-06-30")}
    assert collection_plan.spared.rows() == [("rate", "COUNTY", YEAR, "total", "worked out from 'BIRTHS' and 'WOMEN'")]


def test_a_change_asks_for_its_baseline_too() -> None:
    change = line("NI 40", "cla", transform="percent_change_from_baseline:FY2007-08")
    collection_plan = made(a_return(change), indicators=[count()])
    assert asked(collection_plan) == {("cla", "COUNTY", YEAR), ("cla", "COUNTY", "FY2007-08")}


def test_a_quarter_line_asks_for_quarters_and_not_for_the_year() -> None:
    quarterly = line("VS 1", "cla", frequency="quarterly")
    collection_plan = made(a_return(quarterly, period_kinds=["quarter", "financial_year"]), indicators=[count()])
    assert asked(collection_plan) == {("cla", "COUNTY", code) for code in QUARTERS}
    assert collection_plan.spared.rows() == [
        ("cla", "COUNTY", YEAR, "total", "made from its quarters, which are asked for")
    ]
    last = collection_plan.figure_requests.filter(period=QUARTERS[3])["for_periods"].item().to_list()
    assert last == [YEAR, QUARTERS[3]]


def test_a_county_is_not_asked_when_its_districts_are() -> None:
    collection_plan = made(a_return(line("NI 1", "cla")), indicators=[indicator()], areas=("COUNTY", "NORTH", "SOUTH"))
    assert asked(collection_plan) == {("cla", "NORTH", YEAR), ("cla", "SOUTH", YEAR)}
    assert set(collection_plan.figure_requests["agency"]) == {"north", "south"}


@pytest.mark.parametrize("adds", ["sum", "none"])
@pytest.mark.parametrize("areas", [("COUNTY",), ("COUNTY", "NORTH", "SOUTH")])
def test_a_districts_line_is_not_asked_of_a_county(areas: tuple[str, ...], adds: str) -> None:
    lines = [
        line("NI 158", "cla", body="district"),
        line("NI 160", "rate", body="district"),
        line("NI 170", "cla", body="district", route="central"),
        line("NI 184", "cla", body="district", predicate_id="skos:closeMatch"),
    ]
    rate = indicator("rate", formula={"kind": "ratio", "terms": [{"indicator": "births"}, {"indicator": "women"}]})
    indicators = [indicator(adds_over_area=adds), rate, count("births"), count("women")]
    collection_plan = made(a_return(*lines), indicators=indicators, areas=areas)
    of_county = collection_plan.cells.filter(area="COUNTY")
    assert of_county["outcome"].to_list() == [OF_DISTRICTS, OF_DISTRICTS, CENTRAL, OF_DISTRICTS]
    assert asked(collection_plan) == {
        (code, area, YEAR) for code in ("cla", "births", "women") for area in areas if area != "COUNTY"
    }
    assert "COUNTY" not in collection_plan.spared["area"].to_list()


@pytest.mark.parametrize(
    ("line_dates", "measure", "baseline", "outcome"),
    [
        ({}, {"from": "2008-04-01", "to": "2011-04-01"}, None, REQUESTED),
        ({}, {"from": "2008-04-01", "to": "2009-04-01"}, None, NOT_IN_FORCE),
        ({}, {"from": "2010-04-01"}, None, NOT_IN_FORCE),
        ({"route": "central"}, {"from": "2010-04-01"}, None, CENTRAL),
        ({}, {"from": "2008-04-01"}, "FY2008-09", REQUESTED),
        ({}, {"from": "2009-04-01"}, "FY2008-09", NOT_IN_FORCE),
    ],
)
def test_what_was_not_in_force_is_not_asked(
    line_dates: dict[str, str], measure: dict[str, str], baseline: str | None, outcome: str
) -> None:
    more = {"transform": f"percent_change_from_baseline:{baseline}"} if baseline else {}
    one = line("NI 1", "cla", **line_dates, **more)
    collection_plan = made(a_return(one), indicators=[count(in_force=measure)])
    assert collection_plan.cells["outcome"].to_list() == [outcome]
    assert collection_plan.figure_requests.is_empty() is (outcome != REQUESTED)


def test_a_districts_line_is_asked_of_a_council_of_one_tier() -> None:
    collection_plan = made(a_return(line("NI 158", "cla", body="district")), indicators=[indicator()], areas=("UNI",))
    assert asked(collection_plan) == {("cla", "UNI", YEAR)}


def test_what_does_not_add_is_asked_of_the_county_as_well() -> None:
    mean = indicator(parts=False, adds_over_area="none", unit="mean", per=1)
    collection_plan = made(a_return(line("NI 1", "cla")), indicators=[mean], areas=("COUNTY", "NORTH", "SOUTH"))
    assert asked(collection_plan) == {("cla", area, YEAR) for area in ("COUNTY", "NORTH", "SOUTH")}


def test_where_nobody_answers_for_the_whole_the_parts_are_asked() -> None:
    rules = ruleset(
        [indicator()],
        a_return(line("NI 1", "cla")),
        home=place(("national", ("COUNTY",)), agencies=AGENCIES[1:3]),
    )
    collection_plan = make_plan(rules, PlanScope(date(2009, 4, 1), date(2010, 3, 31)))
    assert asked(collection_plan) == {("cla", "NORTH", YEAR), ("cla", "SOUTH", YEAR)}


def test_an_unowned_figure_says_so() -> None:
    rules = ruleset([indicator()], a_return(line("NI 1", "cla")), home=place(("national", ("COUNTY",))))
    (row,) = make_plan(rules, PlanScope(date(2009, 4, 1), date(2010, 3, 31))).figure_requests.to_dicts()
    assert row["agency"] is None
    assert "Nobody in Home is of record for it" in row["why"]


def test_bodies_on_one_ground_are_asked_once_unless_the_figure_is_the_bodys_own() -> None:
    returns = a_return(line("NI 1", "cla")), a_return(line("VS 1", "cla"), **{"return": "vital"})
    here = place(("national", ("UNI",)), ("vital", ("PCT-U",)), agencies=AGENCIES)
    shared = ruleset([indicator()], *returns, home=here)
    own = ruleset([indicator(population_base="gp_registered")], *returns, home=here)
    scope = PlanScope(date(2009, 4, 1), date(2010, 3, 31))
    assert len(asked(make_plan(shared, scope))) == 1
    assert len(asked(make_plan(own, scope))) == 2


def test_collections_have_the_columns_of_a_cell() -> None:
    collection_plan = made(a_return(line("NI 1", "cla")), indicators=[indicator()])
    assert set(FIGURE_KEY) <= set(collection_plan.figure_requests.columns)
    assert collection_plan.figure_requests.schema["returns"] == pl.List(pl.String)
