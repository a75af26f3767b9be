"""Of indicators that differ by their period or ages alone, the one that a list means, or none."""

from __future__ import annotations

import pytest

from mappings.overlap.profiles import Measure
from mappings.overlap.spans import names_span
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import ask, ask_one

OF_YEAR, OF_HALF_YEAR = "initial-conferences-within-15-working-days", "annex-a-conferences-in-15-days"


def test_a_measure_that_names_no_span_is_of_the_year(ruleset: Ruleset) -> None:
    report = ask(ruleset, "ICPCs held within 15 working days of strategy discussion", unit="%")
    first, second = report.measures[0].proposals[:2]
    assert (first.indicator, second.indicator, second.proposal) == (OF_YEAR, OF_HALF_YEAR, "close")
    assert "which the measure does not say" in second.reason


def test_one_that_names_its_span_may_be_of_it(ruleset: Ruleset) -> None:
    title = "Initial child protection conferences held within 15 working days of the strategy discussion"
    best = ask_one(ruleset, title, unit="%", topic="Inspection, Annex A")
    assert best is not None
    assert (best.indicator, best.proposal) == (OF_HALF_YEAR, "same")


@pytest.mark.parametrize(
    ("title", "axis", "named"),
    [
        ("Referrals in the last six months", "", True),
        ("Referrals", "Snapshot", True),
        ("Referrals during the year", "", False),
        ("Openings of a new school", "", False),
    ],
)
def test_the_words_that_name_a_span(title: str, axis: str, named: bool) -> None:
    assert names_span(Measure(1, title, axis=axis)) is named


@pytest.mark.parametrize(
    ("title", "code", "proposal"),
    [
        ("Care leavers in suitable accommodation", "", "close"),
        ("Care leavers aged 19 in suitable accommodation", "", "same"),
        ("Care leavers in suitable accommodation", "NI 147", "same"),
    ],
)
def test_ages_that_a_measure_does_not_name_are_doubted(ruleset: Ruleset, title: str, code: str, proposal: str) -> None:
    best = ask_one(ruleset, title, unit="%", code=code)
    assert best is not None
    assert (best.indicator, best.proposal) == ("care-leavers-19-suitable-accommodation", proposal)
    assert ("other ages" in best.reason) is (proposal == "close")


def test_buildings_and_vehicles_are_a_part_of_operations(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "CO2 emissions from council buildings and fleet", unit="tonnes")
    assert best is not None
    assert (best.indicator, best.proposal) == ("co2-own-operations-tonnes-ni185", "broad")


def test_a_local_area_is_not_whoever_is_satisfied(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "Overall satisfaction with local area", unit="%")
    assert best is not None
    assert best.indicator == "satisfaction-with-local-area"
