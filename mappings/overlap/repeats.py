"""Repeats inside one list: the same measure twice, in other words, or as a part of another; and look-alikes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mappings.overlap.candidates import CandidateIndex
from mappings.overlap.concept_families import POPULATION_FAMILIES, ConceptFamilies
from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.similarity import (
    LOW,
    Similarity,
    assess_similarity,
    compare_wording,
)
from mappings.overlap.title_analysis import clean_text, split_words
from mappings.overlap.word_weights import WordWeights

#: ``exact`` word for word; ``same`` in other words; ``vague`` one of them says too little; ``component`` a term of the
#: other; ``subset`` a part of the numerator over the same denominator; ``population`` the same of fewer people;
#: ``partition`` parts of one whole; ``denominator`` two shares of one thing; ``close`` differs in unit, ages or limit;
#: ``unlike`` looks alike, and is not.
RepeatKind = Literal[
    "exact", "same", "vague", "component", "subset", "population", "partition", "denominator", "close", "unlike"
]
#: Where two rows could be the same figure, and a person should say.
REPEATING = frozenset({"exact", "same", "vague"})
#: A vague title has no more words than this, and the other holds this share of their weight.
_VAGUE_WORDS, _VAGUE_SHARE = 4, 0.75
_LOOKS_ALIKE, _PARTS_FROM, _COUNTS_FROM = 62, 36, 40
#: Below this wording there is nothing to say, save of parts of one whole.
_WORDED_FROM = 0.28
#: How many relations of one row are listed besides those that may be the same figure.
_MOST_RELATIONS_PER_ROW = 5
#: How many rows of the same words are compared with others; hundreds of them are one row numbered.
_MOST_ROWS_OF_SAME_WORDS = 12
#: What rests on something firmer than wording is at least so sure.
_LEAST_SCORE = {"vague": 60, "partition": 70}
#: Families whose members share a denominator: children registered, and children seen.
_OF_ONE_BASE = frozenset({"flow", "registration"})


@dataclass(frozen=True)
class RepeatedMeasure:
    """Two or more rows, by key, and their relation. Score in hundredths."""

    rows: tuple[str, ...]
    kind: RepeatKind
    score: int
    reason: str


def find_repeats(profiles: Sequence[MeasureProfile], weights: WordWeights) -> list[RepeatedMeasure]:
    """Every repeat worth naming, the same measures first. The order of the list does not change the result."""
    groups: dict[tuple[object, ...], list[MeasureProfile]] = {}
    for profile in profiles:
        groups.setdefault(_make_spelling_key(profile), []).append(profile)
    repeats = [_make_exact_repeat(group) for group in groups.values() if len(group) > 1]
    for profile, other in _list_pairs([group[0] for group in groups.values()], weights):
        repeats += find_relations(profile, other, weights)
    titles = {profile.key: profile.title for profile in profiles}
    return _limit_per_row(sorted(_merge_partitions(repeats), key=lambda repeat: _make_sort_key(repeat, titles)))


def _list_pairs(
    profiles: Sequence[MeasureProfile], weights: WordWeights
) -> Iterator[tuple[MeasureProfile, MeasureProfile]]:
    """Pairs worth comparing, each once. Rows of the same words share one search for neighbours."""
    profiles_by_tokens: dict[frozenset[str], list[MeasureProfile]] = {}
    for profile in sorted(profiles, key=lambda profile: (profile.title, profile.key)):
        profiles_by_tokens.setdefault(profile.names[0].tokenized.tokens, []).append(profile)
    index = CandidateIndex([group[0] for group in profiles_by_tokens.values()], weights)
    listed_pairs = set[frozenset[str]]()
    for group in profiles_by_tokens.values():
        near = index.find_nearest(group[0])
        for profile in group[:_MOST_ROWS_OF_SAME_WORDS]:
            for other in (
                profile
                for first in near
                for profile in profiles_by_tokens[first.names[0].tokenized.tokens][:_MOST_ROWS_OF_SAME_WORDS]
            ):
                pair = frozenset((profile.key, other.key))
                if len(pair) == 2 and pair not in listed_pairs:
                    listed_pairs.add(pair)
                    yield profile, other


def _make_sort_key(repeat: RepeatedMeasure, titles: Mapping[str, str]) -> tuple[int, int, list[str]]:
    """Sort key of a repeat: likely the same first, then by confidence; equals by title, never by row."""
    kind = _ORDER.index(repeat.kind)
    return (0 if repeat.kind in REPEATING else kind, -repeat.score, [titles[key] for key in repeat.rows])


def _limit_per_row(repeats: list[RepeatedMeasure]) -> list[RepeatedMeasure]:
    """Keep all that may be the same figure, and the nearest few of each row's other relations."""
    counts: Counter[str] = Counter()
    limited = []
    for repeat in repeats:
        if repeat.kind in REPEATING or all(counts[key] < _MOST_RELATIONS_PER_ROW for key in repeat.rows):
            limited.append(repeat)
            counts.update(() if repeat.kind in REPEATING else repeat.rows)
    return limited


_ORDER = ("exact", "same", "vague", "partition", "component", "subset", "population", "denominator", "close", "unlike")


def _make_spelling_key(profile: MeasureProfile) -> tuple[object, ...]:
    return (*split_words(clean_text(profile.title)), "|", profile.facts.unit, profile.facts.per)


def _make_exact_repeat(group: list[MeasureProfile]) -> RepeatedMeasure:
    return RepeatedMeasure(
        tuple(profile.key for profile in group), "exact", 100, "the same words, once spelling and marks are set aside"
    )


def find_relations(a: MeasureProfile, b: MeasureProfile, weights: WordWeights) -> list[RepeatedMeasure]:
    """The relation of two rows, if any."""
    first, second = sorted((a, b), key=lambda profile: (profile.title, profile.key))
    wording_result = compare_wording(first, second, weights)
    if wording_result[0] < _WORDED_FROM and not _is_part_of_whole(first, weights.vocabulary.families):
        return []
    similarity = assess_similarity(first, second, wording_result, weights)
    kind = _find_kind(first, second, similarity, weights)
    if kind is None:
        return []
    return [
        RepeatedMeasure(
            (first.key, second.key), kind, max(similarity.score, _LEAST_SCORE.get(kind, 0)), similarity.reason
        )
    ]


def _find_kind(a: MeasureProfile, b: MeasureProfile, similarity: Similarity, weights: WordWeights) -> RepeatKind | None:
    differing = {item.family for item in similarity.evidence if item.kind == "differ"}
    smaller = {item.family for item in similarity.evidence if item.kind in ("narrower", "broader")}
    parts = {item.family for item in similarity.evidence if item.kind == "part"}
    if differing:
        return _find_unlike_kind(a, b, similarity, differing, weights.vocabulary.families)
    if "gap" in parts:
        return "component" if similarity.score >= _PARTS_FROM else None
    if smaller & POPULATION_FAMILIES and similarity.score >= _PARTS_FROM:
        return "population"
    if not _do_both_name(a, b, parts) and _is_vague(a, b, similarity, weights):
        return "vague"
    if smaller or parts:
        return "subset" if similarity.score >= _PARTS_FROM else None
    if similarity.score < LOW:
        return None
    return "same" if similarity.proposal == "same" else "close"


def _find_unlike_kind(
    a: MeasureProfile, b: MeasureProfile, similarity: Similarity, differing: set[str], families: ConceptFamilies
) -> RepeatKind | None:
    if (
        "activity" in differing
        and differing <= {"activity", "matter"}
        and _is_part_of_whole(a, families)
        and _is_part_of_whole(b, families)
    ):
        differences = [
            item for item in similarity.evidence if item.kind not in ("agree", "differ") and item.family != "polarity"
        ]
        if not differences and a.facts.families.get("who") == b.facts.families.get("who"):
            return "partition"
    if (
        differing <= _OF_ONE_BASE
        and similarity.wording_score >= _COUNTS_FROM
        and a.facts.unit == b.facts.unit == "percentage"
    ):
        return "denominator"
    return "unlike" if similarity.wording_score >= _LOOKS_ALIKE else None


def _is_part_of_whole(profile: MeasureProfile, families: ConceptFamilies) -> bool:
    members = profile.facts.families.get("activity", frozenset())
    return bool(members) and families.by_code["activity"].meanings(members) == {"whole"}


def _is_vague(a: MeasureProfile, b: MeasureProfile, similarity: Similarity, weights: WordWeights) -> bool:
    """One title says so little that the other may be what it means."""
    short, long = sorted((a, b), key=lambda profile: (len(profile.names[0].tokenized.tokens), profile.title))
    short_tokens, long_tokens = short.names[0].tokenized.tokens, long.names[0].tokenized.tokens
    if (
        not short_tokens
        or len(short_tokens) > _VAGUE_WORDS
        or len(short_tokens) >= len(long_tokens)
        or similarity.proposal in ("broad", "narrow", "unlike")
    ):
        return False
    silent = not short.facts.thresholds and not short.facts.ages and short.facts.unit in (None, long.facts.unit)
    shared = weights.total(short_tokens & long_tokens) >= _VAGUE_SHARE * weights.total(short_tokens)
    return silent and shared and bool((short_tokens & long_tokens) - weights.vocabulary.families.population_concepts)


def _do_both_name(a: MeasureProfile, b: MeasureProfile, families: set[str]) -> bool:
    """True where both name members of one of the families, so that neither is vague about it."""
    return any(family in a.facts.families and family in b.facts.families for family in families)


def _merge_partitions(repeats: Iterable[RepeatedMeasure]) -> list[RepeatedMeasure]:
    """Merge pairs that are parts of one whole into groups."""
    pairs = [repeat for repeat in repeats if repeat.kind == "partition"]
    merged = [repeat for repeat in repeats if repeat.kind != "partition"]
    groups: list[set[str]] = []
    for repeat in pairs:
        joined = {*repeat.rows}.union(*(group for group in groups if group & {*repeat.rows}))
        groups = [group for group in groups if not group & joined] + [joined]
    for group in groups:
        inside = [repeat for repeat in pairs if {*repeat.rows} <= group]
        merged.append(
            RepeatedMeasure(tuple(sorted(group)), "partition", max(r.score for r in inside), inside[0].reason)
        )
    return merged
