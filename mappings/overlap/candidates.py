"""An index of measure profiles by word, which finds those worth comparing with one."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest

from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.word_weights import WordWeights

MOST_CANDIDATES = 16
#: Words shared, as a share of all words of both, below which two are too far apart to be looked at.
_SHARED = 0.1


class CandidateIndex:
    """Profiles by word."""

    def __init__(self, profiles: Sequence[MeasureProfile], weights: WordWeights) -> None:
        self._profiles, self._weights = profiles, weights
        self._holding: dict[str, list[int]] = {}
        self._sizes: list[float] = []
        for position, profile in enumerate(profiles):
            tokens = self._list_tokens(profile)
            self._sizes.append(min(weights.total(name.tokenized.tokens) for name in profile.names))
            for token in tokens:
                self._holding.setdefault(token, []).append(position)

    def find_nearest(self, profile: MeasureProfile, *, limit: int = MOST_CANDIDATES) -> list[MeasureProfile]:
        """The profiles that share most with this one; ties go by title, so that the order of rows does not matter."""
        shared: dict[int, float] = {}
        for token in sorted(self._list_tokens(profile)):
            weight = self._weights.total((token,))
            for position in self._holding.get(token, ()):
                shared[position] = shared.get(position, 0.0) + weight
        own_weight = min(self._weights.total(name.tokenized.tokens) for name in profile.names)
        general = self._weights.vocabulary.families.general_words
        telling = min(self._weights.total(name.tokenized.tokens - general) for name in profile.names)
        sizes, least = self._sizes, self._weights.least_shared
        ranked = [
            (-weight / (own_weight + sizes[position]), self._profiles[position].title, position)
            for position, weight in shared.items()
            # A short title wholly contained, such as "looked after, per 10,000 of the population", has little to share.
            if (weight >= least or 0 < telling <= weight) and weight >= _SHARED * (own_weight + sizes[position])
        ]
        return [self._profiles[position] for *_, position in nsmallest(limit, ranked)]

    def _list_tokens(self, profile: MeasureProfile) -> frozenset[str]:
        """A profile's tokens, and a marker for each family whose members make a whole: such members share no word."""
        tokens = frozenset[str]().union(*(name.tokenized.tokens for name in profile.names))
        wholes = self._weights.vocabulary.families.wholes
        return tokens | {f"~{family}" for family in profile.facts.families if family in wholes}
