"""Take back a proposal of being the same where the row, its code or another indicator leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.proposals import IndicatorProposal
from mappings.overlap.similarity import place_in_band
from mappings.overlap.spans import base_of, find_of_year, find_other_population, has_other_ages
from mappings.overlap.word_weights import WordWeights

#: Why an indicator of six months or of a day stands behind its counterpart.
_OF_A_SPAN = "it is of a day or of some months, which the measure does not say"
#: Why none of several that differ by their ages is the same.
_OF_WHAT_AGES = "another indicator is of other ages, and the measure names none"
#: Why none of several that differ by whom they count is the same, nor one that counts others than the measure says.
_OF_WHOM = "it counts {own}, another indicator {other}, and the measure names neither"
_OF_OTHERS = "it counts {own}, and the measure {other}"
_COUNTED = {"resident": "those who live in the area", "gp_registered": "those who are registered"}
_OF_ANOTHER_CODE = "the measure's code is another indicator's"
_WORDED_LIKE_ANOTHER = "another indicator's own words are as near"


def put_year_first(
    likely: list[IndicatorProposal], profiles: Mapping[str, MeasureProfile], weights: WordWeights
) -> list[IndicatorProposal]:
    """Of two that differ by their period alone, that of a year goes first, and the other is not the same."""
    codes = [candidate.indicator for candidate in likely]
    code = find_of_year(codes[0], codes[1:], profiles, weights) if codes else None
    if code is None:
        return likely
    first, of_year = likely[0], likely[codes.index(code)]
    behind = replace(
        first, score=min(first.score, of_year.score), proposal="close", reason=f"{first.reason}; {_OF_A_SPAN}"
    )
    return [of_year, behind, *(other for other in likely[1:] if other is not of_year)]


def doubt_ages(likely: list[IndicatorProposal], profiles: Mapping[str, MeasureProfile]) -> list[IndicatorProposal]:
    """Of several that differ by their ages alone, none is the same as a measure that names no ages."""
    codes = [candidate.indicator for candidate in likely]
    if not codes or likely[0].proposal != "same" or not has_other_ages(codes[0], codes[1:], profiles):
        return likely
    return [_call_close(likely[0], _OF_WHAT_AGES), *likely[1:]]


def doubt_population(
    likely: list[IndicatorProposal], profiles: Mapping[str, MeasureProfile], weights: WordWeights, named: str | None
) -> list[IndicatorProposal]:
    """Of several that differ by whom they count, only one that counts whom the measure names may be the same.

    Where both are likely, they are of medium confidence: the measure is one of them.
    """
    codes = {each.indicator for each in likely}
    judged = [
        _doubt_base(each, codes, profiles, weights, named) if each.proposal == "same" else each for each in likely
    ]
    return likely if judged == likely else sorted(judged, key=lambda each: -each.score)


def _doubt_base(
    candidate: IndicatorProposal,
    likely: set[str],
    profiles: Mapping[str, MeasureProfile],
    weights: WordWeights,
    named: str | None,
) -> IndicatorProposal:
    base = base_of(profiles[candidate.indicator])
    if not base or base == named:
        return candidate
    (other,) = _COUNTED.keys() - {base}
    words = {"own": _COUNTED[base], "other": _COUNTED[other]}
    if named:
        return _call_close(candidate, _OF_OTHERS.format(**words))
    twins = find_other_population(candidate.indicator, profiles, weights)
    if not twins:
        return candidate
    why = _OF_WHOM.format(**words)
    return _call_close(candidate, why, is_far=not twins & likely)


def doubt_recalled_name(likely: list[IndicatorProposal]) -> list[IndicatorProposal]:
    """A name that is only recalled makes nothing the same, where another's own words are as near."""
    if not likely or likely[0].proposal != "same" or not likely[0].is_recalled:
        return likely
    first, others = likely[0], likely[1:]
    own = [each for each in others if _speaks_for_itself(each) and each.wording_score >= first.wording_score]
    if not own:
        return likely
    return [*own, _call_close(first, _WORDED_LIKE_ANOTHER), *(each for each in others if each not in own)]


def _speaks_for_itself(candidate: IndicatorProposal) -> bool:
    """Whether its own title or line is worded so, as of the whole, a part or something wider."""
    return not candidate.is_recalled and candidate.proposal in ("same", "broad", "narrow")


def put_own_code_first(likely: list[IndicatorProposal], of_code: frozenset[str]) -> list[IndicatorProposal]:
    """What has the measure's own code goes before what is worded no better, and that is then not the same."""
    own = [each for each in likely if each.indicator in of_code and each.proposal != "related"]
    if not own:
        return likely
    best = max(each.wording_score for each in own)
    behind = [
        _call_close(each, _OF_ANOTHER_CODE) if each.proposal == "same" and each.wording_score <= best else each
        for each in likely
        if each not in own
    ]
    return sorted([*own, *behind], key=lambda each: -each.score)


def _call_close(candidate: IndicatorProposal, why: str, *, is_far: bool = True) -> IndicatorProposal:
    score = place_in_band(candidate.score, "close", is_far=is_far)
    return replace(candidate, score=score, proposal="close", reason=f"{candidate.reason}; {why}")
