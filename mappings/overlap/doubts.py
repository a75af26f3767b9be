"""Take back a proposal of being the same where the row, its code or another indicator leaves it open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mappings.overlap.profiles import MeasureProfile
from mappings.overlap.proposals import IndicatorProposal
from mappings.overlap.similarity import place_in_band
from mappings.overlap.spans import find_of_year, has_other_ages
from mappings.overlap.word_weights import WordWeights

#: Why an indicator of six months or of a day stands behind its counterpart.
_OF_A_SPAN = "it is of a day or of some months, which the measure does not say"
#: Why none of several that differ by their ages is the same.
_OF_WHAT_AGES = "another indicator is of other ages, and the measure names none"
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


def _call_close(candidate: IndicatorProposal, why: str) -> IndicatorProposal:
    score = place_in_band(candidate.score, "close", is_far=True)
    return replace(candidate, score=score, proposal="close", reason=f"{candidate.reason}; {why}")
