"""Near matches are difflib's own, for any words, and few words are compared to find them."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from returnonce.near_matches import find_near_matches

#: Few letters, so that words share many of them; and long words, in which difflib leaves out what is frequent.
WORDS = st.text("ab ", max_size=12) | st.text(max_size=8) | st.text("abc", min_size=195, max_size=230)


@given(WORDS, st.lists(WORDS, max_size=12), st.integers(1, 4), st.sampled_from([0.0, 0.3, 0.6, 0.65, 0.7, 1.0]))
@example("aaa", ["aaaaaaa"], 1, 0.6)
def test_the_answer_is_difflibs(text: str, candidates: list[str], n: int, cutoff: float) -> None:
    assert find_near_matches(text, candidates, n=n, cutoff=cutoff) == get_close_matches(text, candidates, n, cutoff)


@given(WORDS, WORDS)
def test_indel_similarity_is_never_below_difflibs_ratio(text: str, other: str) -> None:
    assert Indel.normalized_similarity(text, other) + 1e-9 >= SequenceMatcher(a=other, b=text).ratio()


def test_of_many_words_alike_only_the_nearest_are_compared() -> None:
    candidates = [f"looked-after-{n:04}" for n in range(2000)]
    with patch.object(SequenceMatcher, "set_seq1", autospec=True, side_effect=SequenceMatcher.set_seq1) as compared:
        assert find_near_matches("looked-after-0042x", candidates, n=1) == ["looked-after-0042"]
    assert compared.call_count < 50
