"""Turn a title into tokens: cleaned text, then stems and concepts, and which of them are denied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from mappings.overlap.vocabulary import read_plain_words, read_words

_STEMMER = snowballstemmer.stemmer("english")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBERS = {word: str(n) for n, word in enumerate(_ONES)} | {"thirty": "30", "ninety": "90"}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")
_POSSESSIVE = re.compile(r"(?<=\w)['’`](s\b|(?=\W|$))")
_REPEATED = re.compile(r"\b(re|anti|mid|post|pre|non|over|co)[-\u2010-\u2015](?=[a-z])")
#: Where "no" and "not" deny nothing, but set a limit.
_LIMIT = re.compile(r"\b(?:no|not) (more|less|fewer|later|longer|under|over) than\b")
_LIMITS = {"less": "at least", "fewer": "at least", "under": "at least"}
_LETTERS = re.compile(r"[^\W_]+(?:\.[0-9]+)?")
_ACCENT = re.compile(r"[\u0300-\u036f]")
#: Signs that set a limit, in words; longest first.
_SIGNS = (("<=", " at most "), (">=", " at least "), ("=<", " at most "), ("=>", " at least "), ("≤", " at most "),
          ("≥", " at least "), ("<", " under "), (">", " over "))  # fmt: skip
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third"}
_ORDINAL = re.compile(r"\b(?:1st|2nd|3rd)\b")
NEGATIONS = frozenset({"not", "non", "without", "no", "never", "fail", "failing", "fails", "failed", "lacking", "nor"})
#: Longer texts are read up to here; no title is as long, and a cell may hold a book.
MOST_CHARACTERS = 2_000
#: A word as long as this, and as like another, is that word misspelt.
_LONG_ENOUGH, _LIKE_ENOUGH = 6, 0.86
#: What "un-" may stand before: shorter rests are no words ("union").
_SHORTEST_REST = 4

Phrase = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class TokenizedText:
    """``tokens``: concepts (``looked-after``) and stems; ``denied``: those that the text negates."""

    text: str
    order: tuple[str, ...]
    tokens: frozenset[str]
    denied: frozenset[str]
    affirmed: frozenset[str]
    #: The text's own words for each token.
    text_by_token: Mapping[str, str] = field(default_factory=dict, compare=False)


@lru_cache(maxsize=20_000)
def clean_text(text: str) -> str:
    """Lower case without accents, numbers as digits, limits in words, no possessives."""
    flat = unicodedata.normalize("NFKD", text[:MOST_CHARACTERS]).casefold()
    flat = unicodedata.normalize("NFKC", _ACCENT.sub("", flat))
    for sign, words in _SIGNS:
        flat = flat.replace(sign, words)
    flat = _POSSESSIVE.sub("", flat.replace("&", " and ").replace("£", " pounds "))
    flat = _REPEATED.sub(lambda match: match[1] + (" " if match[1] == "non" else ""), flat)
    flat = _ORDINAL.sub(lambda match: _ORDINALS[match[0]], flat)
    flat = _LIMIT.sub(lambda match: _LIMITS.get(match[1], "at most"), flat)
    return _NUMBER_WORD.sub(lambda match: _NUMBERS[match[1]], flat)


def split_words(cleaned: str) -> list[str]:
    """The words and numbers of a cleaned text."""
    return _LETTERS.findall(cleaned)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word."""
    return str(_STEMMER.stemWord(word))


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Phrases by first stem, the longest first, and the stems that the catalogue uses."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    known_stems: frozenset[str] = frozenset()
    #: Words of no weight besides the plain ones, such as names of areas.
    ignored: frozenset[str] = frozenset()
    _stems: dict[str, str] = field(default_factory=dict, repr=False)

    def tokenize(self, text: str) -> TokenizedText:
        """The tokens of a text."""
        cleaned = clean_text(text)
        return _tokenize_words(self, cleaned, split_words(cleaned))

    def stem(self, word: str) -> str:
        """``!plan`` for "unplanned" where "planned" is known; for a misspelt word the nearest known stem."""
        if word not in self._stems:
            self._stems[word] = find_signed_stem(word, self.known_stems) or self._find_nearest(stem(word))
        return self._stems[word]

    def _find_nearest(self, root: str) -> str:
        if len(root) < _LONG_ENOUGH or not root.isalpha():
            return root
        candidates = (
            candidate for candidate in self._words_by_start.get(root[:2], ()) if abs(len(candidate) - len(root)) <= 1
        )
        likeness = DamerauLevenshtein.normalized_similarity
        best = process.extractOne(root, candidates, scorer=likeness, score_cutoff=_LIKE_ENOUGH)
        return str(best[0]) if best else root

    @cached_property
    def _words_by_start(self) -> dict[str, list[str]]:
        starts: dict[str, list[str]] = {}
        for word in sorted(self.known_stems):
            if len(word) >= _LONG_ENOUGH:
                starts.setdefault(word[:2], []).append(word)
        return starts


def find_signed_stem(word: str, known_stems: frozenset[str]) -> str | None:
    """The stem of a known word, ``!`` before it where the word denies another; None for an unknown one."""
    if word in NEGATIONS:
        return "not"
    for prefix, remainder in (("un", word[2:]), ("non", word[3:]), ("dis", word[3:])):
        # "Discharge" is no denial of a charge.
        denies = word.startswith(prefix) and (prefix != "dis" or remainder.startswith("satisf"))
        if denies and len(remainder) >= _SHORTEST_REST and stem(remainder) in known_stems:
            return "!" + stem(remainder)
    return stem(word) if stem(word) in known_stems else None


def load_vocabulary(texts: Iterable[str] = (), *, ignored: frozenset[str] = frozenset()) -> Vocabulary:
    """The phrases of ``words.tsv`` and the words of ``texts``, which are the catalogue's."""
    phrases = (row.phrases for row in read_words())
    known_stems = frozenset(stem(word) for text in (*texts, *phrases) for word in split_words(clean_text(text)))
    return Vocabulary(_read_phrases(known_stems), known_stems, ignored - known_stems)


def _read_phrases(known_stems: frozenset[str]) -> dict[str, tuple[Phrase, ...]]:
    concepts: dict[tuple[str, ...], list[str]] = {}
    for row in read_words():
        for phrase in row.phrases.split(";"):
            stems = tuple(find_signed_stem(word, known_stems) or stem(word) for word in split_words(clean_text(phrase)))
            if row.concept not in concepts.setdefault(stems, []):
                concepts[stems].append(row.concept)
    starts: dict[str, list[Phrase]] = {}
    for stems, names in concepts.items():
        starts.setdefault(stems[0], []).append((stems, tuple(names)))
    return {start: tuple(sorted(phrases, key=lambda phrase: -len(phrase[0]))) for start, phrases in starts.items()}


@lru_cache(maxsize=1)
def list_plain_stems() -> frozenset[str]:
    """Words that say nothing about what is measured, and their stems."""
    return frozenset(stem(word) for word in read_plain_words()) | read_plain_words()


def _tokenize_words(vocabulary: Vocabulary, text: str, words: list[str]) -> TokenizedText:
    signed_stems = [vocabulary.stem(word) for word in words]
    names_in_order: list[str] = []
    text_by_token: dict[str, str] = {}
    denied, affirmed = set[str](), set[str]()
    bare_stems = [stem.removeprefix("!") for stem in signed_stems]
    position, denies_next = 0, False
    while position < len(signed_stems):
        length, names, literal = _match_phrase(vocabulary, signed_stems, bare_stems, position)
        if not names and signed_stems[position] == "not":
            position, denies_next = position + 1, True
            continue
        names = names or _keep_if_weighty(vocabulary, bare_stems[position])
        is_denied = denies_next or (
            not literal and any(stem.startswith("!") for stem in signed_stems[position : position + length])
        )
        names_in_order += names
        for name in names:
            text_by_token.setdefault(name, " ".join(words[position : position + length]))
        (denied if is_denied else affirmed).update(names)
        denies_next, position = denies_next and not names, position + length
    return TokenizedText(
        text, tuple(names_in_order), frozenset(names_in_order), frozenset(denied), frozenset(affirmed), text_by_token
    )


def _keep_if_weighty(vocabulary: Vocabulary, root: str) -> tuple[str, ...]:
    weightless = root in list_plain_stems() or root in vocabulary.ignored or root.replace(".", "").isdigit()
    return () if weightless else (root,)


def _match_phrase(
    vocabulary: Vocabulary, signed_stems: list[str], bare_stems: list[str], position: int
) -> tuple[int, tuple[str, ...], bool]:
    """Length of the phrase at a position, its concepts, and whether its denials are part of the phrase."""
    for phrase, names in vocabulary.phrases.get(signed_stems[position], ()):
        if tuple(signed_stems[position : position + len(phrase)]) == phrase:
            return len(phrase), names, True
    for phrase, names in vocabulary.phrases.get(bare_stems[position], ()):
        if tuple(bare_stems[position : position + len(phrase)]) == phrase:
            return len(phrase), names, False
    return 1, (), False
