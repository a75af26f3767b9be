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


def find_relations(known_figures: KnownFigures, context: EvaluationContext) -> list[LinearFact]:
    """Every relation among the known figures, each once."""
    facts = [
        *_sums(known_figures, context),
        *_formulas(known_figures, context),
        *_complements(known_figures),
        *_same_words(known_figures, context.catalogue),
    ]
    return [fact for fact in dict.fromkeys(facts) if known_figures.holds(fact) and not _is_trivial(fact)]


def find_broken_sums(known_figures: KnownFigures, context: EvaluationContext) -> list[LinearFact]:
    """Sums that today's true values break, because one of their terms was revised."""
    facts = [*_sums(known_figures, context), *_formulas(known_figures, context), *_complements(known_figures)]
    return [fact for fact in dict.fromkeys(facts) if not known_figures.holds(fact)]


def _is_trivial(fact: LinearFact) -> bool:
    return len(fact.terms) == 2 and fact.terms[0][0] == fact.terms[1][0]


def _sums(known_figures: KnownFigures, context: EvaluationContext) -> Iterator[LinearFact]:
    """Parts of a year, of a county and of a breakdown."""
    for whole, parts in find_sums(known_figures.cells, context):
        if parts and all(part in known_figures.cells for part in parts):
            yield equate_sum(known_figures.cells[whole], [known_figures.cells[part] for part in parts])


def _complements(known_figures: KnownFigures) -> Iterator[LinearFact]:
    """A complement is the denominator less the numerator."""
    for whole in known_figures.cells:
        if whole.part == "c":
            parts = [known_figures.cells.get(whole._replace(part=part)) for part in ("d", "n")]
            if parts[0] is not None and parts[1] is not None:
                yield equate_sum(parts[0], [parts[1], known_figures.cells[whole]])


def _formulas(known_figures: KnownFigures, context: EvaluationContext) -> Iterator[LinearFact]:
    """Counts that formulas compute from others, and shares whose parts are counts themselves."""
    for whole in known_figures.cells:
        indicator = context.catalogue.get(whole.indicator)
        if indicator is not None and indicator.formula is not None and whole.part != "c":
            yield from _formula(whole, indicator.formula, known_figures)


def _formula(whole: FigurePart, formula: Formula, known_figures: KnownFigures) -> Iterator[LinearFact]:
    if any(term.period != "same" for term in formula.terms):
        return
    terms = [whole._replace(indicator=term.indicator, part="v") for term in formula.terms]
    if formula.kind == "ratio" and whole.part in {"n", "d"}:
        terms = [terms[0 if whole.part == "n" else 1]]
    elif formula.kind not in {"sum", "difference"} or whole.part != "v":
        return
    if all(term in known_figures.cells for term in terms):
        signs = [1] + [-1 if formula.kind == "difference" else 1] * (len(terms) - 1)
        pairs = [(known_figures.cells[term], sign) for term, sign in zip(terms, signs, strict=True)]
        yield LinearFact(((known_figures.cells[whole], -1), *pairs), 0, 0)


def _same_words(known_figures: KnownFigures, catalogue: Mapping[str, Indicator]) -> Iterator[LinearFact]:
    """Numbers defined in the same words are equal; shares of one whole may add up to it."""
    figures_by_words: dict[tuple[str, ...], list[FigurePart]] = defaultdict(list)
    for figure in known_figures.cells:
        words = _words(figure, catalogue)
        if words is not None:
            figures_by_words[(words, figure.area, figure.breakdown, _day(figure.period))].append(figure)
    for same in figures_by_words.values():
        # Words alone prove nothing: two cohorts may be defined in the same ones. Equal true numbers do.
        values = _truths(known_figures, same)
        for value, other in zip(values, list(values)[1:], strict=False):
            if values[value] == values[other]:
                yield equate_sum(known_figures.cells[value], [known_figures.cells[other]])
        yield from _shares_of_a_whole(known_figures, [figure for figure in same if figure.part == "d"])


def _words(figure: FigurePart, catalogue: Mapping[str, Indicator]) -> str | None:
    indicator = catalogue.get(figure.indicator)
    if indicator is None or figure.part == "c":
        return None
    return indicator.denominator if figure.part == "d" else indicator.numerator


def _shares_of_a_whole(known_figures: KnownFigures, wholes: list[FigurePart]) -> Iterator[LinearFact]:
    """Shares of the same people whose numerators add up to all of them by their true values."""
    tops = [top for whole in wholes if (top := whole._replace(part="n")) in known_figures.cells]
    if not tops or len(tops) > MOST_OF:
        return
    truth = _truths(known_figures, tops)
    total = known_figures.truth.get(known_figures.cells[wholes[0]])
    for size in range(2, MOST_SHARES + 1):
        for some in combinations(truth, size):
            if total and all(truth[top] for top in some) and sum(truth[top] for top in some) == total:
                yield equate_sum(known_figures.cells[wholes[0]], [known_figures.cells[top] for top in some])


def _truths(known_figures: KnownFigures, figures: Iterable[FigurePart]) -> dict[FigurePart, int]:
    return {
        figure: known_figures.truth[known_figures.cells[figure]]
        for figure in figures
        if known_figures.cells[figure] in known_figures.truth
    }


def _day(period: str) -> str:
    return _convert_period(period, lambda parsed: str(parsed.end))


def _convert_period(period: str, to_text: Callable[[Period], str]) -> str:
    try:
        return to_text(parse_period(period))
    except Refused:
        return period
