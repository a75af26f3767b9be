"""What a row of a list leaves open: whether it is of a year or of some months, and of which ages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mappings.overlap.profiles import Measure, MeasureProfile
from mappings.overlap.similarity import assess_best, compare_names
from mappings.overlap.word_weights import WordWeights

#: Periods that a measure would name, were it of them.
SPANS = frozenset({"day", "window"})
_NAMED = re.compile(
    r"\b(?:annex a|inspection|snapshot|open|current|currently|half[- ]year|at 31"
    r"|(?:last|past|previous|prior|in) (?:six|6|twelve|12) months)\b",
    re.IGNORECASE,
)


def names_span(measure: Measure) -> bool:
    """Whether a row of a list says that it is of a day or of some months."""
    cells = (measure.title, measure.definition, measure.topic, measure.axis, measure.unit)
    return any(_NAMED.search(cell) for cell in cells)


def find_of_year(
    indicator: str, others: Sequence[str], profiles: Mapping[str, MeasureProfile], weights: WordWeights
) -> str | None:
    """Of the other indicators, the first of a longer period that is the same but for its period."""
    own = profiles[indicator]
    if not _is_of_a_span(own):
        return None
    return next((other for other in others if _is_its_year(own, profiles[other], weights)), None)


def _is_of_a_span(profile: MeasureProfile) -> bool:
    return profile.indicator is not None and profile.indicator.period_kind in SPANS


def _is_its_year(own: MeasureProfile, other: MeasureProfile, weights: WordWeights) -> bool:
    if _is_of_a_span(other):
        return False
    return assess_best(own, other, compare_names(own, other, weights), weights).proposal == "same"


def has_other_ages(indicator: str, others: Sequence[str], profiles: Mapping[str, MeasureProfile]) -> bool:
    """Whether another indicator is worded alike and names other ages, so that a row without ages may be either."""
    own = profiles[indicator].names[0]
    siblings = (profiles[other].names[0] for other in others)
    return own.facts.ages_named and any(
        other.tokenized.tokens == own.tokenized.tokens and other.facts.ages_named and other.facts.ages != own.facts.ages
        for other in siblings
    )
