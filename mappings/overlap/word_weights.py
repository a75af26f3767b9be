"""Weights of words: the fewer indicators use a word, the more it weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class WordWeights:
    """Weight by token of a vocabulary; a word that no indicator uses weighs as much as the rarest."""

    vocabulary: Vocabulary = field(repr=False)
    by_token: Mapping[str, float]
    unknown_weight: float
    _title_totals: dict[frozenset[str], float] = field(default_factory=dict, repr=False)

    def total(self, tokens: Iterable[str]) -> float:
        """The weight of all tokens together."""
        get, unknown = self.by_token.get, self.unknown_weight
        return sum([get(token, unknown) for token in tokens])

    def title_total(self, tokens: frozenset[str]) -> float:
        """The same, cached, for a title's whole set of tokens."""
        cached = self._title_totals.get(tokens)
        if cached is None:
            cached = self._title_totals[tokens] = self.total(tokens)
        return cached

    @cached_property
    def least_shared(self) -> float:
        """The least weight that two measures must share to be compared."""
        return 0.5 * self.unknown_weight


def make_weights(profiles: Iterable[MeasureProfile], vocabulary: Vocabulary) -> WordWeights:
    """Weights from the catalogue's profiles alone, so that no list changes the result of another."""
    counts: Counter[str] = Counter()
    profile_count = 0
    for profile in profiles:
        profile_count += 1
        counts.update(frozenset().union(*(name.tokenized.tokens for name in profile.names)))
    light = vocabulary.light_words
    weights = {token: log(1 + profile_count / count) * light.get(token, 100) / 100 for token, count in counts.items()}
    return WordWeights(vocabulary, weights, log(1 + max(profile_count, 1)))
