"""Intervals and roundings under a line, turned with the value; a slow check is that the turned value stays within."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.transforms import Bounds, Operands, parse_transform, recover_bounds, recover_figure, scale_step
from returnonce.errors import Refused

ends = st.fractions(min_value=0, max_value=100, max_denominator=1000)


def bounds(lower: int | None = None, upper: int | None = None, step: int | None = None) -> Bounds:
    return Bounds(*(None if each is None else Fraction(each) for each in (lower, upper, step)))


@pytest.mark.parametrize(
    ("transform", "said", "row", "turned"),
    [
        ("scale:0.001", bounds(1200, 1300, 10), {}, bounds(1_200_000, 1_300_000, 10_000)),
        ("scale:10", bounds(50, 60), {"numerator": 5, "denominator": 9}, bounds(5, 6)),
        # Parts are rounded as they are, and pass through a scale as they are.
        ("scale:10", bounds(step=5), {"numerator": 5, "denominator": 10}, bounds(step=5)),
        ("complement", bounds(10, 30, 5), {}, bounds(70, 90, 5)),
        # What is the wrong way round stays so, and is asked about.
        ("complement", bounds(30, 10), {}, bounds(90, 70)),
        ("complement", bounds(lower=30), {}, bounds(lower=30)),
        ("part:numerator", bounds(10, 20), {"denominator": 200}, bounds(5, 10)),
        ("part:denominator", bounds(100, 200), {"numerator": 10}, bounds(5, 10)),
        ("percent_change_from_baseline:FY2008-09", bounds(-10, 20), {"baseline": 50}, bounds(45, 60)),
        ("percent_reduction_from_baseline:FY2008-09", bounds(-10, 20), {"baseline": 50}, bounds(40, 55)),
        ("code_map:1=yes,0=no", bounds(), {}, bounds()),
    ],
)
def test_bounds_are_turned(transform: str, said: Bounds, row: dict[str, int], turned: Bounds) -> None:
    operands = Operands(**{name: Fraction(number) for name, number in row.items()})  # type: ignore[arg-type]
    assert recover_bounds(parse_transform(transform), said, operands, per=100) == turned


@pytest.mark.parametrize(
    ("transform", "said"),
    [("code_map:1=yes,0=no", bounds(0, 1)), ("percent_change_from_baseline:FY2008-09", bounds(step=5))],
)
def test_what_has_no_interval_or_step_is_refused(transform: str, said: Bounds) -> None:
    with pytest.raises(Refused, match="cannot be turned back through"):
        recover_bounds(parse_transform(transform), said, Operands(baseline=Fraction(10)), per=100)


@given(st.tuples(ends, ends, ends).map(sorted), st.sampled_from(["scale:0.001", "scale:10", "complement"]))
def test_the_turned_value_lies_in_the_turned_interval(numbers: list[Fraction], text: str) -> None:
    lower, value, upper = (Fraction(round(number * 1000), 1000) for number in numbers)
    transform, given_row = parse_transform(text), Operands(value=value)
    figure = recover_figure(transform, given_row, per=100, decimals=3).value
    turned = recover_bounds(transform, Bounds(lower, upper), given_row, per=100)
    assert turned.lower is not None
    assert turned.upper is not None
    assert figure is not None
    assert turned.lower <= figure <= turned.upper


@given(st.integers(1, 10**6), st.sampled_from(["0.001", "10", "0.5"]))
def test_a_step_goes_there_and_back(step: int, factor: str) -> None:
    transform, plain = parse_transform(f"scale:{factor}"), Operands(value=Fraction(1))
    turned = recover_bounds(transform, bounds(step=step), plain, per=1)
    assert scale_step(transform, turned.step, plain) == step
