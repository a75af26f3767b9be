"""Words that are spelled much like another, best first: difflib's answer, sooner.

Indel similarity counts the longest common subsequence, of which difflib's matching blocks are one possible part. It is
therefore never below difflib's ratio, and only the few candidates that it leaves are compared by difflib.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest

#: More than two ways of dividing the same whole numbers can differ by, and more than rapidfuzz's cut-off is out by.
_ROUNDING = 1e-6


def find_near_matches(text: str, candidates: Iterable[str], *, n: int = 3, cutoff: float = 0.6) -> list[str]:
    """At most ``n`` of the candidates, as :func:`difflib.get_close_matches` gives them."""
    # Not at the top: most runs look for no near match.
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    least = max(cutoff - _ROUNDING, 0.0)
    bounds = process.extract(text, list(candidates), scorer=Indel.normalized_similarity, score_cutoff=least, limit=None)
    matcher = SequenceMatcher(b=text)
    best: list[tuple[float, str]] = []
    for candidate, bound, _ in bounds:
        if len(best) == n and bound + _ROUNDING < best[-1][0]:
            break
        matcher.set_seq1(candidate)
        if matcher.ratio() >= cutoff:
            best = nlargest(n, [*best, (matcher.ratio(), candidate)])
    return [candidate for _, candidate in best]
