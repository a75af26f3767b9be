"""The rules of an answer, each as a small drawn table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.evaluation.direct_matches import LINEAGE_TYPE, RESULT_SCHEMA
from indicators.figures.figure_key import FIGURE_KEY
from tests.indicators.small_contexts import build_context, build_figures, count, figure, indicator, need, needs

QUARTERS = [f"FY2009-10-Q{n}" for n in (1, 2, 3, 4)]


def ask(rows: list[dict[str, Any]], *indicators: Indicator, of_record: Any = None, **cell: str) -> dict[str, Any]:
    """The answer to one need."""
    made = build_context(*(indicators or (indicator(),)), **({"of_record": of_record} if of_record else {}))
    return evaluate(needs(need(**cell)), build_figures(rows), context=made).row(0, named=True)


def test_an_answer_has_the_needs_and_then_its_own_columns() -> None:
    asked = needs(need(), need(area="UNI")).with_columns(line=pl.lit("NI 62"))
    answered = evaluate(asked, build_figures([figure("UNI", "FY2009-10", 1, 2)]), context=build_context(indicator()))
    assert dict(answered.schema) == dict.fromkeys((*FIGURE_KEY, "line"), pl.String()) | {
        name: pl.DataType.from_python(kind) if kind in (int, str) else kind
        for name, kind in pl.DataFrame(schema=RESULT_SCHEMA).schema.items()
    }
    assert answered["area"].to_list() == ["COUNTY", "UNI"]
    assert answered["symbol"].to_list() == ["not_available", None]


@pytest.mark.parametrize(
    ("numbers", "value"),
    [((45, 120), 37.5), ((1, 3), 33.3), ((1, 6), 16.7), ((1, 800), 0.1), ((1, 2000), 0.1), ((0, 7), 0)],
)
def test_a_share_is_recomputed_from_its_parts_half_up(numbers: tuple[int, int], value: float) -> None:
    assert ask([figure("COUNTY", "FY2009-10", *numbers)])["value"] == round(value * 1_000_000)


def test_a_printed_share_gives_way_to_its_parts_and_stands_without_them() -> None:
    assert ask([figure("COUNTY", "FY2009-10", 1, 3, 99)])["value"] == 33_300_000
    assert ask([figure("COUNTY", "FY2009-10", 33.37)])["value"] == 33_370_000


@pytest.mark.parametrize(
    ("numbers", "symbol", "reason"),
    [((0, 0), "not_applicable", "Nobody was in the cohort: 0 of 0."),
     ((5, 0), "not_available", "Something was counted over a denominator of 0, which makes no share.")],
)  # fmt: skip
def test_nothing_over_nothing_is_not_applicable(numbers: tuple[int, int], symbol: str, reason: str) -> None:
    result = ask([figure("COUNTY", "FY2009-10", *numbers)])
    assert (result["value"], result["symbol"], result["reason"]) == (None, symbol, reason)


def test_a_symbol_given_stands_with_who_gave_it() -> None:
    result = ask([figure(symbol="confidential")])
    assert (result["symbol"], result["reason"]) == ("confidential", "Given as confidential by council.")


def test_lineage_leads_to_the_row_of_the_file() -> None:
    (source,) = ask([figure("COUNTY", "FY2009-10", 45, 120)])["lineage"]
    assert list(source) == [field.name for field in LINEAGE_TYPE.inner.fields]  # type: ignore[union-attr]
    assert source["locator"] == "Figures!row 2"
    assert (source["numerator"], source["denominator"], source["value"]) == (45_000_000, 120_000_000, 37_500_000)


# --- several agencies


def publisher(*numbers: float, **more: Any) -> dict[str, Any]:
    return figure("COUNTY", "FY2009-10", *numbers, agency="dfe", batch_kind="pulled", batch=2, **more)


@pytest.mark.parametrize(("of_record", "value"), [("dfe", 40), ("council", 50), ("somebody-else", 50), (None, 50)])
def test_the_agency_of_record_wins_then_the_nearer_source(of_record: str | None, value: int) -> None:
    rows = [figure("COUNTY", "FY2009-10", 50), publisher(40)]
    result = ask(rows, of_record=lambda *_: of_record)
    assert result["value"] == value * 1_000_000
    assert result["published"] is (value == 40)


def test_the_latest_batch_wins_among_equals() -> None:
    rows = [figure("COUNTY", "FY2009-10", 50), figure("COUNTY", "FY2009-10", 60, agency="yot", batch=2)]
    assert ask(rows)["value"] == 60_000_000


def test_a_disagreement_names_both_agencies_and_both_values() -> None:
    rows = [figure("COUNTY", "FY2009-10", 45, 120), publisher(38.2)]
    assert ask(rows, of_record=lambda *_: "council")["disagreement"] == (
        "council gives 45 of 120 and is used (agency of record); dfe gives 38.2."
    )


def test_suppliers_parts_are_summed_where_the_catalogue_says_they_add() -> None:
    rows = [figure("COUNTY", "FY2009-10", n, 10, breakdown=f"supplier={s}", agency=s) for n, s in [(1, "a"), (4, "b")]]
    result = ask(rows)
    assert (result["value"], result["agency"], result["provenance"]) == (25_000_000, "a, b", "rolled_up")
    refused = ask(rows, indicator(adds_over_area="none"))
    assert refused["symbol"] == "not_available"
    assert "Figures for its suppliers are known but cannot be added" in refused["reason"]


def test_a_part_is_not_sent_as_the_whole_while_somebody_is_silent() -> None:
    rows = [figure("COUNTY", "FY2009-10", 1, 10, breakdown="supplier=a", agency="a")]
    made = replace(build_context(indicator()), suppliers=lambda *_: ("a", "b"))
    row_values = evaluate(needs(need()), build_figures(rows), context=made).row(0, named=True)
    assert row_values["symbol"] == "not_available"
    assert "It waits for the part of b" in row_values["reason"]


# --- shared


@pytest.mark.parametrize("base", ["resident", "partnership_area", "households", "offences", "service_users"])
def test_bodies_on_the_same_ground_share_what_is_of_the_ground(base: str) -> None:
    result = ask([figure("PCT-U", "FY2009-10", 1, 4)], indicator(population_base=base), area="UNI")
    assert (result["value"], result["provenance"], result["lineage"][0]["area"]) == (25_000_000, "shared", "PCT-U")


@pytest.mark.parametrize(
    "base", ["gp_registered", "school_roll", "organisations", "workforce", "estate", "survey_respondents"]
)
def test_what_is_tied_to_a_body_is_not_shared(base: str) -> None:
    result = ask([figure("PCT-U", "FY2009-10", 1, 4)], indicator(population_base=base), area="UNI")
    assert result["symbol"] == "not_available"
    assert "Pct-U was given for a body, not for an area" in result["reason"]


def test_bodies_on_other_ground_share_nothing() -> None:
    assert ask([figure("PCT-C", "FY2009-10", 1, 4)], area="UNI")["symbol"] == "not_available"


def test_of_several_on_the_same_ground_the_agency_of_record_serves() -> None:
    rows = [figure("PART", "FY2009-10", 1, 4, agency="dat"), figure("PCT-U", "FY2009-10", 1, 5, agency="pct")]
    assert ask(rows, area="UNI", of_record=lambda *_: "pct")["agency"] == "pct"
    assert ask(rows, area="UNI")["agency"] == "dat"


def test_a_withheld_figure_is_not_shared_and_says_so() -> None:
    result = ask([figure("PCT-U", symbol="confidential")], area="UNI")
    assert result["reason"] == "No figure was given. Pct-U, on the same ground: Given as confidential by council."


# --- rolled up


def test_a_year_is_summed_from_its_quarters_never_averaged() -> None:
    rows = [figure("COUNTY", q, n, d) for q, n, d in zip(QUARTERS, (1, 1, 1, 1), (1, 100, 100, 100), strict=True)]
    result = ask(rows)
    assert (result["numerator"], result["denominator"]) == (4_000_000, 301_000_000)
    assert (result["value"], result["provenance"], len(result["lineage"])) == (1_300_000, "rolled_up", 4)


def test_quarters_may_themselves_be_summed_from_months() -> None:
    rows = [figure("COUNTY", q, 1, 10) for q in QUARTERS[1:]]
    rows += [figure("COUNTY", f"2009-M0{m}", 2, 10) for m in (4, 5, 6)]
    assert ask(rows)["numerator"] == 9_000_000
    assert ask(rows[:-1])["reason"] == (
        "No figure was given. Cannot be added from its quarters: "
        "no figure for April to June 2009 (quarter 1 of 2009-10)."
    )


def test_a_missing_part_is_named_and_never_taken_for_zero() -> None:
    rows = [figure("NORTH", "FY2009-10", 1, 10)]
    assert ask(rows)["reason"] == "No figure was given. Cannot be added from its districts: no figure for South."
    withheld = [*rows, figure("SOUTH", symbol="confidential")]
    assert "no figure for South (confidential)" in ask(withheld)["reason"]
    small = [*rows, figure("SOUTH", symbol="rounds_to_zero")]
    assert "no figure for South (too small to print)" in ask(small)["reason"]


def test_an_empty_cohort_adds_as_nought_of_nought() -> None:
    rows = [figure("NORTH", "FY2009-10", 1, 10), figure("SOUTH", "FY2009-10", 0, 0)]
    assert ask(rows)["value"] == 10_000_000


@pytest.mark.parametrize("area", ["COUNTY", "PCT-C"])
def test_districts_make_the_county_and_the_trust_on_its_ground(area: str) -> None:
    rows = [figure("NORTH", "FY2009-10", 1, 10), figure("SOUTH", "FY2009-10", 3, 10)]
    assert ask(rows, area=area)["value"] == 20_000_000


def test_districts_by_quarters_make_the_year_of_the_country() -> None:
    rows = [figure(area, q, 1, 10) for area in ("NORTH", "SOUTH", "UNI") for q in QUARTERS]
    result = ask(rows, area="ENG")
    assert (result["numerator"], result["denominator"]) == (12_000_000, 120_000_000)


def test_what_is_tied_to_a_body_adds_up_only_to_regions() -> None:
    rows = [figure(a, "FY2009-10", 1, 10) for a in ("NORTH", "SOUTH", "UNI", "COUNTY")]
    pupils = indicator(population_base="school_roll")
    assert ask(rows, pupils, area="PCT-C")["symbol"] == "not_available"
    assert ask(rows, pupils, area="REG")["numerator"] == 2_000_000


def test_a_partition_makes_the_total() -> None:
    rows = [figure("COUNTY", "FY2009-10", 1, 10, breakdown=f"sex={s}") for s in "FM"]
    assert ask(rows, indicator(breakdowns=("sex",)))["value"] == 10_000_000
    assert ask(rows[:1], indicator(breakdowns=("sex",)))["reason"] == (
        "No figure was given. Cannot be added from its parts by sex: no figure for M."
    )
    assert ask(rows)["symbol"] == "not_available"


def test_a_stock_is_that_of_the_last_part() -> None:
    stock = count(adds_over_time="last")
    rows = [figure("COUNTY", q, n) for q, n in zip(QUARTERS, (1, 2, 3, 4), strict=True)]
    assert ask(rows, stock)["value"] == 4_000_000
    assert ask(rows[:3], stock)["symbol"] == "not_available"
    assert ask([figure("COUNTY", "2010-03-31", 9)], stock)["value"] == 9_000_000


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (indicator(adds_over_time="none"), "its counts overlap from one part to the next"),
        (indicator(parts=False), "it is a share without its numerator and denominator"),
        (count(adds_over_time="none"), "the same people or things may be counted in more than one part"),
        (count(unit="mean"), "it is an average without its parts"),
        (count(unit="score"), "it is a judgement or score"),
    ],
)
def test_what_cannot_be_added_says_why(measure: Indicator, why: str) -> None:
    numbers = (1, 10) if measure.parts else (1,)
    result = ask([figure("COUNTY", q, *numbers) for q in QUARTERS], measure)
    assert result["symbol"] == "not_available"
    assert why in result["reason"]


def test_shares_without_parts_are_never_added() -> None:
    result = ask([figure("NORTH", "FY2009-10", 1, 10), figure("SOUTH", "FY2009-10", 40.0)])
    assert "Given without numerator and denominator for South; shares are never averaged." in result["reason"]


def test_a_sum_of_rounded_counts_is_an_estimate() -> None:
    rows = [figure(a, "FY2009-10", 10, 50, rounded_to=5_000_000, batch_kind="pulled") for a in ("NORTH", "SOUTH")]
    result = ask(rows)
    assert (result["status"], result["rounded_to"], result["published"]) == ("estimated", 5_000_000, True)


def test_the_worst_status_and_every_disagreement_are_kept() -> None:
    rows = [figure("NORTH", "FY2009-10", 1, 10, status="provisional"), figure("SOUTH", "FY2009-10", 3, 10),
            figure("SOUTH", "FY2009-10", 4, 10, agency="dfe", batch_kind="pulled")]  # fmt: skip
    result = ask(rows)
    assert result["status"] == "provisional"
    assert result["disagreement"] == "council gives 3 of 10 and is used (the nearer source); dfe gives 4 of 10."


def test_a_target_is_never_worked_out() -> None:
    result = ask([figure("COUNTY", q, 1, 10, kind="target") for q in QUARTERS], kind="target")
    assert result["reason"] == "No target was given; a target is set by its agency and never worked out."


def test_nothing_known_and_nothing_defined_say_so() -> None:
    assert ask([])["reason"] == "No figure was given."
    assert ask([], indicator="unheard-of")["reason"] == "'unheard-of' is not in the catalogue."
