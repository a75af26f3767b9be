"""An index of measure profiles by word, which finds those worth comparing with one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest

from mappings.overlap.measure_facts import list_whole_families
from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.word_weights import WordWeights

MOST = 16
#: Words shared, as a share of all words of both, below which two are too far apart to be looked at.
_SHARED = 0.1


class CandidateIndex:
    """Profiles by word."""

    def __init__(self, profiles: Sequence[MeasureProfile], weights: WordWeights) -> None:
        self._profiles, self._weights = profiles, weights
        self._holding: dict[str, list[int]] = {}
        self._sizes: list[float] = []
        for position, profile in enumerate(profiles):
            named = _named(profile)
            self._sizes.append(min(weights.total(name.wording.tokens) for name in profile.names))
            for token in named:
                self._holding.setdefault(token, []).append(position)

    def find_nearest(self, profile: MeasureProfile, *, most: int = MOST) -> list[MeasureProfile]:
        """The profiles that share most with this one; ties go by title, so that the order of rows does not matter."""
        shared: dict[int, float] = {}
        for token in sorted(_named(profile)):
            weight = self._weights.total((token,))
            for position in self._holding.get(token, ()):
                shared[position] = shared.get(position, 0.0) + weight
        own = min(self._weights.total(name.wording.tokens) for name in profile.names)
        sizes, least = self._sizes, self._weights.least_shared
        found = [
            (-weight / (own + sizes[position]), self._profiles[position].title, position)
            for position, weight in shared.items()
            # A short title wholly contained, such as "children looked after per 10,000", has little to share.
            if (weight >= least or 0 < own <= weight) and weight >= _SHARED * (own + sizes[position])
        ]
        return [self._profiles[position] for *_, position in nsmallest(most, found)]


def _named(profile: MeasureProfile) -> frozenset[str]:
    """Its tokens, and a mark for each family whose members make a whole: such members share no word."""
    named = frozenset().union(*(name.wording.tokens for name in profile.names))
    return named | {f"~{family}" for family in profile.facts.families if family in list_whole_families()}


def list_all_pairs(profiles: Iterable[MeasureProfile]) -> list[tuple[MeasureProfile, MeasureProfile]]:
    """Every pair, for tests on small lists."""
    listed = list(profiles)
    return [(a, b) for n, a in enumerate(listed) for b in listed[n + 1 :]]
