"""Any known spelling of a code to the record set's own code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from indicators.records.crosswalks import fold_spelling
from indicators.records.record_sets import RecordSet

#: Lists that have a concept under another name: one that offers an answer less than the other.
_CONCEPTS = {"yes-no-unknown": "yes-no"}
#: The letter before a code's words, however it is set off: ``a) White``, ``a)White``, ``a. White``.
_LETTER, _AS_LISTED = r"^([a-z]) ?[).] ?", "${1}) "


def map_spellings(record_set: RecordSet, code_list: str) -> dict[str, str]:
    """Every known spelling, as :func:`fold` writes it, to the list's own code for it.

    A code is spelled by itself and by its parts (``g) Police`` and ``Police``; ``F1: Full time`` and
    ``F1``), and as its concept says, with or without a letter before it (``q) 6: Police``, ``6 - Police``).
    What only a broader code of the list covers goes to that.
    """
    entries = record_set.codes.get(code_list, {})
    concept_codes = {code: _read_spellings(record_set, code_list).get(fold(code)) for code in entries}
    own = {concept_code: code for code, concept_code in concept_codes.items() if concept_code is not None}
    concept = _read_spellings(record_set, code_list)
    broader = _read_broader(record_set, code_list)
    spelled_otherwise = {other: code for spelling, code in concept.items() for other in _variants(spelling)}
    resolved = {
        spelling: find_nearest_broader(broader, own, code) for spelling, code in (spelled_otherwise | concept).items()
    }
    spellings = _map_parts(entries) | {spelling: code for spelling, code in resolved.items() if code is not None}
    return spellings | {fold(code): code for code in entries}


def to_listed_code(record_set: RecordSet, code_list: str, spelling: pl.Expr) -> pl.Expr:
    """A file's spelling as the list's own code; null where nobody knows it."""
    codes = map_spellings(record_set, code_list)
    return _fold_letters(fold_spelling(spelling)).replace_strict(codes, default=None, return_dtype=pl.String)


def find_concept(record_set: RecordSet, code_list: str) -> str | None:
    """The concept that a code list spells: the one of its name."""
    name = _CONCEPTS.get(code_list, code_list)
    return name if name in record_set.concepts else None


def find_nearest_broader(broader: Mapping[str, str], values: Mapping[str, str], code: str) -> str | None:
    """What is known of a code, or else of the nearest broader one."""
    visited: set[str] = set()
    step: str | None = code
    while step is not None and step not in visited:
        if step in values:
            return values[step]
        visited.add(step)
        step = broader.get(step)
    return None


def fold(spelling: str) -> str:
    """Without letter case, without spaces at the ends or doubled, with straight quotes and ``a) `` for a letter."""
    straight = " ".join(spelling.split()).lower().replace("’", "'").replace("‘", "'")
    return re.sub(_LETTER, r"\1) ", straight).strip()


def _fold_letters(spelling: pl.Expr) -> pl.Expr:
    return spelling.str.replace_all("[‘’]", "'").str.replace(_LETTER, _AS_LISTED).str.strip_chars()


def _read_spellings(record_set: RecordSet, code_list: str) -> dict[str, str]:
    name = find_concept(record_set, code_list)
    codes = record_set.concepts[name].codes.get(record_set.code, {}) if name else {}
    return {fold(spelling): code for spelling, code in codes.items()}


def _read_broader(record_set: RecordSet, code_list: str) -> dict[str, str]:
    name = find_concept(record_set, code_list)
    return record_set.concepts[name].broader if name else {}


def _map_parts(entries: Iterable[str]) -> dict[str, str]:
    """Parts of codes that stand for one code only."""
    codes_by_part: dict[str, list[str]] = {}
    for code in entries:
        for part in _parts(code):
            codes_by_part.setdefault(part, []).append(code)
    return {part: codes[0] for part, codes in codes_by_part.items() if len(codes) == 1}


def _variants(spelling: str) -> list[str]:
    """The same without the letter of a list, and with a dash for a colon, or a colon for a dash."""
    letter, separator, words = spelling.partition(") ")
    label = words if separator and len(letter) <= 2 and letter.isalpha() else spelling
    return [
        other for text in (spelling, label) for other in (text, text.replace(": ", " - "), text.replace(" - ", ": "))
    ]


def _parts(code: str) -> list[str]:
    letter, separator, words = code.partition(") ")
    if separator and len(letter) == 1:
        return [fold(words)]
    label, separator, words = code.partition(": ")
    return [fold(label), fold(words)] if separator and len(label) == 2 else []
