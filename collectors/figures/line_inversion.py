"""A line's figure, sent under the line's own code, back to the indicator's figure; or why that cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

import polars as pl

from collectors.figures.field_parsers import with_advice
from collectors.figures.line_resolver import COPY, ResolvedLine
from collectors.readers.marks import MARK_SCHEMA
from collectors.readers.raw_table import ROW
from indicators.catalogue.indicator import Indicator
from mappings.transforms import Bounds, Operands, recover_bounds, recover_figure
from returnonce.errors import ReturnOnceError
from returnonce.numbers import MICRO

#: Indicator, area, period, breakdown to the exact value of the figure there, or None.
BaselineLookup = Callable[[str, str, str, str], Fraction | None]
_PARTS = ("numerator", "denominator", "value")
_BOUNDS = ("lower", "upper", "rounded_to")
TURNED = (*_PARTS, *_BOUNDS)


class InvertedNumbers(NamedTuple):
    """``row`` and the indicator's numbers (``TURNED``), for rows under a line that is not a copy; and marks.

    ``waiting``: rows that need a baseline from the store, where there is no store.
    """

    numbers: pl.DataFrame
    marks: pl.DataFrame
    waiting: tuple[int, ...]


def invert_lines(
    frame: pl.DataFrame,
    clean: pl.Series,
    targets: list[ResolvedLine],
    *,
    texts: Mapping[int, str],
    catalogue: Mapping[str, Indicator],
    baseline: BaselineLookup | None,
) -> InvertedNumbers:
    """``frame``: row, target, the cell's names and numbers in micros. ``clean``: which rows have no error."""
    inverted_lines = [n for n, target in enumerate(targets) if target.indicator and target.transform != COPY]
    numbers, marks, waiting = [], [], []
    rows = (
        frame.filter(pl.col("target").is_in(pl.Series(inverted_lines, dtype=pl.UInt32).implode()), clean)
        if inverted_lines
        else frame[:0]
    )
    for row in rows.iter_rows(named=True):
        target = targets[row["target"]]
        if target.transform.baseline and baseline is None:
            waiting.append(row[ROW])
            continue
        try:
            figure = _invert_row(row, target, texts.get(row[ROW]), catalogue, baseline)
        except ReturnOnceError as refused:
            detail = with_advice(refused.what, refused.mend)
            marks.append(("line-not-invertible", row[ROW], "value", texts.get(row[ROW]), detail))
            continue
        numbers.append((row[ROW], *figure))
    schema = {ROW: pl.Int64} | dict.fromkeys(TURNED, pl.Int64)
    return InvertedNumbers(
        pl.DataFrame(numbers, schema=schema, orient="row"),
        pl.DataFrame(marks, schema=MARK_SCHEMA, orient="row"),
        tuple(waiting),
    )


def _invert_row(
    row: dict[str, Any],
    target: ResolvedLine,
    text: str | None,
    catalogue: Mapping[str, Indicator],
    baseline: BaselineLookup | None,
) -> tuple[int | None, ...]:
    indicator = catalogue[str(target.indicator)]
    before = None
    if target.transform.baseline and baseline is not None:
        before = baseline(indicator.code, row["area"], target.transform.baseline, row["breakdown"])
    numerator, denominator, value = (_natural(row[name]) for name in _PARTS)
    operands = Operands(numerator, denominator, value, baseline=before)
    decimals = indicator.decimals if target.decimals is None else target.decimals
    whole = indicator.unit == "count"
    figure = recover_figure(target.transform, operands, per=indicator.per, decimals=decimals, text=text, is_whole=whole)
    given = Bounds(*(_natural(row[name]) for name in _BOUNDS))
    lower, upper, step = recover_bounds(target.transform, given, operands, per=indicator.per)
    # An end that has no exact millionths is moved outwards, so that the interval holds what it held.
    return (
        *(_micro(getattr(figure, name)) for name in _PARTS),
        _outwards(lower, floor),
        _outwards(upper, ceil),
        _micro(step),
    )


def _outwards(natural: Fraction | None, rounding: Callable[[Fraction], int]) -> int | None:
    return None if natural is None else rounding(natural * MICRO)


def _natural(micro: int | None) -> Fraction | None:
    return None if micro is None else Fraction(micro, MICRO)


def _micro(natural: Fraction | None) -> int | None:
    return None if natural is None else int(natural * MICRO)
