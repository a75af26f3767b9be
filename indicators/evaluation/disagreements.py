"""Whether two agencies' figures contradict each other beyond rounding, and the sentence that says so.

A printed figure says of the true value only that it would be printed so. Each figure is therefore an
interval (an exact count is a point), and two figures differ when no true value fits both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import polars as pl

from indicators.catalogue.indicator import Indicator
from indicators.evaluation.reasons import SYMBOL_WORDS
from indicators.figures.figure_key import FIGURE_KEY
from returnonce.numbers import PLACES, format_micro, format_shortest

Figure = Mapping[str, Any]
Interval = tuple[Fraction, Fraction]

#: Symbols that say nothing about the size of a figure, so that no figure contradicts them.
SILENT_SYMBOLS = {"confidential", "not_available", "unreliable"}
_COMPARED = ("numerator", "denominator", "value", "symbol")
_TEXT = ("agency", "gives", "other_agency", "other_gives", "message")
DISAGREEMENT_SCHEMA = dict.fromkeys((*FIGURE_KEY, *_TEXT), pl.String)


def find_disagreements(figures: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> pl.DataFrame:
    """Every pair of agencies whose figures under one key cannot both be true.

    ``figures``: ``FIGURE_ORIGIN_SCHEMA``. One row per pair: the key, ``agency`` and what it ``gives``,
    ``other_agency`` and what it gives, and a ``message`` that names both; sorted.
    """
    rows = []
    for cell, alternatives in group_by_key(filter_contested(figures)):
        indicator = catalogue.get(cell[0])
        if indicator is None:
            continue
        for first, second in combinations(sorted(alternatives, key=lambda row: row["agency"] or ""), 2):
            if differ(first, second, indicator):
                rows.append((*cell, *_describe_pair(first, second, indicator)))
    return pl.DataFrame(rows, schema=DISAGREEMENT_SCHEMA, orient="row").sort(*FIGURE_KEY, "agency", "other_agency")


def _describe_pair(figure: Figure, other: Figure, indicator: Indicator) -> tuple[str, str, str, str, str]:
    first, second = format_figure(figure, indicator), format_figure(other, indicator)
    message = f"{figure['agency']} gives {first}, {other['agency']} gives {second}."
    return figure["agency"], first, other["agency"], second, message


def filter_contested(figures: pl.DataFrame) -> pl.DataFrame:
    """The rows of keys that several rows give with different numbers or symbols."""
    several = figures.filter(pl.len().over(FIGURE_KEY) > 1)
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).first().over(FIGURE_KEY)) for c in _COMPARED)
    return several.filter((~same).any().over(FIGURE_KEY))


def group_by_key(rows: pl.DataFrame) -> Iterable[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """For each key the rows that give it, in their order."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        groups.setdefault(tuple(row[name] for name in FIGURE_KEY), []).append(row)
    return groups.items()


def describe_winner(winner: Figure, others: Iterable[Figure], indicator: Indicator, why: str) -> str | None:
    """A sentence on the figures that do not count, or None where all agree with the one that does."""
    against = [row for row in others if differ(winner, row, indicator)]
    if not against:
        return None
    others_text = "; ".join(f"{row['agency']} gives {format_figure(row, indicator)}" for row in against)
    return f"{winner['agency']} gives {format_figure(winner, indicator)} and is used ({why}); {others_text}."


def differ(figure: Figure, other: Figure, indicator: Indicator) -> bool:
    """True when the two cannot both be right, beyond what rounding explains."""
    if _symbol(figure) or _symbol(other):
        return _symbols_differ(figure, other, indicator)
    if _has_parts(figure) and _has_parts(other):
        step = [row["rounded_to"] or 0 for row in (figure, other)]
        return any(
            _are_disjoint(_interval_around(figure[part], step[0]), _interval_around(other[part], step[1]))
            for part in ("numerator", "denominator")
        )
    return _are_disjoint(_interval(figure, indicator), _interval(other, indicator))


def _symbols_differ(first: Figure, second: Figure, indicator: Indicator) -> bool:
    symbols = [_symbol(row) for row in (first, second)]
    if SILENT_SYMBOLS & set(symbols) or symbols[0] == symbols[1]:
        return False
    if None not in symbols or "not_applicable" in symbols:
        return True
    figure = second if symbols[0] else first
    unit = figure["rounded_to"] or 10 ** (PLACES - indicator.decimals)
    return _are_disjoint(_interval(figure, indicator), _interval_around(0, unit))


def _symbol(row: Figure) -> str | None:
    """The symbol of a row; an empty cohort is the same as *not applicable*."""
    return row["symbol"] or ("not_applicable" if row["denominator"] == 0 else None)


def _has_parts(row: Figure) -> bool:
    return row["numerator"] is not None and row["denominator"] is not None


def _interval(row: Figure, indicator: Indicator) -> Interval | None:
    rounded_parts = bool(row["rounded_to"]) and _has_parts(row)
    if not _has_parts(row) or (rounded_parts and row["value"] is not None):
        return _rounding_interval(row, indicator, counts=not rounded_parts)
    return _share(row, indicator)


def _rounding_interval(row: Figure, indicator: Indicator, *, counts: bool) -> Interval:
    rounded = row["rounded_to"] if counts else None
    return _interval_around(row["value"], rounded or 10 ** (PLACES - max(indicator.decimals, _places(row["value"]))))


def _share(row: Figure, indicator: Indicator) -> Interval | None:
    """From exact parts a point; None where the denominator may have been rounded from nothing."""
    low_n, high_n = _interval_around(row["numerator"], row["rounded_to"] or 0)
    low_d, high_d = _interval_around(row["denominator"], row["rounded_to"] or 0)
    if low_d <= 0:
        return None
    scale = indicator.per * 10**PLACES
    edges = [n / d * scale for n in (low_n, high_n) for d in (low_d, high_d)]
    return (min(edges), max(edges))


def _interval_around(number: int, unit: int) -> Interval:
    return (number - Fraction(unit, 2), number + Fraction(unit, 2))


def _are_disjoint(interval: Interval | None, other: Interval | None) -> bool:
    """True where no value lies in both. Intervals that only touch are disjoint; a point at an edge is not."""
    if interval is None or other is None:
        return False
    low, high = sorted([interval, other])
    if low[1] == high[0]:
        return low[0] < low[1] and high[0] < high[1]
    return low[1] < high[0]


def _places(micro: int) -> int:
    return len(format_shortest(micro).partition(".")[2])


def format_figure(row: Figure, indicator: Indicator) -> str:
    """A figure as a sentence shows it: ``45 of 120``, ``37.5`` or a symbol's words."""
    if row["symbol"]:
        return SYMBOL_WORDS[row["symbol"]]
    if _has_parts(row):
        return f"{format_shortest(row['numerator'])} of {format_shortest(row['denominator'])}"
    return format_micro(row["value"], max(indicator.decimals, _places(row["value"])))
