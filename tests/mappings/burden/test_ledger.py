"""The ledger adds up, over made-up rulesets of every sort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from mappings.burden.ledger import GROUP_COLUMNS, BurdenLedger, make_ledger
from mappings.burden.tables import list_information_obligations
from mappings.burden.work_amounts import list_work_amounts
from mappings.burden.work_cost import REUSE_CASES, sum_minutes_by_lens
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.burden.small_rulesets import AREAS_OF, drawn, made, one_line, whole_year
from tests.mappings.small_ruleset import a_return, line
from tests.shipped import load_assumptions, load_count_definitions


@settings(max_examples=8)
@given(drawn())
def test_every_number_is_the_sum_of_its_parts(rules: Ruleset) -> None:
    ledger = whole_year(rules)
    counts, work = ledger.count(), ledger.estimate_work()
    for name in GROUP_COLUMNS:
        parts = [ledger.select_part(name, code) for code in ledger.list_codes(name)]
        assert {code: sum(part.count()[code] for part in parts) for code in counts} == counts, name
        for what in ("minutes", "pounds"):
            for world in REUSE_CASES:
                assert (
                    sum(getattr(part.estimate_work(), what)[world] for part in parts) == getattr(work, what)[world]
                ), name


@settings(max_examples=8)
@given(drawn())
def test_counts_are_made_of_the_counts_that_their_definitions_name(rules: Ruleset) -> None:
    """In the whole, and in each agency's, return's and period's part."""
    ledger = whole_year(rules)
    for ledger_ in [
        ledger,
        *(ledger.select_part(name, code) for name in GROUP_COLUMNS for code in ledger.list_codes(name)),
    ]:
        counts = ledger_.count()
        for one in load_count_definitions().counts:
            if one.parts:
                assert counts[one.code] == sum(sign * counts[part] for part, sign in one.parts.items()), one.code
        assert counts["cells"] == ledger_.cells.height
        assert counts["asked_figures"] == ledger_.figures.height


@settings(max_examples=8)
@given(drawn())
def test_lenses_and_information_obligations_add_up_to_the_work(rules: Ruleset) -> None:
    ledger = whole_year(rules)
    work = ledger.estimate_work()
    for world in REUSE_CASES:
        assert (
            sum((lens[world] for lens in sum_minutes_by_lens(ledger.units, ledger.assumptions).values()), Fraction(0))
            == work.minutes[world]
        )
        by_return = [one for one in list_information_obligations(ledger, rules) if one.bodies]
        assert sum((one.calculate_cost(world) for one in by_return), Fraction(0)) == work.pounds[world]
        for one in by_return:
            # The Standard Cost Model, as it is written: (hours x tariff + fixed) x population x frequency.
            hours = one.minutes_each[world] / 60
            assert hours * Fraction(25) * one.bodies * one.times == one.calculate_cost(world)


@pytest.mark.parametrize(
    ("lines", "counted"),
    [
        ([line("NI 1", "cla")], {"keyed_cells": 1, "keyed_figures": 1, "rekeying_avoided": 0}),
        ([line("NI 1", "cla"), line("NI 2", "cla")], {"keyed_cells": 2, "twice_in_a_return": 1, "keyed_figures": 1}),
        ([line("NI 1", "cla", route="central")], {"cells": 1, "central": 1, "keyed_cells": 0, "asked_figures": 0}),
        ([line("NI 1", "cla", route="other_return")], {"other_return": 1, "taken_over_figures": 1, "keyed_figures": 0}),
        ([line("NI 1", "cla", code_confidence="low")], {"left_out": 1, "asked_figures": 0, "keyed_cells": 0}),
        ([line("NI 1", "rate")], {"keyed_cells": 1, "worked_out": 1, "asked_for_parts": 2, "keyed_figures": 2}),
    ],
)
def test_small_returns_by_hand(lines: Sequence[Any], counted: dict[str, int]) -> None:
    counts = whole_year(made(a_return(*lines))).count()
    assert {code: counts[code] for code in counted} == counted


def test_a_year_shows_its_quarters_again() -> None:
    quarterly = a_return(line("VS 1", "births", frequency="quarterly"), period_kinds=["quarter", "financial_year"])
    counts = whole_year(made(quarterly)).count()
    # Four quarters' returns of one cell each; the year's shows the four again, and the year itself.
    assert (counts["returns"], counts["cells"], counts["same_line_again"], counts["worked_out"]) == (5, 9, 4, 1)
    assert (counts["keyed_figures"], counts["rekeying_avoided"]) == (4, 5)


def test_a_figure_of_two_returns_lies_with_the_first_that_somebody_would_key() -> None:
    first = a_return(one_line("A 1", "cla", route="other_return"), **{"return": "alpha"})
    second = a_return(one_line("B 1", "cla"), **{"return": "beta"})
    ledger = whole_year(made(first, second))
    assert ledger.select_part("return", "beta").count()["keyed_figures"] == 1
    assert ledger.select_part("return", "alpha").count()["keyed_figures"] == 0


def test_work_by_hand() -> None:
    """One council keys two lines of two returns that are one figure."""
    ledger = whole_year(made(a_return(line("NI 1", "cla")), a_return(one_line("B 1", "cla"), **{"return": "beta"})))
    # 60 a value; 30 to send each part; 60 to sign off each return; 30 a measure and 120 a form for the year.
    assert ledger.estimate_work().minutes["without"] == 2 * (60 + 30 + 60 + 30 + 120)
    # One value, one upload and measure and form, both returns signed off; no later day on which it is confirmed.
    assert ledger.estimate_work().minutes["with"] == 60 + 30 + 30 + 120 + 2 * 60
    assert ledger.estimate_work().pounds["without"] == 250


@settings(max_examples=25)
@given(drawn())
def test_the_hours_are_the_numbers_of_their_units_at_so_many_minutes(rules: Ruleset) -> None:
    ledger = whole_year(rules)
    amounts, work = list_work_amounts(ledger), ledger.estimate_work()
    for reuse in REUSE_CASES:
        assert sum(each.minutes[reuse] for each in amounts) == work.minutes[reuse]
        assert all(each.minutes[reuse] == each.numbers[reuse] * next(iter(each.minutes_each)) for each in amounts)
    assert all(any(each.numbers.values()) for each in amounts)


def test_a_later_use_is_confirmed() -> None:
    late = a_return(one_line("B 1", "cla"), **{"return": "beta", "due": {"anchor": "period_end", "months": 6,
                    "assumed": True, "source": "made up"}})  # fmt: skip
    ledger = whole_year(made(a_return(line("NI 1", "cla")), late))
    assert ledger.count()["confirmations"] == 1
    assert ledger.estimate_work().minutes["with"] == 60 + 30 + 30 + 120 + 2 * 60 + 5


@pytest.mark.parametrize("areas", AREAS_OF)
def test_narrowing_takes_what_it_names(areas: tuple[str, ...]) -> None:
    ledger = whole_year(made(a_return(line("NI 1", "cla")), areas=areas))
    narrowed: BurdenLedger = ledger.narrow(agency="north", period=None)
    assert set(narrowed.cells["agency"]) <= {"north"}
    assert ledger.narrow(agency=None) is ledger


def test_without_a_place_of_its_own_costs_the_assumptions_hold() -> None:
    ledger = make_ledger(made(a_return(line("NI 1", "cla"))), None, start=date(2009, 4, 1), end=date(2010, 3, 31))
    assert ledger.assumptions["home"] == load_assumptions()
