"""NHS numbers: ten digits, of which the last checks the other nine."""

from __future__ import annotations

import polars as pl

_WEIGHTS = range(10, 1, -1)
_NO_DIGIT = r"[\s-]"


def to_digits(number: pl.Expr) -> pl.Expr:
    """A number as it is written, without the spaces or dashes between its parts."""
    return number.str.replace_all(_NO_DIGIT, "")


def is_right_nhs_number(number: pl.Expr) -> pl.Expr:
    """Whether a text is ten digits whose last one is right (modulus 11); false where there is none.

    Ten times the same digit passes the arithmetic and is nobody's number: systems write it for one that is not known.
    """
    digits = to_digits(number)
    is_ten = digits.str.contains(r"^\d{10}$")
    # Nothing is worked out from what is not ten digits.
    ten = pl.when(is_ten).then(digits)
    places = [ten.str.slice(at, 1).cast(pl.Int32, strict=False) for at in range(10)]
    total = pl.sum_horizontal(weight * place for weight, place in zip(_WEIGHTS, places, strict=False))
    expected = (11 - total % 11) % 11
    differ = pl.any_horizontal(place != places[0] for place in places[1:])
    return (is_ten & (expected == places[9]) & differ).fill_null(value=False)
