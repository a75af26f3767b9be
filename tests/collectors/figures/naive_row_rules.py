"""The row rules again, slow and obvious: one row at a time, in fractions. The oracle of the fast ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from indicators.catalogue.indicator import Indicator
from tests.collectors.figures.small_ruleset import INDICATORS

CATALOGUE = {indicator.code: indicator for indicator in INDICATORS}
NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "rounded_to")
SYMBOLS = {"c": "confidential", "z": "not_applicable", "x": "not_available", "low": "rounds_to_zero", "u": "unreliable"}


def number(text: str | None) -> Fraction | None:
    """None where blank; ValueError where it is no plain decimal."""
    if not text or not text.strip():
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", text.strip()):
        raise ValueError(text)
    return Fraction(text.strip())


def half_up(number: Fraction, decimals: int) -> Fraction:
    scaled = abs(number) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**decimals)


def findings(row: Mapping[str, str | None]) -> Iterator[str]:
    """Codes for one row whose words are right; numbers may be anything."""
    indicator = CATALOGUE[str(row["indicator"])]
    got: dict[str, Fraction | None] = {}
    wrong = False
    for name in NUMBERS:
        try:
            got[name] = number(row.get(name))
        except ValueError:
            wrong = True
            got[name] = None
            yield "number"
    yield from _columns(got)
    if not wrong:
        yield from _row(indicator, row, got)


def _columns(got: Mapping[str, Fraction | None]) -> Iterator[str]:
    if (given := got["denominator"]) is not None and given < 0:
        yield "denominator-negative"
    if (step := got["rounded_to"]) is not None and step <= 0:
        yield "rounded-to-zero"


def _row(indicator: Indicator, row: Mapping[str, str | None], got: Mapping[str, Any]) -> Iterator[str]:
    n, d, v = got["numerator"], got["denominator"], got["value"]
    symbol = bool(row.get("symbol"))
    if (n, d, v) == (None, None, None):
        if not symbol:
            yield "figure-missing"
    elif symbol:
        yield "figure-and-symbol"
    if n is not None and n < 0 and not indicator.compares:
        yield "numerator-negative"
    if indicator.parts:
        yield from _parts(indicator, row, n, d, v, got["rounded_to"])
    elif n is not None or d is not None:
        yield "parts-unexpected"
    yield from _value(indicator, n, d, v)
    yield from _interval(indicator, n, d, v, got["lower"], got["upper"])
    step = got["rounded_to"]
    counts = [n, d] + ([v] if indicator.unit == "count" else [])
    if step is not None and step > 0 and any(one is not None and one % step for one in counts):
        yield "rounded-to-wrong"


def _parts(indicator: Indicator, row: Mapping[str, str | None], n: Any, d: Any, v: Any, step: Any) -> Iterator[str]:
    if n is None and d is not None:
        yield "numerator-missing"
    if d is None and n is not None:
        yield "denominator-missing"
    if v is not None and n is None and d is None:
        yield "value-alone"
    for name, count in (("numerator", n), ("denominator", d)):
        if indicator.code != "waste" and count is not None and count.denominator != 1:
            yield f"{name}-not-whole"
    if d == 0 and n is not None and n != 0:
        yield "denominator-zero"
    if d == 0 and n == 0:
        yield "empty-group" if v is None else "value-of-nothing"
    if None in (n, d) or d <= 0:
        return
    if indicator.unit == "percentage" and n > d:
        yield "numerator-too-large"
    if v is not None and step is None:
        _, _, printed = str(row["value"]).strip().partition(".")
        if half_up(n * indicator.per / d, len(printed)) != v:
            yield "value-disagrees"
        elif len(printed) < indicator.decimals and half_up(n * indicator.per / d, indicator.decimals) != v:
            yield "value-coarser"


def _value(indicator: Indicator, n: Any, d: Any, v: Any) -> Iterator[str]:
    if v is None:
        return
    if v < 0 and indicator.unit in {"count", "rate"}:
        yield "value-negative"
    if indicator.unit == "count" and v.denominator != 1:
        yield "value-not-whole"
    if indicator.unit == "percentage":
        if not 0 <= v <= 100:
            yield "percentage-range" if indicator.parts else "percentage-unusual"
        if n is None and d is None and 0 < v < 1:
            yield "percentage-fraction"


def _interval(indicator: Indicator, n: Any, d: Any, v: Any, low: Any, high: Any) -> Iterator[str]:
    if (low is None) != (high is None):
        yield "interval-half"
    if low is None or high is None:
        return
    if low > high:
        yield "interval-order"
        return
    figure = v
    if indicator.parts and n is not None and d is not None:
        # A denominator below zero is said to be wrong; what it would make is nobody's figure.
        figure = half_up(n * indicator.per / d, 6) if d > 0 else None
    if figure is not None and not low <= figure <= high:
        yield "interval-outside"
