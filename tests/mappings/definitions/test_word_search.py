"""Search by words: all of them, in any order and any case."""

from __future__ import annotations

import pytest

from mappings.definitions.word_search import has_words, split_words


@pytest.mark.parametrize(
    ("query", "found"),
    [(None, True), ("", True), ("  ", True), ("placement", True), ("PLACEMENT three", True), ("cla", True),
     ("placement four", False), ("ﬁve", True), ("five", True)],
)  # fmt: skip
def test_every_word_must_stand_somewhere(query: str | None, found: bool) -> None:
    assert has_words(split_words(query), "cla-three", "Three placements or five", None) is found
