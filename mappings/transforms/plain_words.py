"""What a line makes of a figure, in words for people who never saw ``lines.tsv``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from mappings.transforms.notation import Transform, parse_transform

Namer = Callable[[str], str]


def describe_transform(text: str, *, name_indicator: Namer, name_period: Namer) -> str:
    """``"complement"`` to *What is left of the whole: 100 less the figure*.

    ``name_indicator`` and ``name_period`` say a code in words.

    Raises:
        Refused: the text is no transform.
    """
    transform = parse_transform(text)
    return _WRITERS[transform.name](transform, name_indicator, name_period)


def _describe_scale(transform: Transform, _indicator: Namer, _period: Namer) -> str:
    factor = transform.factor or Fraction(1)
    if factor.numerator == 1:
        return f"The figure divided by {_write(Fraction(factor.denominator))}"
    return f"The figure times {_write(factor)}"


def _describe_change(transform: Transform, _indicator: Namer, name_period: Namer) -> str:
    what = "less" if transform.direction < 0 else "more"
    return f"By how many per cent the figure is {what} than in {name_period(transform.baseline or '')}"


def _describe_sum(transform: Transform, name_indicator: Namer, _period: Namer) -> str:
    return f"The figure and these added up: {'; '.join(map(name_indicator, transform.others))}"


def _describe_difference(transform: Transform, name_indicator: Namer, _period: Namer) -> str:
    return f"The figure less this one: {name_indicator(transform.others[0])}"


def _describe_bands(transform: Transform, _indicator: Namer, _period: Namer) -> str:
    bands = [f"{_write(rank)} up to {_write(edge)}" for edge, rank in transform.bands]
    return f"The band that the figure lies in: {', '.join(bands)}, else {_write(transform.beyond or Fraction(0))}"


def _describe_codes(transform: Transform, _indicator: Namer, _period: Namer) -> str:
    words = ", ".join(f"{_write(code)} is {word}" for code, word in transform.codes)
    return f"The word that the figure stands for: {words}"


def _describe_part(transform: Transform, _indicator: Namer, _period: Namer) -> str:
    return f"The {transform.part} alone"


def _write(number: Fraction) -> str:
    """Shortest decimals; thousands parted."""
    text = f"{Decimal(number.numerator) / number.denominator:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


_WRITERS: dict[str, Callable[[Transform, Namer, Namer], str]] = {
    "copy": lambda *_: "The figure as it is",
    "part": _describe_part,
    "scale": _describe_scale,
    "complement": lambda *_: "What is left of the whole: the whole less the figure",
    "percent_change_from_baseline": _describe_change,
    "percent_reduction_from_baseline": _describe_change,
    "sum": _describe_sum,
    "difference": _describe_difference,
    "rank_band": _describe_bands,
    "code_map": _describe_codes,
}
