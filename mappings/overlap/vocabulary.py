"""Turn a title into tokens: stems and concepts, and which of them are denied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from mappings.definitions.overlap_vocabulary import ConceptPhrases, OverlapVocabulary
from mappings.overlap.abbreviations import Abbreviations
from mappings.overlap.concept_families import ConceptFamilies, group_families
from mappings.overlap.measure_units import UnitReader
from mappings.overlap.title_analysis import TokenizedText, clean_text, find_signed_stem, split_words, stem

#: A word as long as this, and as like another, is that word misspelt.
_LONG_ENOUGH, _LIKE_ENOUGH = 6, 0.86
Phrase = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Phrases by first stem, the longest first, and the stems that the catalogue uses."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    known_stems: frozenset[str]
    #: Words that say nothing about what is measured, and their stems; names of areas.
    ignored: frozenset[str]
    families: ConceptFamilies
    units: UnitReader
    abbreviations: Abbreviations
    #: Hundredths to which the weight of a concept is reduced.
    light_words: Mapping[str, int]
    #: First and last age that a concept stands for.
    stage_ages: Mapping[str, tuple[int, int]]
    topic_populations: frozenset[str]
    _stems: dict[str, str] = field(default_factory=dict, repr=False)

    def tokenize(self, text: str) -> TokenizedText:
        """The tokens of a text."""
        cleaned = clean_text(self.abbreviations.expand(text))
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
        score_similarity = DamerauLevenshtein.normalized_similarity
        best = process.extractOne(root, candidates, scorer=score_similarity, score_cutoff=_LIKE_ENOUGH)
        return str(best[0]) if best else root

    @cached_property
    def _words_by_start(self) -> dict[str, list[str]]:
        starts: dict[str, list[str]] = {}
        for word in sorted(self.known_stems):
            if len(word) >= _LONG_ENOUGH:
                starts.setdefault(word[:2], []).append(word)
        return starts


def build_vocabulary(
    definitions: OverlapVocabulary, texts: Iterable[str] = (), *, ignored: frozenset[str] = frozenset()
) -> Vocabulary:
    """The phrases that are defined, and the words of ``texts``, which are the catalogue's."""
    phrases = (row.phrases for row in definitions.concepts)
    known_stems = frozenset(stem(word) for text in (*texts, *phrases) for word in split_words(clean_text(text)))
    plain = definitions.plain_words
    return Vocabulary(
        phrases=_read_phrases(definitions.concepts, known_stems),
        known_stems=known_stems,
        ignored=(ignored - known_stems) | plain | {stem(word) for word in plain},
        families=group_families(definitions.families),
        units=UnitReader(definitions.units),
        abbreviations=Abbreviations(definitions.abbreviations),
        light_words=definitions.light_words,
        stage_ages=definitions.stage_ages,
        topic_populations=definitions.topic_populations,
    )


def _read_phrases(rows: Iterable[ConceptPhrases], known_stems: frozenset[str]) -> dict[str, tuple[Phrase, ...]]:
    concepts: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        for phrase in row.phrases.split(";"):
            stems = tuple(find_signed_stem(word, known_stems) or stem(word) for word in split_words(clean_text(phrase)))
            if row.concept not in concepts.setdefault(stems, []):
                concepts[stems].append(row.concept)
    starts: dict[str, list[Phrase]] = {}
    for stems, names in concepts.items():
        starts.setdefault(stems[0], []).append((stems, tuple(names)))
    return {start: tuple(sorted(phrases, key=lambda phrase: -len(phrase[0]))) for start, phrases in starts.items()}


def _tokenize_words(vocabulary: Vocabulary, text: str, words: list[str]) -> TokenizedText:
    signed_stems = [vocabulary.stem(word) for word in words]
    names_in_order: list[str] = []
    text_by_token: dict[str, str] = {}
    denied, affirmed = set[str](), set[str]()
    bare_stems = [root.removeprefix("!") for root in signed_stems]
    position, denies_next = 0, False
    while position < len(signed_stems):
        length, names, literal = _match_phrase(vocabulary, signed_stems, bare_stems, position)
        if not names and signed_stems[position] == "not":
            position, denies_next = position + 1, True
            continue
        names = names or _keep_if_weighty(vocabulary, bare_stems[position])
        is_denied = denies_next or (
            not literal and any(root.startswith("!") for root in signed_stems[position : position + length])
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
    weightless = root in vocabulary.ignored or root.replace(".", "").removesuffix("s").removesuffix("k").isdigit()
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
