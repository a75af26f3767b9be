"""Clean the text of a title and cut it into words and stems; which of them deny."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import snowballstemmer

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
#: "No. of" counts, and denies nothing.
_NUMBER_OF = re.compile(r"\bno\.\s*(?=[a-z])|\bnos?\.? of\b|#\s*(?:of\b)?")
#: "For over a year" is a limit of one year.
_ONE_TIME = re.compile(r"\b(than|over|within|under|least|most) an? (?=(?:year|month|week|day|hour)\b)")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = rf"(?:the )?(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{4}})?\b"
#: When a year ends is no ending that is counted: "started during the year ending 31 March".
_YEAR_ENDING = re.compile(rf"\b(year|quarter|months?|weeks?) (?:ending|ended|to|up to)(?: on)? {_DATE}")
#: A day on which things are counted: "as at 31 March", "at the end of the quarter", ", end of year", "at end March".
_AS_AT = re.compile(rf"\bas (?:at|of|on) (?={_DATE})")
_END_OF = re.compile(
    r"(?:\b(?:as )?(?:at|on|by) (?:the )?|(?<=[,:;(–—-] )(?:the )?|(?<=\())(?:last day|end) of (?:the |each |every )?"
    r"(?:reporting |financial |calendar |half[ -])?(?:year|quarter|month|period|week|term|q[1-4])\b(?! \d)"
)
_PERIOD_END = re.compile(r"\b(?:as )?(?:at )?(?:the )?(?:year|quarter|month|period|week|q[1-4])[ -]end\b")
#: The time that a list is of, which is no state of anything: "in the current month".
_CURRENT_TIME = re.compile(
    r"\b(?:in|for|during) (?:the )?(?:current|latest|reporting) (?=(?:year|quarter|month|period)\b)"
)
_AT_END_OF_MARCH = re.compile(r"\b(?:at|on|as at) (?:the )?end(?: of)? march\b")
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
#: What "un-" may stand before: shorter rests are no words ("union").
_SHORTEST_REST = 4
#: "Stable" and "table" end so too.
_SHORTEST_ABLE = 8


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
    flat = _ONE_TIME.sub(lambda match: f"{match[1]} 1 ", flat)
    flat = _NUMBER_OF.sub("number of ", flat)
    flat = _POSSESSIVE.sub("", flat.replace("&", " and ").replace("£", " pounds "))
    flat = _REPEATED.sub(lambda match: match[1] + (" " if match[1] == "non" else ""), flat)
    flat = _ORDINAL.sub(lambda match: _ORDINALS[match[0]], flat)
    flat = _LIMIT.sub(lambda match: _LIMITS.get(match[1], "at most"), flat)
    flat = _read_calendar(flat)
    return _NUMBER_WORD.sub(lambda match: _NUMBERS[match[1]], flat)


def _read_calendar(flat: str) -> str:
    """Words that say only when something is counted, in the forms in which titles mostly have them."""
    flat = _AT_END_OF_MARCH.sub("at 31 march", _YEAR_ENDING.sub(r"\1", flat))
    flat = _AS_AT.sub("at ", _CURRENT_TIME.sub("in the ", flat))
    return _PERIOD_END.sub("at period end", _END_OF.sub("at period end", flat))


def split_words(cleaned: str) -> list[str]:
    """The words and numbers of a cleaned text."""
    return _LETTERS.findall(cleaned)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word; what can be done to a thing is not what is done: preventable, and prevented."""
    if len(word) > _SHORTEST_ABLE and word.endswith(("able", "ible")):
        return word
    return str(_STEMMER.stemWord(word))


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
