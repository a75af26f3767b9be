"""Relations among figures that anybody can know: sums, complements, formulas and equal numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from exports.disclosure.statements import FigurePart
from exports.disclosure.undisclosed_figures import find_sums
from indicators.catalogue.indicator import Formula, Indicator
from indicators.disclosure.table import LinearFact, equate_sum
from indicators.evaluation.context import EvaluationContext
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from returnonce.errors import Refused

#: Shares of one whole that make it up are looked for among so many at once, of so many.
MOST_SHARES, MOST_OF = 4, 12


@dataclass(frozen=True)
class KnownFigures:
    """The cell of each figure of which something is known, and the true values of the cells that have one.

    A sum that the true values break, because a total was given on its own, is no relation.
    """

    cells: Mapping[FigurePart, str]
    truth: Mapping[str, int]

    def holds(self, fact: LinearFact) -> bool:
        """Whether a relation agrees with the true values, as far as they are known."""
        return any(cell not in self.truth for cell, _ in fact.terms) or fact.holds(self.truth)


def find_relations(known: KnownFigures, world: EvaluationContext) -> list[LinearFact]:
    """Every relation among the known figures, each once."""
    facts = [*_sums(known, world), *_formulas(known, world), *_complements(known), *_same_words(known, world.catalogue)]
    return [fact for fact in dict.fromkeys(facts) if known.holds(fact) and not _is_trivial(fact)]


def find_broken_sums(known: KnownFigures, world: EvaluationContext) -> list[LinearFact]:
    """Sums that today's true values break, because one of their terms was revised."""
    facts = [*_sums(known, world), *_formulas(known, world), *_complements(known)]
    return [fact for fact in dict.fromkeys(facts) if not known.holds(fact)]


def _is_trivial(fact: LinearFact) -> bool:
    return len(fact.terms) == 2 and fact.terms[0][0] == fact.terms[1][0]


def _sums(known: KnownFigures, world: EvaluationContext) -> Iterator[LinearFact]:
    """Parts of a year, of a county and of a breakdown."""
    for whole, parts in find_sums(known.cells, world):
        if parts and all(part in known.cells for part in parts):
            yield equate_sum(known.cells[whole], [known.cells[part] for part in parts])


def _complements(known: KnownFigures) -> Iterator[LinearFact]:
    """A complement is the denominator less the numerator."""
    for whole in known.cells:
        if whole.part == "c":
            parts = [known.cells.get(whole._replace(part=part)) for part in ("d", "n")]
            if parts[0] is not None and parts[1] is not None:
                yield equate_sum(parts[0], [parts[1], known.cells[whole]])


def _formulas(known: KnownFigures, world: EvaluationContext) -> Iterator[LinearFact]:
    """Counts that formulas compute from others, and shares whose parts are counts themselves."""
    for whole in known.cells:
        indicator = world.catalogue.get(whole.indicator)
        if indicator is not None and indicator.formula is not None and whole.part != "c":
            yield from _formula(whole, indicator.formula, known)


def _formula(whole: FigurePart, formula: Formula, known: KnownFigures) -> Iterator[LinearFact]:
    if any(term.period != "same" for term in formula.terms):
        return
    terms = [whole._replace(indicator=term.indicator, part="v") for term in formula.terms]
    if formula.kind == "ratio" and whole.part in {"n", "d"}:
        terms = [terms[0 if whole.part == "n" else 1]]
    elif formula.kind not in {"sum", "difference"} or whole.part != "v":
        return
    if all(term in known.cells for term in terms):
        signs = [1] + [-1 if formula.kind == "difference" else 1] * (len(terms) - 1)
        pairs = [(known.cells[term], sign) for term, sign in zip(terms, signs, strict=True)]
        yield LinearFact(((known.cells[whole], -1), *pairs), 0, 0)


def _same_words(known: KnownFigures, catalogue: Mapping[str, Indicator]) -> Iterator[LinearFact]:
    """Numbers defined in the same words are equal; shares of one whole may add up to it."""
    figures_by_words: dict[tuple[str, ...], list[FigurePart]] = defaultdict(list)
    for figure in known.cells:
        words = _words(figure, catalogue)
        if words is not None:
            figures_by_words[(words, figure.area, figure.breakdown, _day(figure.period))].append(figure)
    for same in figures_by_words.values():
        # Words alone prove nothing: two cohorts may be defined in the same ones. Equal true numbers do.
        values = _truths(known, same)
        for value, other in zip(values, list(values)[1:], strict=False):
            if values[value] == values[other]:
                yield equate_sum(known.cells[value], [known.cells[other]])
        yield from _shares_of_a_whole(known, [figure for figure in same if figure.part == "d"])


def _words(figure: FigurePart, catalogue: Mapping[str, Indicator]) -> str | None:
    indicator = catalogue.get(figure.indicator)
    if indicator is None or figure.part == "c":
        return None
    return indicator.denominator if figure.part == "d" else indicator.numerator


def _shares_of_a_whole(known: KnownFigures, wholes: list[FigurePart]) -> Iterator[LinearFact]:
    """Shares of the same people whose numerators add up to all of them by their true values."""
    tops = [top for whole in wholes if (top := whole._replace(part="n")) in known.cells]
    if not tops or len(tops) > MOST_OF:
        return
    truth = _truths(known, tops)
    total = known.truth.get(known.cells[wholes[0]])
    for size in range(2, MOST_SHARES + 1):
        for some in combinations(truth, size):
            if total and all(truth[top] for top in some) and sum(truth[top] for top in some) == total:
                yield equate_sum(known.cells[wholes[0]], [known.cells[top] for top in some])


def _truths(known: KnownFigures, figures: Iterable[FigurePart]) -> dict[FigurePart, int]:
    return {figure: known.truth[known.cells[figure]] for figure in figures if known.cells[figure] in known.truth}


def _day(period: str) -> str:
    return _convert_period(period, lambda parsed: str(parsed.end))


def _convert_period(period: str, to_text: Callable[[Period], str]) -> str:
    try:
        return to_text(parse_period(period))
    except Refused:
        return period
