"""Numbers as pages write them: thousands parted, a true minus sign, pounds and hours rounded once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from mappings.burden.number_format import round_hours, round_pounds

#: Before a number, and after nothing that it could join to it.
_HYPHEN = re.compile(r"(?<![^\s(])-(?=£?[0-9])")


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


def write_minus(sentence: str) -> str:
    """A sentence that the console shares, with a true minus sign before its numbers; ``2008-09`` and ``4-7`` stay."""
    return _HYPHEN.sub("\u2212", sentence)


def _sign(number: Decimal | int) -> str:
    return "\u2212" if number < 0 else ""
