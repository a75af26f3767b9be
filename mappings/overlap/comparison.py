"""Compare a list of measures with the catalogue, and with itself: proposals, look-alikes and repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mappings.definitions.lines import EXACT
from mappings.overlap.candidates import CandidateIndex
from mappings.overlap.doubts import (
    doubt_ages,
    doubt_population,
    doubt_recalled_name,
    put_own_code_first,
    put_year_first,
)
from mappings.overlap.past_figures import PastFigures, compare_past_figures
from mappings.overlap.profiles import (
    Measure,
    MeasureProfile,
    make_indicator_profiles,
    make_profile,
    make_vocabulary,
    split_code,
)
from mappings.overlap.proposals import IndicatorProposal, MeasureMatches
from mappings.overlap.repeats import RepeatedMeasure, find_repeats
from mappings.overlap.similarity import (
    HIGH,
    LOW,
    MEDIUM,
    Similarity,
    assess_best,
    compare_names,
)
from mappings.overlap.spans import SPANS, names_population, names_span
from mappings.overlap.word_weights import WordWeights, make_weights
from mappings.ruleset.ruleset import Ruleset
from returnonce.errors import Refused, WrongUsage

CATALOGUE, LIST = "catalogue", "list"
#: Proposals shown for a measure; look-alikes only where wording comes this near.
MOST_PROPOSED, MOST_ALIKE, ALIKE_FROM = 3, 1, 70
#: What a code that is a line's own adds, and how like the words must be for it to count.
_CODE_FLOOR, _CODE_NEEDS, _CODE_ADDS = 85, 25, 0.5
#: A proposal this far below the best one is not shown.
_SPREAD = 30
#: Below this no evidence lifts the wording to a proposal.
_WORDED_FROM = 0.37


@dataclass(frozen=True)
class OverlapReport:
    """The result of a comparison. Rows of ``repeats`` are positions in ``measures``, as text."""

    measures: tuple[MeasureMatches, ...]
    repeats: tuple[RepeatedMeasure, ...]

    @property
    def unmatched(self) -> tuple[Measure, ...]:
        """Measures that nothing in the catalogue resembles."""
        return tuple(measure.measure for measure in self.measures if not measure.proposals)


def find_overlap(
    ruleset: Ruleset,
    measures: Sequence[Measure],
    *,
    against: str = CATALOGUE,
    past: PastFigures | None = None,
    without: frozenset[str] = frozenset(),
    place: str | None = None,
) -> OverlapReport:
    """Propose indicators for every measure, and find repeats among them.

    ``against``: ``catalogue``, a return's code, or ``list`` for repeats alone. ``without``: lines or returns whose
    own words are not looked at (for measuring). ``place``: propose indicators of the packs that it uses alone.

    Raises:
        Refused: the list holds no measure.
        NotFound: there is no such place.
        WrongUsage: there is no such return.
    """
    if not measures:
        raise Refused("The list holds no measure.", mend="Give a list with a title in each row.")
    indicator_profiles, weights = _prepare_catalogue(ruleset, without)
    profiles = [replace(make_profile(measure, weights.vocabulary), key=str(n)) for n, measure in enumerate(measures)]
    chosen = _select_profiles(ruleset, indicator_profiles, against)
    if place is not None:
        chosen = [profile for profile in chosen if ruleset.sees_indicator(place, profile.key)]
    finder = _ProposalFinder(ruleset, chosen, weights, past)
    matches = tuple(finder.propose(measure, profile) for measure, profile in zip(measures, profiles, strict=True))
    return OverlapReport(matches, tuple(_add_common_indicators(find_repeats(profiles, weights), matches)))


def _prepare_catalogue(ruleset: Ruleset, without: frozenset[str]) -> tuple[tuple[MeasureProfile, ...], WordWeights]:
    """Profiles of the catalogue and the weights of its vocabulary, the same for every list."""

    def prepare() -> tuple[tuple[MeasureProfile, ...], WordWeights]:
        vocabulary = make_vocabulary(ruleset)
        indicator_profiles = make_indicator_profiles(ruleset, vocabulary, without=without)
        return indicator_profiles, make_weights(indicator_profiles, vocabulary)

    return ruleset.derived(("overlap catalogue", without), prepare)


def _select_profiles(
    ruleset: Ruleset, indicator_profiles: Sequence[MeasureProfile], against: str
) -> list[MeasureProfile]:
    if against == CATALOGUE:
        return list(indicator_profiles)
    if against == LIST:
        return []
    if against not in ruleset.returns:
        raise WrongUsage(
            f"There is no return {against!r}.",
            where="--against",
            mend=f"Write {CATALOGUE}, {LIST}, or one of: {', '.join(ruleset.returns)}.",
        )
    codes = {line.object_id for line in ruleset.returns[against].lines if line.predicate_id == EXACT}
    return [profile for profile in indicator_profiles if profile.key in codes]


class _ProposalFinder:
    """The catalogue's profiles, ready to be compared with many measures."""

    def __init__(
        self, ruleset: Ruleset, profiles: list[MeasureProfile], weights: WordWeights, past: PastFigures | None
    ) -> None:
        self._ruleset, self._weights, self._past = ruleset, weights, past
        self._index = CandidateIndex(profiles, weights)
        self._by_code = {profile.key: profile for profile in profiles}
        self._lines: dict[str, list[str]] = {}
        for a_return in ruleset.returns.values():
            for line in a_return.lines:
                if line.predicate_id == EXACT and line.subject_id not in self._lines.setdefault(line.object_id, []):
                    self._lines[line.object_id].append(line.subject_id)
        self._matches_by_cells: dict[tuple[str, ...], MeasureMatches] = {}

    def propose(self, measure: Measure, profile: MeasureProfile) -> MeasureMatches:
        """The indicators that one measure may be. Rows with the same cells are worked out once."""
        key = (measure.title, measure.code, measure.unit, measure.numerator, measure.denominator, measure.definition,
               measure.polarity, measure.topic, measure.axis, *map(repr, measure.values))  # fmt: skip
        if key not in self._matches_by_cells:
            self._matches_by_cells[key] = self._propose(measure, profile)
        return replace(self._matches_by_cells[key], measure=measure)

    def _propose(self, measure: Measure, profile: MeasureProfile) -> MeasureMatches:
        code, profiles_by_code = self._find_by_code(measure)
        near = {other.key: other for other in self._index.find_nearest(profile)} | profiles_by_code
        candidates = [
            self._judge(measure, profile, other, code if other.key in profiles_by_code else "")
            for other in near.values()
        ]
        ranked = sorted((candidate for candidate in candidates if candidate), key=self._make_rank_key)
        likely = [candidate for candidate in ranked if candidate.proposal != "unlike" and candidate.score >= LOW]
        likely = self._doubt(measure, profile, likely, frozenset(profiles_by_code))
        shown_proposals = [candidate for candidate in likely if candidate.score >= likely[0].score - _SPREAD][
            :MOST_PROPOSED
        ]
        return MeasureMatches(measure, tuple(shown_proposals), tuple(_find_lookalikes(ranked, shown_proposals)))

    def _doubt(
        self, measure: Measure, profile: MeasureProfile, likely: list[IndicatorProposal], of_code: frozenset[str]
    ) -> list[IndicatorProposal]:
        """Take back what the row leaves open, or what its code or another indicator's own words speak against."""
        if of_code:
            return put_own_code_first(likely, of_code)
        likely = likely if names_span(measure) else put_year_first(likely, self._by_code, self._weights)
        likely = likely if profile.facts.ages_named else doubt_ages(likely, self._by_code)
        likely = doubt_population(likely, self._by_code, self._weights, names_population(measure))
        return doubt_recalled_name(likely)

    def _find_by_code(self, measure: Measure) -> tuple[str, dict[str, MeasureProfile]]:
        """The measure's code where it is a line's code, with profiles of that line's indicators."""
        for text in (measure.code, split_code(measure.title)[1]):
            try:
                line = self._ruleset.line_index.find(text) if text else None
            except Refused:
                line = None
            if line is not None:
                codes = {row.object_id for row in line.rows if row.predicate_id == EXACT}
                return text, {code: self._by_code[code] for code in sorted(codes & self._by_code.keys())}
        return "", {}

    def _judge(
        self, measure: Measure, profile: MeasureProfile, other_profile: MeasureProfile, code: str
    ) -> IndicatorProposal | None:
        pairs = compare_names(profile, other_profile, self._weights)
        if pairs[0][0] < _WORDED_FROM and not code:
            return None
        similarity = assess_best(profile, other_profile, pairs, self._weights)
        score, reason, proposal = similarity.score, similarity.reason, str(similarity.proposal)
        if code:
            score, reason, proposal = _apply_code(similarity, code)
        past_agreement = compare_past_figures(self._past, measure, other_profile.key) if score >= LOW else None
        if past_agreement is not None:
            score, reason = past_agreement.adjust_score(score), f"{reason}; {past_agreement.text}"
            proposal = "close" if past_agreement.contradicts and proposal == "same" else proposal
        lines = tuple(self._lines.get(other_profile.key, ()))
        return IndicatorProposal(
            other_profile.key,
            other_profile.title,
            lines,
            score,
            proposal,
            reason,
            past_agreement,
            similarity.wording_score,
            is_recalled=not similarity.names[1].is_sure,
        )

    def _make_rank_key(self, candidate: IndicatorProposal) -> tuple[int, int, bool, int, str]:
        """Sort key: by score, then by wording; of equals, one of a whole year, then the one that more lines use."""
        is_of_a_span = self._ruleset.catalogue[candidate.indicator].period_kind in SPANS
        return -candidate.score, -candidate.wording_score, is_of_a_span, -len(candidate.lines), candidate.indicator


def _find_lookalikes(
    ranked: list[IndicatorProposal], shown_proposals: list[IndicatorProposal]
) -> list[IndicatorProposal]:
    """Indicators with nearly the same words, which some evidence rules out."""
    least_score = max(ALIKE_FROM, shown_proposals[0].score if shown_proposals else 0)
    return [
        candidate for candidate in ranked if candidate.proposal == "unlike" and candidate.wording_score >= least_score
    ][:MOST_ALIKE]


def _apply_code(similarity: Similarity, code: str) -> tuple[int, str, str]:
    """Score, reason and proposal given a line's code: proof where the words agree, a warning where they do not."""
    if similarity.wording_score < _CODE_NEEDS:
        return (
            max(LOW, similarity.score),
            f"the code {code} is this line's, but the words are others: {similarity.reason}",
            "related",
        )
    if similarity.proposal == "unlike":
        return similarity.score, f"the code {code} is this line's, but: {similarity.reason}", "unlike"
    score = max(_CODE_FLOOR, round(similarity.score + (100 - similarity.score) * _CODE_ADDS))
    proposal = "same" if similarity.proposal == "close" and similarity.score >= MEDIUM else str(similarity.proposal)
    return score, f"the code {code} is this line's; {similarity.reason}", proposal


def _add_common_indicators(repeats: list[RepeatedMeasure], matches: Sequence[MeasureMatches]) -> list[RepeatedMeasure]:
    """Add repeats of unlike wording: rows whose best proposal is the same indicator with high confidence."""
    # Rows that are word for word the same count once: thousands of them make millions of pairs.
    again = {row for repeat in repeats if repeat.kind == "exact" for row in repeat.rows[1:]}
    paired = {frozenset(pair) for repeat in repeats if repeat.kind != "exact" for pair in _list_pairs(repeat.rows)}
    rows_by_indicator: dict[str, list[int]] = {}
    for position, match in enumerate(matches):
        best = match.proposals[0] if match.proposals else None
        if best is not None and best.proposal == "same" and best.score >= HIGH and str(position) not in again:
            rows_by_indicator.setdefault(best.indicator, []).append(position)
    for indicator, rows in rows_by_indicator.items():
        unpaired_rows = [
            row for n, row in enumerate(rows) if not any(frozenset((str(x), str(row))) in paired for x in rows[:n])
        ]
        if len(unpaired_rows) > 1:
            score = min(matches[row].proposals[0].score for row in unpaired_rows)
            message = f"each resembles “{matches[unpaired_rows[0]].proposals[0].title}” ({indicator})"
            repeats.append(RepeatedMeasure(tuple(map(str, unpaired_rows)), "same", score, message))
    return repeats


def _list_pairs(rows: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(a, b) for n, a in enumerate(rows) for b in rows[n + 1 :]]
