"""Figures made from other figures: exact until the one rounding at the end."""

from __future__ import annotations

from typing import Any

import pytest

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.formulas import find_formula_cycle
from tests.indicators.small_contexts import build_context, build_figures, count, figure, indicator, need, needs

YEAR = "FY2009-10"


def terms(*codes: str | dict[str, str]) -> list[dict[str, str]]:
    return [code if isinstance(code, dict) else {"indicator": code} for code in codes]


def made(kind: str, *codes: str | dict[str, str], **changes: Any) -> Indicator:
    return indicator("made", formula={"kind": kind, "terms": terms(*codes)}, **changes)


def ask(rows: list[dict[str, Any]], *indicators: Indicator, **cell: str) -> dict[str, Any]:
    asked = needs(need(indicator="made", **cell))
    return evaluate(asked, build_figures(rows), context=build_context(*indicators)).row(0, named=True)


def given(code: str, *numbers: float, period: str = YEAR, **more: Any) -> dict[str, Any]:
    return figure("COUNTY", period, *numbers, indicator=code, **more)


def test_a_rate_is_a_count_over_the_population_at_mid_year() -> None:
    rate = made("ratio", "deaths", {"indicator": "people", "period": "mid_year_before"}, per=100_000, unit="rate")
    rows = [given("deaths", 7), given("people", 51_300, period="2009-06-30"), given("people", 1, period="2008-06-30")]
    result = ask(rows, rate, count("deaths"), count("people", period_kind="day"))
    assert (result["numerator"], result["denominator"]) == (7_000_000, 51_300_000_000)
    assert (result["value"], result["provenance"]) == (13_600_000, "formula")
    assert [source["indicator"] for source in result["lineage"]] == ["deaths", "people"]


def test_a_gap_is_rounded_once_at_the_end() -> None:
    gap = made("difference", "a", "b", parts=False, unit="percentage_points")
    # 33.333... less 16.666... is 16.666...; from the printed 33.3 and 16.7 it would be 16.6.
    result = ask([given("a", 1, 3), given("b", 1, 6)], gap, indicator("a"), indicator("b"))
    assert (result["value"], result["numerator"]) == (16_700_000, None)


def test_a_gap_of_printed_shares_is_of_what_was_printed() -> None:
    gap = made("difference", "a", "b", parts=False, unit="percentage_points")
    result = ask([given("a", 33.3), given("b", 50)], gap, indicator("a"), indicator("b"))
    assert result["value"] == -16_700_000


def test_what_is_left_over_keeps_its_parts() -> None:
    result = ask([given("a", 1, 3)], made("complement", "a"), indicator("a"))
    assert (result["numerator"], result["denominator"], result["value"]) == (2_000_000, 3_000_000, 66_700_000)
    assert ask([given("a", 33.3)], made("complement", "a"), indicator("a"))["value"] == 66_700_000


@pytest.mark.parametrize(
    ("rows", "value", "why"),
    [
        ([given("a", 1, 10), given("b", 2, 10)], 30_000_000, None),
        ([given("a", 1, 10), given("b", 2, 11)], None, "shares of different totals"),
        ([given("a", 1, 10), given("b", 20)], None, "shares to plain numbers"),
        ([given("a", 10), given("b", 20)], 30_000_000, None),
    ],
)
def test_shares_are_summed_only_over_one_total(rows: list[dict[str, Any]], value: int | None, why: str | None) -> None:
    result = ask(rows, made("sum", "a", "b"), indicator("a"), indicator("b"))
    assert result["value"] == value
    assert why is None or why in result["reason"]


def test_a_term_may_read_a_part_and_the_year_before() -> None:
    change = made(
        "difference",
        {"indicator": "a", "part": "numerator"},
        {"indicator": "a", "part": "denominator", "period": "previous"},
        parts=False, unit="count", per=1, decimals=0,
    )  # fmt: skip
    rows = [given("a", 9, 10), given("a", 3, 5, period="FY2008-09")]
    assert ask(rows, change, indicator("a"))["value"] == 4_000_000
    bare = ask([given("a", 90), rows[1]], change, indicator("a"))
    assert "there is none for the numerator of 'A'" in bare["reason"]


def test_what_is_missing_or_withheld_is_named() -> None:
    gap = made("difference", "a", "b", "c", parts=False, unit="percentage_points")
    result = ask([given("a", symbol="confidential")], gap, indicator("a"), indicator("b"), indicator("c"))
    assert result["reason"] == (
        "No figure was given. It is worked out from other figures, and there is none for 'A' (confidential), 'B' "
        "and 'C'."
    )


def test_an_empty_cohort_passes_through() -> None:
    gap = made("difference", "a", "b", parts=False, unit="percentage_points")
    result = ask([given("a", 0, 0), given("b", 1, 2)], gap, indicator("a"), indicator("b"))
    assert (result["symbol"], result["reason"]) == ("not_applicable", "Nobody was in the cohort: 0 of 0.")
    nothing = ask([given("a", 3), given("b", 0)], made("ratio", "a", "b"), count("a"), count("b"))
    assert nothing["symbol"] == "not_available"


def test_terms_may_themselves_be_worked_out_or_rolled_up() -> None:
    rate = made("ratio", "deaths", "people", per=100)
    total = count("deaths", formula={"kind": "sum", "terms": terms("young", "old")})
    rows = [figure(area, YEAR, 2, indicator="young") for area in ("NORTH", "SOUTH")]
    rows += [given("old", 3), given("people", 70)]
    assert ask(rows, rate, total, count("young"), count("old"), count("people"))["value"] == 10_000_000


def test_a_formula_that_leads_back_to_itself_is_refused_with_its_chain() -> None:
    a = indicator("a", formula={"kind": "complement", "terms": terms("made")})
    loop = made("complement", "a")
    result = ask([], loop, a)
    assert "Its formula leads back to itself: made -> a -> made." in result["reason"]
    catalogue = {"made": loop, "a": a, "b": indicator("b", formula={"kind": "complement", "terms": terms("a")})}
    assert find_formula_cycle("a", catalogue) == ("a", "made", "a")
    assert find_formula_cycle("b", catalogue) is None


def test_parts_of_a_loop_may_still_be_given_or_rolled_up() -> None:
    a = indicator("a", formula={"kind": "complement", "terms": terms("made")})
    assert ask([given("a", 1, 4)], made("complement", "a"), a)["symbol"] == "not_available"
    rows = [figure(area, YEAR, 1, 4, indicator="made") for area in ("NORTH", "SOUTH")]
    assert ask(rows, made("complement", "a"), a)["value"] == 25_000_000
