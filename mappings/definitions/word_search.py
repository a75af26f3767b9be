"""Search of definitions by words: every word must stand in one of the texts, in any case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def split_words(query: str | None) -> list[str]:
    """The words of a query, as texts are compared."""
    return _plain(query or "").split()


def has_words(words: Iterable[str], *texts: str | None) -> bool:
    """True where each word is part of the texts; no word is part of any."""
    return holds_words(words, join_plain(*texts))


def holds_words(words: Iterable[str], plain: str) -> bool:
    """As :func:`has_words`, of texts that were joined by :func:`join_plain` once, for many searches."""
    return all(word in plain for word in words)


def join_plain(*texts: str | None) -> str:
    """Texts as words are looked for in them."""
    return _plain("\n".join(text for text in texts if text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
