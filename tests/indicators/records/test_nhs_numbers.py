"""NHS numbers by their check digit."""

from __future__ import annotations

import polars as pl
import pytest

from indicators.records.nhs_numbers import is_right_nhs_number


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("9434765919", True),
        ("943 476 5919", True),
        ("943-476-5919", True),
        ("9434765918", False),
        ("943476591", False),
        ("94347659190", False),
        ("943476591X", False),
        ("0000000000", False),
        ("9999999999", False),
        ("", False),
        (None, False),
    ],
)
def test_the_last_digit_checks_the_others(number: str | None, *, right: bool) -> None:
    """Ten times the same digit passes the arithmetic and is nobody's."""
    assert pl.select(is_right_nhs_number(pl.lit(number, pl.String))).item() is right


def test_a_remainder_of_one_has_no_check_digit() -> None:
    """Of such nine digits no tenth is right."""
    numbers = pl.Series([f"100000003{digit}" for digit in range(10)])
    # 10 + 3 * 2 = 16; 16 % 11 = 5, so the digit is 6 and no other.
    assert pl.select(is_right_nhs_number(numbers)).to_series().to_list() == [digit == 6 for digit in range(10)]
    assert not pl.select(is_right_nhs_number(pl.Series([f"000000006{digit}" for digit in range(10)]))).to_series().any()
