"""Lists of measures of a test's own, and what is proposed for them."""

from __future__ import annotations

from mappings.overlap.comparison import OverlapReport, find_overlap
from mappings.overlap.profiles import Measure, MeasureProfile
from mappings.overlap.proposals import IndicatorProposal
from mappings.overlap.similarity import Similarity, assess_similarity, compare_wording
from mappings.overlap.word_weights import WordWeights
from mappings.ruleset.ruleset import Ruleset


def listed(*titles: str, **cells: str) -> list[Measure]:
    return [Measure(n, title, **cells) for n, title in enumerate(titles, start=1)]  # type: ignore[arg-type]


def compare_profiles(a: MeasureProfile, b: MeasureProfile, weights: WordWeights) -> Similarity:
    return assess_similarity(a, b, compare_wording(a, b, weights), weights)


def ask_one(ruleset: Ruleset, title: str, **cells: str) -> IndicatorProposal | None:
    return next(iter(ask(ruleset, title, **cells).measures[0].proposals), None)


def ask(ruleset: Ruleset, *titles: str, **cells: str) -> OverlapReport:
    return find_overlap(ruleset, listed(*titles, **cells))
