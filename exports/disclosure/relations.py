"""Relations among figures that anybody can know: sums, complements, formulas and equal numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from exports.disclosure.equations import DeclaredEquations, end_day
from exports.disclosure.statements import FigurePart, figure_kind
from exports.disclosure.subset_sums import find_subsets
from indicators.catalogue.indicator import Indicator
from indicators.disclosure.table import LinearFact, equate_sum
from indicators.evaluation.context import EvaluationContext

#: Undeclared wholes are looked for among so many shares of the same people.
MOST_OF = 16


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


def find_relations(known_figures: KnownFigures, equations: DeclaredEquations) -> list[LinearFact]:
    """Every relation among the known figures, each once."""
    facts = [
        *_declared(known_figures, equations),
        *_complements(known_figures),
        *_parts_of_shares(known_figures, equations.context.catalogue),
        *_same_words(known_figures, equations.context),
    ]
    return [fact for fact in dict.fromkeys(facts) if known_figures.holds(fact) and not _is_trivial(fact)]


def _is_trivial(fact: LinearFact) -> bool:
    return len(fact.terms) == 2 and fact.terms[0][0] == fact.terms[1][0]


def _declared(known_figures: KnownFigures, equations: DeclaredEquations) -> Iterator[LinearFact]:
    """Equations that definitions declare, all of whose figures have a cell."""
    cells = known_figures.cells
    for whole, parts in equations.find(cells):
        if parts and all(part in cells for part, _ in parts):
            yield LinearFact(((cells[whole], -1), *((cells[part], sign) for part, sign in parts)), 0, 0)


def _complements(known_figures: KnownFigures) -> Iterator[LinearFact]:
    """A complement is the denominator less the numerator."""
    for whole in known_figures.cells:
        if whole.part == "c":
            parts = [known_figures.cells.get(whole._replace(part=part)) for part in ("d", "n")]
            if parts[0] is not None and parts[1] is not None:
                yield equate_sum(parts[0], [parts[1], known_figures.cells[whole]])


def _parts_of_shares(known_figures: KnownFigures, catalogue: Mapping[str, Indicator]) -> Iterator[LinearFact]:
    """A share's numerator is at most its denominator."""
    for figure, cell in known_figures.cells.items():
        denominator = known_figures.cells.get(figure._replace(part="d"))
        indicator = catalogue.get(figure.indicator)
        if figure.part == "n" and denominator is not None and figure_kind(indicator, ()) == "share":
            yield LinearFact(((denominator, 1), (cell, -1)), 0, None)


def _same_words(known_figures: KnownFigures, context: EvaluationContext) -> Iterator[LinearFact]:
    """Numbers defined in the same words are equal; shares of one whole may add up to it."""
    figures_by_words: dict[tuple[str, ...], list[FigurePart]] = defaultdict(list)
    for figure in known_figures.cells:
        words = _words(figure, context.catalogue)
        if words is not None:
            figures_by_words[(words, figure.area, figure.breakdown, end_day(figure.period))].append(figure)
    declared = {code for whole in context.wholes.values() for code in whole.parts}
    for same in figures_by_words.values():
        # Words alone prove nothing: two cohorts may be defined in the same ones. Equal true numbers do.
        for equal in _group_by_truth(known_figures, same):
            for figure, other in pairwise(equal):
                yield equate_sum(known_figures.cells[figure], [known_figures.cells[other]])
            yield from _undeclared_wholes(known_figures, [figure for figure in equal if figure.part == "d"], declared)


def _group_by_truth(known_figures: KnownFigures, figures: Iterable[FigurePart]) -> list[list[FigurePart]]:
    groups: dict[int, list[FigurePart]] = defaultdict(list)
    for figure, value in _truths(known_figures, figures).items():
        groups[value].append(figure)
    return list(groups.values())


def _words(figure: FigurePart, catalogue: Mapping[str, Indicator]) -> str | None:
    indicator = catalogue.get(figure.indicator)
    if indicator is None or figure.part == "c":
        return None
    return indicator.denominator if figure.part == "d" else indicator.numerator


def _undeclared_wholes(
    known_figures: KnownFigures, denominators: list[FigurePart], declared: Collection[str]
) -> Iterator[LinearFact]:
    """Shares of the same people whose numerators add up to all of them by their true values.

    Only of indicators that no definition places in a whole: of those it is said what they make up.
    """
    numerators = [figure._replace(part="n") for figure in denominators if figure.indicator not in declared]
    truth = {figure: value for figure, value in _truths(known_figures, numerators).items() if value}
    total = known_figures.truth[known_figures.cells[denominators[0]]] if denominators else 0
    if total and 1 < len(truth) <= MOST_OF:
        for figures in find_subsets(truth, total):
            yield equate_sum(known_figures.cells[denominators[0]], [known_figures.cells[top] for top in figures])


def _truths(known_figures: KnownFigures, figures: Iterable[FigurePart]) -> dict[FigurePart, int]:
    return {
        figure: known_figures.truth[known_figures.cells[figure]]
        for figure in figures
        if known_figures.cells.get(figure) in known_figures.truth
    }
