"""What is in the store makes a plan smaller, and never leaves a cell unmet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from indicators.catalogue.indicator import Indicator
from indicators.figures.batches import NewBatch, record_batch
from indicators.figures.figure_schema import FIGURE_SCHEMA
from mappings.definitions.returns import Return
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading, transaction
from returnonce.numbers import MICRO
from tests.indicators.small_contexts import count, indicator
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

YEAR, QUARTERS = "FY2009-10", [f"FY2009-10-Q{n}" for n in range(1, 5)]
AGENCIES = (
    agency("county", "council", "COUNTY"),
    agency("north", "council", "NORTH"),
    agency("south", "council", "SOUTH"),
)


def rules(indicators: Iterable[Indicator], *returns: Return, areas: tuple[str, ...] = ("COUNTY",)) -> Ruleset:
    home = place(*((one.code, areas) for one in returns), agencies=AGENCIES)
    return ruleset(indicators, *returns, home=home)


def give(engine: Engine, *cells: tuple[str, str, str], kind: str = "submitted", agency_code: str = "county") -> None:
    rows = [{"indicator": code, "area": area, "period": period, "breakdown": "total", "kind": "actual",
             "value": 7 * MICRO, "status": "final", "locator": "row"} for code, area, period in cells]  # fmt: skip
    batch = NewBatch(kind, agency_code, str(len(cells)) * 64, "x.csv", "0" * 64, datetime(2026, 11, 1, tzinfo=UTC))
    with transaction(engine) as session:
        record_batch(session, batch, pl.DataFrame(rows, schema=FIGURE_SCHEMA))


def planned(engine: Engine, known: Ruleset) -> Plan:
    with reading(engine) as session:
        return make_plan(known, PlanScope(date(2009, 4, 1), date(2010, 3, 31)), session)


def asked(collection_plan: Plan) -> dict[tuple[str, str, str], bool]:
    return {
        row[:3]: row[3]
        for row in collection_plan.figure_requests.select("indicator", "area", "period", "given").iter_rows()
    }


def quarterly(code: str = "births") -> Return:
    return a_return(line("NI 1", code, frequency="quarterly"), period_kinds=["quarter", "financial_year"])


def test_a_whole_is_not_asked_when_what_is_there_makes_it_up_with_what_is_asked(sqlite_engine: Engine) -> None:
    known = rules([count("births")], a_return(line("NI 1", "births")), areas=("COUNTY", "NORTH"))
    assert len(asked(planned(sqlite_engine, known))) == 2
    give(sqlite_engine, ("births", "SOUTH", YEAR), agency_code="south")
    collection_plan = planned(sqlite_engine, known)
    assert asked(collection_plan) == {("births", "NORTH", YEAR): False}
    assert (
        "births",
        "COUNTY",
        YEAR,
        "total",
        "made from its districts, which are asked for or given already",
    ) in collection_plan.spared.rows()
    assert collection_plan.figure_requests["returns"].to_list() == [["national NI 1"]]


def test_terms_are_not_asked_for_when_the_formula_itself_was_given(sqlite_engine: Engine) -> None:
    rate = indicator(
        "rate", parts=False, formula={"kind": "ratio", "terms": [{"indicator": "births"}, {"indicator": "women"}]}
    )
    known = rules([rate, count("births"), count("women")], a_return(line("NI 1", "rate"), line("NI 2", "births")))
    give(sqlite_engine, ("rate", "COUNTY", YEAR))
    collection_plan = planned(sqlite_engine, known)
    assert asked(collection_plan) == {("births", "COUNTY", YEAR): False}
    assert ("women", "COUNTY", YEAR, "total", "given already is what it is needed for") in collection_plan.spared.rows()


def test_given_figures_stay_in_the_plan_and_are_marked(sqlite_engine: Engine) -> None:
    known = rules([count("births")], quarterly())
    give(sqlite_engine, ("births", "COUNTY", QUARTERS[0]))
    assert asked(planned(sqlite_engine, known)) == {("births", "COUNTY", q): q == QUARTERS[0] for q in QUARTERS}
    made = planned(sqlite_engine, known).collections
    assert made.select(pl.col("figures", "given").sum()).row(0) == (4, 1)


@pytest.mark.parametrize(("publisher", "spared"), [("department", False), ("somebody", True)])
def test_a_published_figure_counts_unless_the_return_goes_to_its_publisher(
    sqlite_engine: Engine, publisher: str, spared: bool
) -> None:
    barred: dict[str, Any] = {"recipient_publishers": ["department"]}
    known = rules([count("births")], a_return(line("NI 1", "births"), **barred), areas=("COUNTY", "NORTH"))
    give(sqlite_engine, ("births", "SOUTH", YEAR), kind="pulled", agency_code=publisher)
    assert len(asked(planned(sqlite_engine, known))) == (1 if spared else 2)
