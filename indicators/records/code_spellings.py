"""Any known spelling of a code to the record set's own code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from indicators.records.crosswalks import fold_spelling, list_concepts, load_concept
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
    spelled = {code: _spelled(record_set, code_list).get(fold(code)) for code in entries}
    own = {held: code for code, held in spelled.items() if held is not None}
    concept = _spelled(record_set, code_list)
    broader = _broader(code_list)
    spelled_otherwise = {other: code for spelling, code in concept.items() for other in _variants(spelling)}
    climbed = {
        spelling: find_nearest_broader(broader, own, code) for spelling, code in (spelled_otherwise | concept).items()
    }
    found = _own_parts(entries) | {spelling: code for spelling, code in climbed.items() if code is not None}
    return found | {fold(code): code for code in entries}


def to_listed_code(record_set: RecordSet, code_list: str, spelling: pl.Expr) -> pl.Expr:
    """A file's spelling as the list's own code; null where nobody knows it."""
    known = map_spellings(record_set, code_list)
    return _evened(fold_spelling(spelling)).replace_strict(known, default=None, return_dtype=pl.String)


def map_concept_codes(record_set: RecordSet, code_list: str) -> dict[str, str]:
    """A concept's codes to the list's own code for each, or for the broader one; what it cannot say is left out."""
    name = find_concept(code_list)
    if name is None:
        return {}
    spelled = _spelled(record_set, code_list)
    own = {spelled[fold(code)]: code for code in record_set.codes.get(code_list, {}) if fold(code) in spelled}
    every = {code for held in load_concept(name).codes.values() for code in held.values()}
    climbed = {code: find_nearest_broader(_broader(code_list), own, code) for code in sorted(every)}
    return {code: held for code, held in climbed.items() if held is not None}


def find_concept(code_list: str) -> str | None:
    """The concept that a code list spells: the one of its name."""
    name = _CONCEPTS.get(code_list, code_list)
    return name if name in list_concepts() else None


def find_nearest_broader(broader: Mapping[str, str], known: Mapping[str, str], code: str) -> str | None:
    """What is known of a code, or else of the nearest broader one."""
    seen: set[str] = set()
    step: str | None = code
    while step is not None and step not in seen:
        if step in known:
            return known[step]
        seen.add(step)
        step = broader.get(step)
    return None


def fold(spelling: str) -> str:
    """Without letter case, without spaces at the ends or doubled, with straight quotes and ``a) `` for a letter."""
    straight = " ".join(spelling.split()).lower().replace("’", "'").replace("‘", "'")
    return re.sub(_LETTER, r"\1) ", straight).strip()


def _evened(spelling: pl.Expr) -> pl.Expr:
    return spelling.str.replace_all("[‘’]", "'").str.replace(_LETTER, _AS_LISTED).str.strip_chars()


def _spelled(record_set: RecordSet, code_list: str) -> dict[str, str]:
    name = find_concept(code_list)
    held = load_concept(name).codes.get(record_set.code, {}) if name else {}
    return {fold(spelling): code for spelling, code in held.items()}


def _broader(code_list: str) -> dict[str, str]:
    name = find_concept(code_list)
    return load_concept(name).broader if name else {}


def _own_parts(entries: Iterable[str]) -> dict[str, str]:
    """Parts of codes that stand for one code only."""
    found: dict[str, list[str]] = {}
    for code in entries:
        for part in _parts(code):
            found.setdefault(part, []).append(code)
    return {part: codes[0] for part, codes in found.items() if len(codes) == 1}


def _variants(spelling: str) -> list[str]:
    """The same without the letter of a list, and with a dash for a colon, or a colon for a dash."""
    letter, found, words = spelling.partition(") ")
    plain = words if found and len(letter) <= 2 and letter.isalpha() else spelling
    return [
        other for text in (spelling, plain) for other in (text, text.replace(": ", " - "), text.replace(" - ", ": "))
    ]


def _parts(code: str) -> list[str]:
    letter, found, words = code.partition(") ")
    if found and len(letter) == 1:
        return [fold(words)]
    label, found, words = code.partition(": ")
    return [fold(label), fold(words)] if found and len(label) == 2 else []
