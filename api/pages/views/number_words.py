"""Numbers as pages write them: thousands parted, a true minus sign, pounds and hours rounded once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from mappings.burden.number_format import round_hours, round_pounds


def write_pounds(amount: Fraction | Decimal) -> str:
    """``£2,915``; pence below £100."""
    rounded = round_pounds(Fraction(amount))
    return f"{_sign(rounded)}£{abs(rounded):,}"


def write_number(number: Decimal | int) -> str:
    """With thousands parted and a true minus sign."""
    return f"{_sign(number)}{abs(number):,}"


def write_hours(minutes: Iterable[Fraction]) -> tuple[str, ...]:
    """Hours of exact minutes, to a tenth."""
    return tuple(write_number(round_hours(minute)) for minute in minutes)


def _sign(number: Decimal | int) -> str:
    return "\u2212" if number < 0 else ""
