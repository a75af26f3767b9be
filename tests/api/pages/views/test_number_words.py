"""Numbers as pages write them."""

from __future__ import annotations

import pytest

from api.pages.views.number_words import write_minus


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("It may save from -49.3 to -2.4 hours.", "It may save from \u221249.3 to \u22122.4 hours."),
        ("-£73 (-1)", "\u2212£73 (\u22121)"),
        ("FY2008-09, ages 4-7, a - b", "FY2008-09, ages 4-7, a - b"),
    ],
)
def test_a_number_below_nought_has_a_true_minus_sign(sentence: str, shown: str) -> None:
    assert write_minus(sentence) == shown
