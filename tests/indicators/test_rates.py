"""A printed share is held against its parts, exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from indicators.rates import recomputed
from returnonce.numbers import MICRO, parse_micro


def frame(rows: list[tuple[int | None, ...]]) -> pl.DataFrame:
    names = ("numerator", "denominator", "value", "per", "decimals")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")


def test_agreement_slips_and_nothing_to_compare() -> None:
    rows = [
        (1 * MICRO, 3 * MICRO, parse_micro("33.3"), 100, 1),
        (1 * MICRO, 3 * MICRO, parse_micro("33.4"), 100, 1),
        (1 * MICRO, 800 * MICRO, parse_micro("0.1"), 100, 1),
        (0, 0, None, 100, 1),
        (0, 0, 0, 100, 1),
        (None, 3 * MICRO, parse_micro("33.4"), 100, 1),
    ]
    assert recomputed(frame(rows))["agrees"].to_list() == [True, False, True, None, None, None]


@given(
    st.integers(0, 60_000_000),
    st.integers(1, 60_000_000),
    st.sampled_from([1, 100, 1000, 10_000, 100_000]),
    st.integers(0, 6),
)
def test_it_is_what_decimal_arithmetic_says(n: int, d: int, per: int, decimals: int) -> None:
    printed = (Decimal(n * per) / Decimal(d)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    (found,) = recomputed(frame([(n * MICRO, d * MICRO, 0, per, decimals)]))["recomputed"]
    assert found == int(printed.scaleb(6))
