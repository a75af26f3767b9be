"""The waterfall adds up in every part, every number opens to its rows, and the range bounds every mixture of rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.burden.ledger import BurdenLedger, make_ledger
from mappings.burden.plan_cells import find_step
from mappings.burden.saving_range import estimate_range
from mappings.burden.tables import list_combined_parts, list_gains, make_table
from mappings.burden.waterfall import make_waterfall
from mappings.burden.work_cost import estimate_work
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import NotFound
from tests.mappings.burden.small_rulesets import drawn, made, one_line, whole_year
from tests.mappings.small_ruleset import a_return, line
from tests.shipped import load_ruleset


def parts_of(ledger: BurdenLedger) -> list[BurdenLedger]:
    """The whole, each agency, each return, and each agency's part of each return."""
    agencies = [ledger.select_part("agency", code) for code in ledger.list_codes("agency")]
    pairs = [part.select_part("return", code) for part in agencies for code in part.list_codes("return")]
    return [ledger, *agencies, *pairs]


@settings(max_examples=10)
@given(drawn())
def test_the_steps_of_every_part_add_up_and_each_opens_to_its_rows(rules: Ruleset) -> None:
    whole = whole_year(rules)
    for ledger in parts_of(whole):
        counts = ledger.count()
        rows = make_waterfall(counts, ledger.count_definitions)
        assert rows[0].left + sum(row.change for row in rows) == rows[-1].left == counts["keyed_figures"]
        for row in rows:
            opened = ledger.open_count(row.code)
            assert opened["sign"].sum() == counts[row.code], row.code
            cells = opened.filter(opened["step"].is_not_null())
            keys = ["place", "return", "line", "owner", "for_period", "indicator", "area", "period", "breakdown"]
            assert cells.select(keys).is_duplicated().sum() == 0, row.code


@settings(max_examples=8)
@given(drawn())
def test_every_cell_is_in_one_step_and_keyed_cells_are_the_figures_keyed(rules: Ruleset) -> None:
    ledger = whole_year(rules)
    steps = {step.code for step in ledger.count_definitions.waterfall.steps} | {"keyed_once"}
    assert set(ledger.cells["step"]) <= steps
    assert ledger.cells.filter(step="keyed_once")["figure"].is_duplicated().sum() == 0
    assert ledger.count()["keyed_once"] == ledger.figures.filter("keyed", "in_cells").height


@settings(max_examples=8)
@given(drawn())
def test_agencies_parts_of_returns_add_up_to_the_whole(rules: Ruleset) -> None:
    ledger = whole_year(rules)
    pairs = list_combined_parts(ledger, rules)
    counts = ledger.count()
    assert {code: sum(part.counts[code] for _, part in pairs) for code in counts} == counts


def test_the_sources_year_saves_one_keying_across_returns() -> None:
    """Of 729 cells that somebody would key, one holds a figure that another return asks for: chlamydia in Lewisham."""
    ledger = make_ledger(load_ruleset(), None, start=date(2009, 4, 1), end=date(2010, 3, 31))
    (row,) = ledger.open_count("in_another_return").iter_rows(named=True)
    assert (row["line"], row["indicator"], row["agency"]) == ("NI 113.1", "chlamydia-tested-15-24", "lewisham-pct")
    assert ledger.count()["saved_across_returns"] == 1
    quarters = ledger.open_count("same_line_again")
    assert set(quarters["return"]) == {"vital-signs"}
    assert set(quarters["for_period"]) == {"FY2009-10"}


def test_parts_that_no_return_shows_count_against_what_is_saved() -> None:
    """A rate is asked for by two returns, and its two counts by none: two keyed instead of two."""
    first, second = a_return(one_line("A 1", "rate")), a_return(one_line("B 1", "rate"), **{"return": "beta"})
    counts = whole_year(made(first, second)).count()
    assert (counts["in_another_return"], counts["asked_for_parts"], counts["saved_across_returns"]) == (1, 2, -1)


def test_a_sum_on_the_same_form_is_no_value_found() -> None:
    """A rate beside its counts is arithmetic; a rate alone is a value that somebody would have to find."""
    beside = whole_year(made(a_return(line("A 1", "births"), line("A 2", "women"), line("A 3", "rate"))))
    alone = whole_year(made(a_return(line("A 3", "rate"))))
    units = [each.units.filter(world="without").group_by("unit").len() for each in (beside, alone)]
    amounts = [dict(zip(each["unit"], each["len"], strict=True)) for each in units]
    assert (amounts[0]["item"], amounts[0]["calculation"]) == (2, 1)
    assert (amounts[1]["item"], amounts[1].get("calculation", 0)) == (1, 0)


@pytest.mark.parametrize(
    ("counted", "origin", "repetition", "step"),
    [
        ("central", None, None, "central"), ("left_out", None, None, "left_out"),
        ("of_districts", None, None, "of_districts"), ("other_return", "asked", None, "copied_cells"),
        ("other_return", "made", None, "copied_cells"), ("other_return", "derived", None, "from_records"),
        ("keyed_cells", "derived", "in_another_return", "from_records"),
        ("keyed_cells", "made", "same_line_again", "same_line_again"), ("keyed_cells", "made", None, "worked_out"),
        ("keyed_cells", "asked", "in_another_return", "in_another_return"),
        ("keyed_cells", "asked", None, "keyed_once"),
    ],
)  # fmt: skip
def test_the_step_of_a_cell(counted: str, origin: str | None, repetition: str | None, step: str) -> None:
    assert find_step(counted, origin, repetition) == step


def test_a_number_that_there_is_not_is_refused() -> None:
    with pytest.raises(NotFound, match="no number 'savings'"):
        whole_year(made(a_return(line("NI 1", "cla")))).open_count("savings")


@settings(max_examples=6)
@given(drawn(), st.data())
def test_no_mixture_of_rates_saves_less_than_the_least_or_more_than_the_most(
    rules: Ruleset, data: st.DataObject
) -> None:
    ledger = whole_year(rules)
    (place,) = ledger.assumptions
    saving = estimate_range(ledger.units, ledger.assumptions)
    times = ledger.assumptions[place].times
    ends = [data.draw(st.sampled_from(["low", "central", "high"])) for _ in times]
    mixed = [time.model_copy(update={"minutes": time.in_case(end)}) for time, end in zip(times, ends, strict=True)]
    rates = {place: ledger.assumptions[place].model_copy(update={"times": tuple(mixed)})}
    assert saving.least <= estimate_work(ledger.units, rates).calculate_saving("minutes") <= saving.most


def test_the_range_by_hand() -> None:
    """One council keys two lines of two returns that are one figure: a value, part, measure and form are saved."""
    ledger = whole_year(made(a_return(line("NI 1", "cla")), a_return(one_line("B 1", "cla"), **{"return": "beta"})))
    saving = estimate_range(ledger.units, ledger.assumptions)
    by_case = {case: work.calculate_saving("minutes") for case, work in saving.cases.items()}
    # A value 20, 60 or 120 minutes; to send a part 10, 30, 60; a measure 0, 30, 120; a form 30, 120, 480.
    assert by_case == {"low": Fraction(60), "central": Fraction(240), "high": Fraction(780)}
    assert (saving.least, saving.most, saving.verdict) == (60, 780, "gains, whatever is assumed")


def test_one_return_alone_neither_gains_nor_loses() -> None:
    ledger = whole_year(made(a_return(line("NI 1", "cla"))))
    assert estimate_range(ledger.units, ledger.assumptions).verdict == "neither gains nor loses"


def test_what_is_nobodys_loses_nothing_and_says_why_it_stands_there() -> None:
    rules = load_ruleset()
    ledger = make_ledger(rules, None, start=date(2009, 4, 1), end=date(2010, 3, 31))
    loser = next(part for part in list_gains(ledger, "agency", rules) if part.loses)
    nobody = replace(loser, code=None)
    assert loser.verdict.startswith("loses")
    assert not nobody.loses
    assert nobody.verdict == "is nobody's: here so that the rows add up"


def test_who_loses_is_named_and_the_rows_add_up() -> None:
    """In the source's year every department that copies figures from other returns has more to do."""
    rules = load_ruleset()
    ledger = make_ledger(rules, None, start=date(2009, 4, 1), end=date(2010, 3, 31))
    gains = list_gains(ledger, "agency", rules)
    saved = [part.work.calculate_saving("minutes") for part in gains]
    assert saved == sorted(saved, reverse=True)
    losers = {part.title for part in gains if part.work.calculate_saving("minutes") < 0}
    assert "Lewisham Council, adult social care" in losers
    assert sum(saved) == ledger.estimate_work().calculate_saving("minutes")
    for case, name in product(("low", "high"), ("agency", "return")):
        rows = make_table(ledger, name, rules).rows
        whole = estimate_range(ledger.units, ledger.assumptions).cases[case].pounds["with"]
        assert sum(row.range.cases[case].pounds["with"] for row in rows) == whole
