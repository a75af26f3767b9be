"""What a numerator counts is read from its words, and from no part of another word."""

from __future__ import annotations

import pytest

from collectors.figures.indicator_traits import describe_indicators
from tests.shipped import load_ruleset

WHOLE = ("cla-three-or-more-placements", "cla-health-assessment", "people-from-different-backgrounds-get-on")


@pytest.mark.parametrize(("code", "is_whole"), [*((code, True) for code in WHOLE[:2]), (WHOLE[2], False)])
def test_children_looked_after_are_whole_and_answers_of_a_survey_are_estimates(code: str, is_whole: bool) -> None:
    traits = describe_indicators([code], load_ruleset().catalogue)
    assert traits.select("whole_numerator", "whole_denominator").row(0) == (is_whole, is_whole)
