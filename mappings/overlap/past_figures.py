"""Compare a list's past figures with stored ones: agreement raises a proposal's score, disagreement lowers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.catalogue.indicator import Indicator
from indicators.figures.store import read_figures
from mappings.overlap.profiles import Measure
from returnonce.numbers import MICRO

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: Two figures agree within half of the last decimal that the list shows, or this share where it shows none.
_TOLERANCE = Decimal("0.005")
_MOST_PERIODS_NAMED = 3
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
#: What each agreement adds of the way to certainty, and what each disagreement takes.
_AGREEMENT_ADDS, _DISAGREEMENT_TAKES = Decimal("0.35"), Decimal("0.25")
#: Agreement of small whole numbers is chance.
_TELLING_FROM = Decimal(10)


@dataclass(frozen=True)
class PastAgreement:
    """How many past figures agree and how many differ, with a text."""

    agree: int
    differ: int
    text: str

    @property
    def contradicts(self) -> bool:
        """True where more figures differ than agree."""
        return self.differ > self.agree

    def adjust_score(self, score: int) -> int:
        """The score, in hundredths, adjusted for past figures."""
        changed = Decimal(score)
        if self.agree > self.differ:
            changed += (100 - changed) * _AGREEMENT_ADDS * min(self.agree, 2)
        elif self.contradicts:
            changed -= changed * _DISAGREEMENT_TAKES * min(self.differ, 2)
        return min(99, max(score and 1, int(changed)))


@dataclass(frozen=True)
class PastFigures:
    """Exact stored values of one area, by indicator and period code."""

    values: Mapping[tuple[str, str], tuple[Decimal, ...]]


def read_past_figures(session: Session, ruleset: Ruleset, area: str, periods: Iterable[str]) -> PastFigures:
    """Actual totals in the store for an area and these periods."""
    figures = read_figures(session, areas=[area], periods=sorted(set(periods)), former=ruleset.former_codes)
    actual_totals = figures.filter((pl.col("breakdown") == "total") & (pl.col("kind") == "actual"))
    values: dict[tuple[str, str], tuple[Decimal, ...]] = {}
    for row in actual_totals.select("indicator", "period", "numerator", "denominator", "value").iter_rows():
        value = _calculate_value(row[2], row[3], row[4], ruleset.catalogue.get(row[0]))
        if value is not None:
            values[row[0], row[1]] = (*values.get((row[0], row[1]), ()), value)
    return PastFigures(values)


def _calculate_value(
    numerator: int | None, denominator: int | None, value: int | None, indicator: Indicator | None
) -> Decimal | None:
    if value is not None:
        return Decimal(value) / MICRO
    if numerator is None or not denominator or indicator is None:
        return (
            Decimal(numerator) / MICRO
            if numerator is not None and not denominator and indicator and not indicator.parts
            else None
        )
    return Decimal(numerator) * indicator.per / Decimal(denominator)


def compare_past_figures(past: PastFigures | None, measure: Measure, indicator: str) -> PastAgreement | None:
    """Compare a measure's figures with an indicator's; None where they share no period."""
    if past is None:
        return None
    agree, differ = [], []
    for period, text in measure.values:
        number = read_number(text)
        stored_values = past.values.get((indicator, period))
        if number is None or not stored_values:
            continue
        if any(_agrees(number, text, value) for value in stored_values):
            agree.append(period)
        else:
            differ.append(f"{period} ({text.strip()[:12]} here, {_format_value(stored_values[0])} in the store)")
    if not agree and not differ:
        return None
    phrases = [f"figures agree for {', '.join(agree[:_MOST_PERIODS_NAMED])}"] if agree else []
    phrases += [f"figures differ for {', '.join(differ[:_MOST_PERIODS_NAMED])}"] if differ else []
    telling_count = sum(1 for period, text in measure.values if period in agree and _is_telling(text))
    return PastAgreement(telling_count, len(differ), "; ".join(phrases))


def _is_telling(text: str) -> bool:
    number = read_number(text)
    return number is not None and (abs(number) >= _TELLING_FROM or "." in text)


def _agrees(number: Decimal, text: str, value: Decimal) -> bool:
    places = len(text.rstrip(" %").rpartition(".")[2]) if "." in text else 0
    half = Decimal(1).scaleb(-places) / 2
    return abs(number - value) <= max(half, abs(value) * _TOLERANCE if not places else half)


def _format_value(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def read_number(text: str) -> Decimal | None:
    """``1,234``, ``45.6%`` and ``£12`` as numbers; None for anything else."""
    flat = text.strip().replace(",", "").strip("%£ ").strip()
    return Decimal(flat) if _NUMBER.fullmatch(flat) else None
