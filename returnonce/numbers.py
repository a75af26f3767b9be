"""Exact figures as whole millionths (*micros*), and the one rounding rule: half away from zero.

Every function on plain integers has a polars twin; the twin widens to 128 bits, because a
national count times 100,000 in millionths does not fit into 64.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

MICRO = 1_000_000
PLACES = 6
#: Twelve digits before the point and six after: what Int64 micros can hold with room for sums.
NUMBER = r"^[+-]?\d{1,12}(?:\.\d{1,6})?$"
_NUMBER = re.compile(NUMBER)
_POWERS = pl.Series([10**places for places in range(PLACES + 1)])


def parse_micro(text: str) -> int:
    """``"12.5"`` to ``12_500_000``.

    Raises:
        ValueError: not a plain decimal of at most 12 and 6 digits.
    """
    text = text.strip()
    if not _NUMBER.match(text) or not text.isascii():
        raise ValueError(f"not a plain decimal number: {text!r}")
    return int(Decimal(text).scaleb(PLACES))


def format_micro(micro: int, decimals: int = PLACES) -> str:
    """Exactly ``decimals`` places, rounded half away from zero: ``12_500_000, 1`` is ``"12.5"``."""
    units = round_half_up(micro * 10**decimals, MICRO)
    sign, digits = ("-" if units < 0 else ""), str(abs(units)).rjust(decimals + 1, "0")
    if not decimals:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def format_shortest(micro: int) -> str:
    """The shortest exact text: ``12_500_000`` is ``"12.5"``, ``3_000_000`` is ``"3"``."""
    text = format_micro(micro)
    return text.rstrip("0").rstrip(".")


def round_half_up(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` to the nearest whole, halves away from zero.

    Raises:
        ZeroDivisionError: the denominator is zero.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def ratio_micro(numerator: int, denominator: int, *, per: int, decimals: int) -> int:
    """``per * numerator / denominator`` (both in micros) to ``decimals`` places, in micros."""
    step: int = 10 ** (PLACES - decimals)
    return round_half_up(numerator * per * 10**decimals, denominator) * step


def parse_micro_expr(column: pl.Expr) -> pl.Expr:
    """Text to Int64 micros; null where :func:`parse_micro` would raise."""
    text = column.str.strip_chars()
    whole = text.str.extract(r"^[+-]?(\d{1,12})(?:\.\d{1,6})?$", 1).cast(pl.Int64, strict=False)
    fraction = text.str.extract(r"\.(\d{1,6})$", 1).fill_null("").str.pad_end(PLACES, "0")
    size = whole * MICRO + fraction.cast(pl.Int64, strict=False)
    return pl.when(text.str.starts_with("-")).then(-size).otherwise(size)


def round_half_up_expr(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Int128 twin of :func:`round_half_up`; null where the denominator is zero or null."""
    n, d = numerator.cast(pl.Int128), denominator.cast(pl.Int128)
    divisor = pl.when(d != 0).then(d.abs())
    # polars 2.1 has no negation of 128-bit integers, so a sign is a factor.
    sign = pl.when((n < 0) == (d < 0)).then(pl.lit(1)).otherwise(pl.lit(-1))
    return (n.abs() * 2 + divisor) // (divisor * 2) * sign


def ratio_micro_expr(numerator: pl.Expr, denominator: pl.Expr, *, per: pl.Expr, decimals: pl.Expr) -> pl.Expr:
    """Int64 twin of :func:`ratio_micro`; ``per`` and ``decimals`` may differ by row."""
    power = pl.lit(_POWERS).gather(decimals)
    rounded = round_half_up_expr(numerator.cast(pl.Int128) * per * power, denominator)
    return (rounded * (MICRO // power)).cast(pl.Int64, strict=False)
