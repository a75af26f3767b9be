"""How alike two measures are: a score, what the one is to the other, and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mappings.overlap.evidence import Evidence, compare_facts
from mappings.overlap.measure_facts import MeasureFacts
from mappings.overlap.profiles import MeasureName, MeasureProfile
from mappings.overlap.quantities import read_quantities
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
_WHOM_ONLY, _ELSEWHERE = 0.7, 0.6
#: The same concepts in other words.
_SAME_TOKENS = 0.97
#: A word tells from this share of the rarest word's weight on.
_TELLING = 0.42
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

    @property
    def reason(self) -> str:
        """Why, in words."""
        return _explain(*self.names, self.evidence)


def find_band(score: int) -> str:
    """``high``, ``medium`` or ``low``."""
    return "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"


def assess_similarity(
    a: MeasureProfile, b: MeasureProfile, wording_result: tuple[float, MeasureName, MeasureName], weights: WordWeights
) -> Similarity:
    """Compare ``a`` with ``b``, from the result of :func:`compare_wording`. Broad and narrow are about ``b``."""
    wording_score, name_a, name_b = wording_result
    facts_a, facts_b = _add_name_thresholds(a.facts, name_a), _add_name_thresholds(b.facts, name_b)
    evidence = compare_facts(facts_a, facts_b, weights.vocabulary)
    score = weigh_evidence(wording_score, evidence)
    is_apart = _do_both_add_words(name_a, name_b, a, b, weights)
    return Similarity(
        round(100 * score),
        _find_proposal_kind(score, wording_score, evidence, is_apart=is_apart),
        round(100 * wording_score),
        (name_a, name_b),
        evidence,
    )


def _do_both_add_words(
    first: MeasureName, second: MeasureName, a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> bool:
    """True where each of the two has telling words that the other lacks."""
    only_first, only_second = first.tokenized.tokens - b.all_tokens, second.tokenized.tokens - a.all_tokens
    return min(weights.total(only_first), weights.total(only_second)) >= _TELLING * weights.unknown_weight


def _add_name_thresholds(facts: MeasureFacts, name: MeasureName) -> MeasureFacts:
    """The facts with the thresholds that this name gives."""
    thresholds = read_quantities(name.tokenized.text).thresholds
    return (
        facts
        if not thresholds or thresholds == facts.thresholds
        else replace(facts, thresholds=tuple({*facts.thresholds, *thresholds}))
    )


def compare_wording(
    a: MeasureProfile, b: MeasureProfile, weights: WordWeights
) -> tuple[float, MeasureName, MeasureName]:
    """Score (0 to 1) and the two names that are most alike; words found anywhere in the other measure count too."""
    best = (-1.0, a.names[0], b.names[0])
    for first in a.names:
        for second in b.names:
            score = _score_names(first, second, a, b, weights)
            if score > best[0]:
                best = (score, first, second)
    return best


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


def _explain(first: MeasureName, second: MeasureName, evidence: tuple[Evidence, ...]) -> str:
    kind_order = ("differ", "part", "narrower", "broader", "near", "agree")
    sorted_evidence = sorted(evidence, key=lambda item: kind_order.index(item.kind))
    return "; ".join(
        [_explain_wording(first, second), *dict.fromkeys(item.text for item in sorted_evidence if item.text)]
    )


def _explain_wording(first: MeasureName, second: MeasureName) -> str:
    x, y = first.tokenized, second.tokenized
    if x.tokens == y.tokens:
        return "the same words" if split_words(x.text) == split_words(y.text) else "the same said in other words"
    only_first = [word for word in dict.fromkeys(x.order) if word not in y.tokens]
    only_second = [word for word in dict.fromkeys(y.order) if word not in x.tokens]
    shared = [word for word in dict.fromkeys(x.order) if word in y.tokens]
    if not shared:
        return "no telling word in common"
    differences = " and ".join(
        filter(None, [_quote_words(only_first, x, "here"), _quote_words(only_second, y, "there")])
    )
    return (
        f"same words but for {differences}"
        if len(only_first) + len(only_second) <= 2 * len(shared)
        else f"both name {_list_words(shared, x)}"
    )


def _quote_words(words: list[str], tokenized: TokenizedText, where: str) -> str:
    return f"{_list_words(words, tokenized)} {where}" if words else ""


def _list_words(words: list[str], tokenized: TokenizedText) -> str:
    phrases = list(dict.fromkeys(tokenized.text_by_token.get(word, _IN_TIME) for word in words))
    quoted = ", ".join(f"“{word}”" for word in phrases[:_SHARED_WORDS_SHOWN])
    return quoted + (f" and {len(phrases) - _SHARED_WORDS_SHOWN} more" if len(phrases) > _SHARED_WORDS_SHOWN else "")
