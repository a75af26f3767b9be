from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.published.published_numbers import PublishedNumber, read_column, read_number

SOURCE: Any = SimpleNamespace(
    symbols={"c": "confidential", "[x]": "not_available", "low": "rounds_to_zero", "*": "confidential"},
    number_marks={"r": "revised", "p": "provisional", "(b)": "break"},
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", PublishedNumber(12_000_000)),
        ("-0.5", PublishedNumber(-500_000)),
        ("\u22120.5", PublishedNumber(-500_000)),
        ("1,234", PublishedNumber(1_234_000_000)),
        ("1,234,567.8", PublishedNumber(1_234_567_800_000)),
        ("£1,234", PublishedNumber(1_234_000_000)),
        ("12.3%", PublishedNumber(12_300_000)),
        ("12.3456784", PublishedNumber(12_345_678, is_rounded=True)),
        ("12.3456785", PublishedNumber(12_345_679, is_rounded=True)),
        ("12.3000000000", PublishedNumber(12_300_000)),
        ("1.5E-05", PublishedNumber(15)),
        ("123 [r]", PublishedNumber(123_000_000, mark="revised")),
        ("123r", PublishedNumber(123_000_000, mark="revised")),
        ("1,234 (p)", PublishedNumber(1_234_000_000, mark="provisional")),
        ("12 [note 3]", PublishedNumber(12_000_000)),
        ("c", PublishedNumber(symbol="confidential")),
        ("[c]", PublishedNumber(symbol="confidential")),
        ("[ low ]", PublishedNumber(symbol="rounds_to_zero")),
        ("[x]", PublishedNumber(symbol="not_available")),
        ("x", PublishedNumber(symbol="not_available")),
        ("*", PublishedNumber(symbol="confidential")),
        ("4 5", PublishedNumber()),
        ("1,23", PublishedNumber()),
        ("12,5", PublishedNumber()),
        ("[z]", PublishedNumber()),
        ("r", PublishedNumber()),
        ("1234567890123", PublishedNumber()),
        ("1e999", PublishedNumber()),
        ("nan", PublishedNumber()),
        ("\u0663", PublishedNumber()),
    ],
)
def test_a_number_is_read_and_nothing_else_is(text: str, number: PublishedNumber) -> None:
    assert read_number(text, SOURCE) == number


@given(st.decimals(min_value=-(10**11), max_value=10**11, allow_nan=False, places=9))
def test_a_long_decimal_is_rounded_to_six_places(size: Decimal) -> None:
    expected = int((size * 10**6).quantize(Decimal(1), ROUND_HALF_UP))
    assert read_column(pl.Series([f"{size:f}"]), SOURCE)["micro"].to_list() == [expected]


def test_a_column_is_read_as_its_cells_are() -> None:
    texts = ["12", " [c] ", "", None, "7 [r]", "what"]
    table = read_column(pl.Series(texts, dtype=pl.String), SOURCE)
    assert table["micro"].to_list() == [12_000_000, None, None, None, 7_000_000, None]
    assert table["symbol"].to_list() == [None, "confidential", None, None, None, None]
    assert table["mark"].to_list() == [None, None, None, None, "revised", None]
