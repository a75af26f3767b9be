"""What a row of a list leaves open: whether it is of a year or of some months, of which ages, of whom on which list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mappings.overlap.profiles import Measure, MeasureProfile
from mappings.overlap.similarity import assess_best, compare_names
from mappings.overlap.word_weights import WordWeights

#: How like the words of two indicators are, of 100, which may be one but for whom they count.
_WORDED_LIKE = 70
#: Periods that a measure would name, were it of them.
SPANS = frozenset({"day", "window"})
_NAMED = re.compile(
    r"\b(?:annex a|inspection|snapshot|open|current|currently|half[- ]year|at 31"
    r"|(?:last|past|previous|prior|in) (?:six|6|twelve|12) months)\b",
    re.IGNORECASE,
)
#: How a row says that it counts those who live in an area, or those who are on a practice's or trust's list.
_POPULATIONS = {
    "resident": re.compile(r"\b(?:residents?|residence|residing)\b", re.IGNORECASE),
    "gp_registered": re.compile(
        r"\b(?:gps?|practices?|pcts?|primary care trusts?)['’]?s? (?:lists?|populations?|registered|patients?)\b"
        r"|\bregistered (?:population|patients?|with)\b",
        re.IGNORECASE,
    ),
}


def names_population(measure: Measure) -> str | None:
    """The population base that a row of a list names: residents, or those registered; None for neither or both."""
    cells = (measure.title, measure.numerator, measure.denominator, measure.definition, measure.topic, measure.axis,
             measure.unit)  # fmt: skip
    bases = [base for base, pattern in _POPULATIONS.items() if any(pattern.search(cell) for cell in cells)]
    return bases[0] if len(bases) == 1 else None


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


def find_other_population(
    indicator: str, profiles: Mapping[str, MeasureProfile], weights: WordWeights
) -> frozenset[str]:
    """The indicators of the same unit that are worded like one, of residents where it is of those registered, or so."""
    own = profiles[indicator]
    others = (other for other in profiles.values() if {base_of(own), base_of(other)} == _POPULATIONS.keys())
    alike = (
        (other.key, assess_best(own, other, compare_names(own, other, weights), weights))
        for other in others
        if other.facts.unit == own.facts.unit
    )
    return frozenset(
        code
        for code, likeness in alike
        if likeness.proposal in ("same", "close") and likeness.wording_score >= _WORDED_LIKE
    )


def base_of(profile: MeasureProfile) -> str:
    """Whom an indicator counts, where that is residents or those registered; else empty."""
    base = profile.indicator.population_base if profile.indicator else ""
    return base if base in _POPULATIONS else ""
