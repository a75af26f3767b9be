"""How alike two measures are: a score, what the one is to the other, and the reason in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mappings.overlap.evidence import Evidence, compare_facts
from mappings.overlap.profiles import MeasureName, MeasureProfile
from mappings.overlap.title_analysis import TokenizedText, split_words
from mappings.overlap.word_weights import WordWeights

#: What a measure of a list is to an indicator. ``same`` is never more than a proposal: a person confirms it.
ProposalKind = Literal["same", "close", "broad", "narrow", "related", "unlike"]
#: Confidence, in hundredths, from which a band begins.
HIGH, MEDIUM, LOW = 80, 62, 50
#: A measure is called the same from here on.
SAME = 72
_AGREEING = {"ages": 0.10, "threshold": 0.14, "unit": 0.04, "polarity": 0.01, "who": 0.06}
_AGREEING_FAMILY = 0.07
_MOST_AGREEING = 0.40
_NEAR = {
    "unit": 0.86,
    "unit alone": 0.94,
    "age alone": 0.96,
    "flow alone": 0.97,
    "threshold alone": 0.94,
    "polarity": 0.96,
    "ages": 0.92,
    "threshold": 0.92,
    "grades": 0.82,
}
_NEAR_FAMILY, _SMALLER, _PART, _FIRST_DIFFERENCE, _NEXT_DIFFERENCE = 0.93, 0.9, 0.88, 0.62, 0.8
#: Small differences, which leave it open whether two are the same: what is counted when, a limit's boundary.
_SLIGHT = frozenset({"flow alone", "unit alone", "polarity", "threshold"})
#: What is close is of medium confidence from this score on, before it is placed in its band.
_CLOSE_FROM = 76
#: The same where a word of the second stands alone.
_CLOSE_WITH_WORD_FROM = 86
_WHOM_ONLY, _ELSEWHERE = 0.7, 0.6
#: The same concepts in other words.
_SAME_TOKENS = 0.97
#: A word tells from this share of the rarest word's weight on.
_TELLING = 0.42
#: Names of an indicator of which the facts are weighed, and how much worse worded than the best they may be.
_NAMES_WEIGHED, _NEARLY_AS_WORDED = 4, 0.2
#: How what is done within some days is put.
_IN_TIME = "in time"
#: Words shown as those in which two titles differ.
_SHARED_WORDS_SHOWN = 3


@dataclass(frozen=True)
class Similarity:
    """``score`` and ``wording_score`` (the part that rests on words alone), in hundredths."""

    score: int
    proposal: ProposalKind
    wording_score: int
    names: tuple[MeasureName, MeasureName]
    evidence: tuple[Evidence, ...] = ()
    #: Telling words of the first and of the second that the other lacks.
    unmatched: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def reason(self) -> str:
        """Why, in words."""
        return _explain(*self.names, self.evidence, self.unmatched)


def find_band(score: int) -> str:
    """``high``, ``medium`` or ``low``."""
    return "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"


def assess_similarity(
    a: MeasureProfile, b: MeasureProfile, wording_result: tuple[float, MeasureName, MeasureName], weights: WordWeights
) -> Similarity:
    """Compare ``a`` with ``b``, from the result of :func:`compare_wording`. Broad and narrow are about ``b``."""
    wording_score, name_a, name_b = wording_result
    evidence = compare_facts(name_a.facts, name_b.facts, weights.vocabulary)
    unmatched = find_unmatched_words(name_a, name_b, a, b, weights)
    score = weigh_evidence(wording_score, evidence)
    proposal = _find_proposal_kind(score, wording_score, evidence, is_apart=any(unmatched))
    # A line may ask for one part of an indicator: what is worded like the line is not the whole.
    proposal = "broad" if name_b.part and proposal == "same" else proposal
    return Similarity(
        place_in_band(round(100 * score), proposal, is_far=_is_far(score, evidence, unmatched, weights)),
        proposal,
        round(100 * wording_score),
        (name_a, name_b),
        evidence,
        unmatched,
    )


def find_unmatched_words(
    first: MeasureName, second: MeasureName, a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Telling words of each name that the other measure lacks. One of them is enough: they are not the same."""
    return (
        _list_telling(first.tokenized.tokens - b.stated_tokens, first.tokenized, weights),
        _list_telling(second.tokenized.tokens - a.stated_tokens, second.tokenized, weights),
    )


def _list_telling(tokens: frozenset[str], tokenized: TokenizedText, weights: WordWeights) -> tuple[str, ...]:
    telling = [
        token
        for token in dict.fromkeys(tokenized.order)
        if token in tokens and weights.total((token,)) >= _TELLING * weights.unknown_weight
    ]
    return tuple(telling)


def _is_far(
    score: float,
    evidence: tuple[Evidence, ...],
    unmatched: tuple[tuple[str, ...], tuple[str, ...]],
    weights: WordWeights,
) -> bool:
    """True where the difference is of the measure itself.

    That is its unit, ages or limit, a word that only the first says, or one that only the second says and that
    belongs to a family; or both are not alike enough to be close.
    """
    if 100 * score < (_CLOSE_WITH_WORD_FROM if unmatched[1] else _CLOSE_FROM):
        return True
    names_member = any(word in weights.vocabulary.families.by_concept for word in unmatched[1])
    differs = any(item.kind == "near" and item.family not in _SLIGHT for item in evidence)
    return bool(unmatched[0]) or names_member or differs


def place_in_band(score: int, proposal: ProposalKind, *, is_far: bool) -> int:
    """The score in the band of the proposal: only what may be the same is high, only what is close is medium."""
    if proposal in ("same", "unlike"):
        return score
    is_medium = proposal == "close" and not is_far
    bottom, top = (MEDIUM, HIGH - 1) if is_medium else (LOW, MEDIUM - 1)
    return score if score <= bottom else round(bottom + (score - bottom) * (top - bottom) / (100 - bottom))


def compare_wording(
    a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> tuple[float, MeasureName, MeasureName]:
    """Score (0 to 1) and the two names that are most alike; words found anywhere in the other measure count too."""
    return compare_names(a, b, weights)[0]


def compare_names(
    a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> list[tuple[float, MeasureName, MeasureName]]:
    """Every pair of names with its score, the most alike first."""
    pairs = [(_score_names(first, second, a, b, weights), first, second) for first in a.names for second in b.names]
    return sorted(pairs, key=lambda pair: -pair[0])


def assess_best(
    a: MeasureProfile,
    b: MeasureProfile,
    pairs: list[tuple[float, MeasureName, MeasureName]],
    weights: WordWeights,
) -> Similarity:
    """The likeness of the names that are likest once their facts are weighed too, of those nearly the best worded."""
    nearly = [pair for pair in pairs[:_NAMES_WEIGHED] if pair[0] >= pairs[0][0] - _NEARLY_AS_WORDED]
    return max((assess_similarity(a, b, pair, weights) for pair in nearly), key=lambda each: each.score)


def _score_names(
    first: MeasureName, second: MeasureName, a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> float:
    x, y = first.tokenized.tokens, second.tokenized.tokens
    if x == y and x:
        return 1.0 if split_words(first.tokenized.text) == split_words(second.tokenized.text) else _SAME_TOKENS
    all_x, all_y = weights.title_total(x), weights.title_total(y)
    if not all_x or not all_y:
        return 0.0
    about = _score_subject(x, y, a.all_tokens, b.all_tokens, weights)
    dice = 2 * weights.total(x & y) / (all_x + all_y)
    return about * (
        0.5 * dice + 0.25 * weights.total(x & b.all_tokens) / all_x + 0.25 * weights.total(y & a.all_tokens) / all_y
    )


def _score_subject(
    x: frozenset[str], y: frozenset[str], full_x: frozenset[str], full_y: frozenset[str], weights: WordWeights
) -> float:
    """The score of the subject: 1, or less where two measures share only the people they are about."""
    population = weights.vocabulary.families.population_concepts
    first_subject, second_subject = x - population, y - population
    if first_subject == second_subject:
        return 1.0
    if not first_subject or not second_subject:
        return 1.0 if not first_subject and not second_subject else _WHOM_ONLY
    shared = weights.total(first_subject & second_subject) / min(
        weights.total(first_subject), weights.total(second_subject)
    )
    covered = weights.total(first_subject & full_y) / weights.total(first_subject) + weights.total(
        second_subject & full_x
    ) / weights.total(second_subject)
    return min(1.0, _WHOM_ONLY / 2 + 2 * max(shared, _ELSEWHERE * covered / 2))


def weigh_evidence(wording_score: float, evidence: tuple[Evidence, ...]) -> float:
    """The wording score, raised by evidence that agrees and lowered by evidence that differs."""
    agreeing = sum(_AGREEING.get(item.family, _AGREEING_FAMILY) for item in evidence if item.kind == "agree")
    score = wording_score + (1 - wording_score) * min(agreeing, _MOST_AGREEING) * wording_score
    differing = False
    for item in evidence:
        if item.kind == "near":
            score *= _NEAR.get(item.family, _NEAR_FAMILY)
        elif item.kind in ("narrower", "broader"):
            score *= _SMALLER
        elif item.kind == "part":
            score *= _PART
        elif item.kind == "differ":
            score *= _NEXT_DIFFERENCE if differing else _FIRST_DIFFERENCE
            differing = True
    return score


def _find_proposal_kind(
    score: float, wording_score: float, evidence: tuple[Evidence, ...], *, is_apart: bool
) -> ProposalKind:
    kinds = {item.kind for item in evidence}
    if "differ" in kinds:
        return "unlike"
    if "part" in kinds or {"narrower", "broader"} <= kinds:
        return "related"
    if "narrower" in kinds:
        return "broad"
    if "broader" in kinds:
        return "narrow"
    near = {item.family for item in evidence if item.kind == "near"} - {"polarity"}
    return "same" if 100 * min(score, wording_score) >= SAME and not near and not is_apart else "close"


def _explain(
    first: MeasureName,
    second: MeasureName,
    evidence: tuple[Evidence, ...],
    unmatched: tuple[tuple[str, ...], tuple[str, ...]],
) -> str:
    kind_order = ("differ", "part", "narrower", "broader", "near", "agree")
    sorted_evidence = sorted(evidence, key=lambda item: kind_order.index(item.kind))
    return "; ".join(
        [
            *_explain_wording(first, second, unmatched),
            *dict.fromkeys(item.text for item in sorted_evidence if item.text),
            *_explain_publication(second),
            *([f"{second.source} asks for a part of it: {second.part}"] if second.part else []),
        ]
    )


def _explain_publication(name: MeasureName) -> list[str]:
    """Who calls an indicator as it was compared, where that is not its own title."""
    if not name.publication:
        return []
    doubt = "" if name.is_sure else ", as we recall it"
    return [f"so called in: {name.publication}{doubt}"]


def _explain_wording(
    first: MeasureName, second: MeasureName, unmatched: tuple[tuple[str, ...], tuple[str, ...]]
) -> list[str]:
    x, y = first.tokenized, second.tokenized
    if x.tokens == y.tokens:
        return ["the same words" if split_words(x.text) == split_words(y.text) else "the same said in other words"]
    shared = [word for word in dict.fromkeys(x.order) if word in y.tokens]
    if not shared:
        return ["no telling word in common"]
    only_first, only_second = (_list_words(words, side) for words, side in zip(unmatched, (x, y), strict=True))
    if only_first and only_second:
        return [f"one says {only_first}, the other {only_second}"]
    if only_first or only_second:
        return [f"one says {only_first or only_second}, the other does not"]
    return ["nearly the same words"]


def _list_words(words: Iterable[str], tokenized: TokenizedText) -> str:
    phrases = list(dict.fromkeys(tokenized.text_by_token.get(word, _IN_TIME) for word in words))
    quoted = ", ".join(f"“{word}”" for word in phrases[:_SHARED_WORDS_SHOWN])
    return quoted + (f" and {len(phrases) - _SHARED_WORDS_SHOWN} more" if len(phrases) > _SHARED_WORDS_SHOWN else "")
