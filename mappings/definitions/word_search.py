"""Search of definitions by words: every word must stand in one of the texts, in any case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def split_words(query: str | None) -> list[str]:
    """The words of a query, as texts are compared."""
    return _plain(query or "").split()


def has_words(words: Iterable[str], *texts: str | None) -> bool:
    """True where each word is part of the texts; no word is part of any."""
    whole = _plain("\n".join(text for text in texts if text))
    return all(word in whole for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
