"""Dates, money, numbers and wrapped lines as the burden's text report writes them."""

from __future__ import annotations

import textwrap
from datetime import date
from fractions import Fraction

from returnonce.numbers import round_half_up

WIDTH = 100


def format_date(day: date) -> str:
    """``31 March 2010``."""
    return f"{day.day} {day:%B %Y}"


def format_money(amount: Fraction) -> str:
    """Whole pounds, or pence too below £100: ``£8,425``, ``-£12.50``."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    if size >= 100 or size == int(size):
        return f"{sign}£{round_half_up(size.numerator, size.denominator):,}"
    pence = round_half_up(size.numerator * 100, size.denominator)
    return f"{sign}£{pence // 100}.{pence % 100:02}"


def format_decimal(number: Fraction) -> str:
    """To two decimals at most: ``60``, ``42.5``."""
    units = round_half_up(number.numerator * 100, number.denominator)
    return f"{units // 100}.{units % 100:02}".rstrip("0").rstrip(".")


def wrap_lines(text: str) -> list[str]:
    """Lines of at most ``WIDTH``."""
    return textwrap.wrap(text, WIDTH) or [""]
