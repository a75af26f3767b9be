from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from returnonce.numbers import (
    MICRO,
    format_micro,
    format_shortest,
    parse_micro,
    parse_micro_expr,
    ratio_micro,
    ratio_micro_expr,
    round_half_up,
)

WHOLE = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("1", MICRO),
        ("12.5", 12_500_000),
        ("-0.25", -250_000),
        ("+3", 3 * MICRO),
        (" 7 ", 7 * MICRO),
        ("007", 7 * MICRO),
    ],
)
def test_plain_decimals_are_read_exactly(text: str, micro: int) -> None:
    assert parse_micro(text) == micro


@pytest.mark.parametrize(
    "text", ["", "1,234", "1e3", "5%", ".5", "1.", "0.1234567", "1234567890123", "½", "٣", "nan", "--1", "1 2"]
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a plain decimal"):
        parse_micro(text)
    assert pl.select(parse_micro_expr(pl.lit(text))).item() is None


@pytest.mark.parametrize(
    ("n", "d", "rounded"), [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (5, 10, 1), (4, 10, 0), (-5, -10, 1)]
)
def test_halves_go_away_from_zero(n: int, d: int, rounded: int) -> None:
    assert round_half_up(n, d) == rounded


@given(micro=WHOLE, decimals=st.integers(0, 6))
def test_printing_agrees_with_decimal(micro: int, decimals: int) -> None:
    exact = Decimal(micro).scaleb(-6).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert Decimal(format_micro(micro, decimals)) == exact


@given(micro=WHOLE)
def test_plain_text_reads_back(micro: int) -> None:
    assert parse_micro(format_shortest(micro)) == micro
    assert pl.select(parse_micro_expr(pl.lit(format_shortest(micro)))).item() == micro


@given(
    n=WHOLE,
    d=st.integers(1, 10**14),
    per=st.sampled_from([1, 100, 1000, 10000, 100000]),
    decimals=st.integers(0, 4),
)
def test_a_ratio_is_exact_before_it_is_rounded_and_alike_in_polars(n: int, d: int, per: int, decimals: int) -> None:
    step = Fraction(1, 10**decimals)
    ratio = ratio_micro(n, d, per=per, decimals=decimals)
    assert abs(Fraction(ratio, MICRO) - Fraction(n * per, d)) <= step / 2
    frame = pl.DataFrame({"n": [n], "d": [d], "p": [per], "k": [decimals]})
    twin = frame.select(ratio_micro_expr(pl.col("n"), pl.col("d"), per=pl.col("p"), decimals=pl.col("k"))).item()
    assert twin == (ratio if abs(ratio) < 2**63 else None)


def test_nothing_over_nothing_has_no_ratio() -> None:
    frame = pl.DataFrame({"n": [0], "d": [0]})
    assert frame.select(ratio_micro_expr(pl.col("n"), pl.col("d"), per=pl.lit(100), decimals=pl.lit(1))).item() is None
