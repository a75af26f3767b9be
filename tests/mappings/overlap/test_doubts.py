"""What takes back that a measure is the same: its code, the ages of its unit, another indicator's own words."""

from __future__ import annotations

import pytest

from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import ask, ask_one


@pytest.mark.parametrize(
    ("title", "cells", "code", "proposal"),
    [
        ("16 to 18 NEETs", {"code": "NI 117"}, "neet-16-18", "same"),
        ("16 to 18 NEETs", {}, "neet-16-18", "same"),
        # Residents of 65 and over are not those of 18 and over.
        ("Delayed transfers of care", {"unit": "per 100,000 aged 65+"}, "delayed-transfers-rate", "close"),
        ("Delayed transfers of care", {"unit": "per 100,000 aged 18+"}, "delayed-transfers-rate", "same"),
        # A line asks for this part in these words; another indicator is only recalled to be called so.
        (
            "Opiate clients: successful completions as a proportion of all in treatment",
            {"unit": "%"},
            "drug-alcohol-successful-completions",
            "broad",
        ),
        (
            "Successful completion of drug treatment - opiate users",
            {},
            "treatment-completed-without-return-opiate",
            "same",
        ),
        (
            "Children who were the subject of a CPP which ended during the year, on it for 2 or more years",
            {"unit": "%"},
            "cpp-ended-after-two-years-or-more",
            "same",
        ),
    ],
)
def test_what_is_the_same_and_what_is_not(
    ruleset: Ruleset, title: str, cells: dict[str, str], code: str, proposal: str
) -> None:
    best = ask_one(ruleset, title, **cells)
    assert best is not None
    assert (best.indicator, best.proposal) == (code, proposal)


@pytest.mark.parametrize(
    ("definition", "proposals"),
    [
        ("", {"maternity-early-access": "close", "maternity-early-access-nhs": "close"}),
        ("Of women resident in the area", {"maternity-early-access": "same", "maternity-early-access-nhs": "close"}),
        ("Of the PCT's population", {"maternity-early-access": "close", "maternity-early-access-nhs": "same"}),
    ],
)
def test_of_residents_and_those_registered_only_whom_the_row_names_is_the_same(
    ruleset: Ruleset, definition: str, proposals: dict[str, str]
) -> None:
    report = ask(ruleset, "Early access for women to maternity services", unit="percentage", definition=definition)
    shown = [each for each in report.measures[0].proposals if each.indicator in proposals]
    assert shown[0].proposal == max(proposals.values())
    assert all(each.proposal == proposals[each.indicator] for each in shown)
    assert all((each.band == "high") is (each.proposal == "same") for each in shown)


def test_a_measure_without_a_twin_is_the_same_though_the_row_names_no_population(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "MRSA bloodstream infections", unit="number")
    assert best is not None
    assert (best.indicator, best.proposal) == ("mrsa-bloodstream-infections-nhs", "same")


def test_another_code_than_its_own_makes_nothing_the_same(ruleset: Ruleset) -> None:
    best = ask_one(ruleset, "Children looked after on 31 March", code="NI 117")
    assert best is not None
    assert (best.indicator, best.proposal) == ("cla-at-31-march", "same")
    own = ask_one(ruleset, "16 and 17 year olds not in education, employment or training", code="NI 117")
    assert own is not None
    assert (own.indicator, own.proposal) == ("neet-16-18", "close")
