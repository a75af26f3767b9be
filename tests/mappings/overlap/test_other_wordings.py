"""The words of orders, reports and returns for the same people: found, and the near misses kept apart."""

from __future__ import annotations

import pytest

from mappings.ruleset.ruleset import Ruleset
from tests.mappings.overlap.short_lists import ask_one


@pytest.mark.parametrize(
    ("title", "unit", "code"),
    [
        ("Children in our care on the day", "Number", "annex-a-looked-after"),
        ("Care experienced 19 to 21 year olds at university", "%", "care-leavers-19-21-higher-education"),
        ("Children looked after who live with foster families", "%", "annex-a-looked-after-fostered"),
        (
            "Young people who offend in suitable education, training and employment",
            "%",
            "young-offenders-in-suitable-ete",
        ),
    ],
)
def test_people_are_known_by_other_names(ruleset: Ruleset, title: str, unit: str, code: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is not None
    assert (best.indicator, best.proposal) == (code, "same")


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Unaccompanied asylum-seeking children in our care", "Number"),
        ("Care experienced 17 and 18 year olds at university", "%"),
    ],
)
def test_a_part_of_them_is_not_them(ruleset: Ruleset, title: str, unit: str) -> None:
    best = ask_one(ruleset, title, unit=unit)
    assert best is None or best.proposal != "same"
