"""Runs the worked example of a mapping row: the result written by hand must be the one computed."""

from __future__ import annotations

from fractions import Fraction

from indicators.catalogue.indicator import Indicator
from mappings.definitions.return_definitions import Line
from mappings.transforms import Operands, PrintedValue, Transform, compute_line_value, parse_fraction
from returnonce.numbers import format_micro

#: ``n`` numerator, ``d`` denominator, ``v`` value, ``b`` the baseline's value, ``o`` the others' values.
NAMES = frozenset("ndvbo")


def read_example(text: str) -> Operands:
    """``"n=23;d=260"`` as operands.

    Raises:
        ValueError: a name is not one of n, d, v, b, o, or a number is not plain.
    """
    texts = dict(_pair(part) for part in text.split(";") if part.strip())
    single: dict[str, Fraction | None] = {
        name: parse_fraction(texts[name]) if name in texts else None for name in "ndvb"
    }
    others = tuple(parse_fraction(other) for other in texts["o"].split(",")) if "o" in texts else ()
    return Operands(single["n"], single["d"], single["v"], single["b"], others)


def _pair(text: str) -> tuple[str, str]:
    name, equals, number = (part.strip() for part in text.partition("="))
    if name not in NAMES or not equals:
        raise ValueError(f"{text.strip()!r} is not one of n=, d=, v=, b=, o=")
    return name, number


def find_example_problem(row: Line, indicator: Indicator, transform: Transform) -> str | None:
    """What is wrong with a row's example; None when it is true."""
    try:
        operands = read_example(row.example_in)
        printed = compute_line_value(transform, operands, per=indicator.per, decimals=row.decimals)
    except ValueError as fault:
        return f"the example {row.example_in!r} cannot be read: {fault}."
    shape = _shape_problem(operands, indicator, transform)
    if shape is not None:
        return shape
    result = format_printed(printed, row.decimals)
    if _is_same(result, row.example_out):
        return None
    return f"the example says {row.example_out}, the transform gives {result}."


def _is_same(result: str, example: str) -> bool:
    """A spreadsheet writes ``10`` where the example said ``10.0``."""
    try:
        return result == example or Fraction(result) == Fraction(example)
    except (ValueError, ZeroDivisionError):
        return False


def format_printed(printed: PrintedValue, decimals: int) -> str:
    """A line's value as its example writes it."""
    if printed.text is not None:
        return printed.text
    return printed.reason or "nothing" if printed.value is None else format_micro(printed.value, decimals)


def _shape_problem(operands: Operands, indicator: Indicator, transform: Transform) -> str | None:
    """An example is of the shape that the indicator's figures have."""
    has_parts = operands.numerator is not None and operands.denominator is not None
    if not indicator.parts and has_parts:
        return "the example has a numerator and a denominator, and the indicator does not."
    if transform.baseline and operands.baseline is None:
        return "the example lacks the baseline, b=."
    if len(operands.others) != len(transform.others):
        return f"the example gives {len(operands.others)} other values; the transform reads {len(transform.others)}."
    return None
