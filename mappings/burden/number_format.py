"""The burden's numbers, rounded once and half up from exact ones; dates, money and lines as its text writes them."""

from __future__ import annotations

import textwrap
from datetime import date
from decimal import Decimal
from fractions import Fraction

from returnonce.numbers import round_half_up

WIDTH = 100


def round_hours(minutes: Fraction) -> Decimal:
    """To a tenth of an hour."""
    return _round(minutes / 60, 1)


def round_pence(amount: Fraction) -> Decimal:
    """Pounds to the penny."""
    return _round(amount, 2)


def round_pounds(amount: Fraction) -> Decimal:
    """Whole pounds, or pounds and pence below £100."""
    return _round(amount, 0 if abs(amount) >= 100 or amount.denominator == 1 else 2)


def _round(number: Fraction, places: int) -> Decimal:
    return Decimal(round_half_up(number.numerator * 10**places, number.denominator)).scaleb(-places)


def format_hours(minutes: Fraction) -> str:
    """``337.0``."""
    return str(round_hours(minutes))


def format_pounds(amount: Fraction) -> str:
    """``8425.00``."""
    return str(round_pence(amount))


def format_money(amount: Fraction) -> str:
    """``£8,425``, ``-£12.50``."""
    return f"{'-' if amount < 0 else ''}£{abs(round_pounds(amount)):,}"


def format_exact(number: Fraction) -> str:
    """As a whole number, or as a fraction that loses nothing: ``90``, ``125/3``."""
    return str(number)


def format_decimal(number: Fraction) -> str:
    """To two decimals at most: ``60``, ``42.5``."""
    return str(_round(number, 2)).rstrip("0").rstrip(".")


def format_date(day: date) -> str:
    """``31 March 2010``."""
    return f"{day.day} {day:%B %Y}"


def wrap_lines(text: str) -> list[str]:
    """Lines of at most ``WIDTH``."""
    return textwrap.wrap(text, WIDTH) or [""]
