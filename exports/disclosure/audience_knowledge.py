"""The audience's knowledge as one table for the attacker: this table, earlier ones, and how figures relate.

A figure may have been released in several versions. A version that agrees with today's true value is the
same cell. Any other version is a cell of its own, and the difference between the two is one more cell: a
count that changed by one tells of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.earlier_secrets import RELEASED
from exports.disclosure.primary_suppression import PrimarySuppression
from exports.disclosure.relations import KnownFigures, find_broken_sums, find_relations
from exports.disclosure.statements import CONFIDENTIAL, COPIED, FIGURE, FigurePart, Statement
from exports.disclosure.undisclosed_figures import find_linking_figures
from indicators.disclosure.attack import is_possible
from indicators.disclosure.table import (
    Bounds,
    DisclosureTable,
    LinearFact,
    SecretCell,
    TableItem,
    equate_sum,
    split_components,
)
from indicators.evaluation.context import EvaluationContext
from mappings.definitions.disclosure_rules import LevelRule

FIGURE_WEIGHT, EARLIER_WEIGHT = 10, 3


@dataclass
class AudienceKnowledge:
    """Collects what an audience knows. ``truth``: true values by figure."""

    context: EvaluationContext
    level: LevelRule
    truth: Mapping[FigurePart, int]
    latest: dict[FigurePart, str] = field(default_factory=dict)
    cells: dict[str, Bounds] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    items: dict[str, TableItem] = field(default_factory=dict)
    secrets: dict[str, SecretCell] = field(default_factory=dict)
    version_facts: list[LinearFact] = field(default_factory=list)
    views: list[dict[FigurePart, str]] = field(default_factory=list)
    withheld_by_view: list[list[FigurePart]] = field(default_factory=list)
    values_unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for figure, value in self.truth.items():
            self._cell(figure, figure.name, value)

    def _cell(self, figure: FigurePart, name: str, value: int | None = None) -> None:
        self.latest.setdefault(figure, name)
        self.cells.setdefault(name, (self._minimum(figure, value), None))
        if value is not None:
            self.values.setdefault(name, value)

    def _minimum(self, figure: FigurePart, value: int | None) -> int:
        """The least possible value. A zero that is always shown is never behind a symbol; one of a share may be."""
        always = self.level.zeros == "shown" and self.level.threshold > 0
        return 1 if figure.part == "v" and always and value != 0 else 0

    def add_released_tables(self, tables: Iterable[tuple[Sequence[Statement], Sequence[FigurePart]]]) -> None:
        """Add earlier tables, oldest first: the statements of each, and the figures that it withheld."""
        for index, (statements, withheld) in reversed(list(enumerate(tables))):
            names = {
                figure: self._version_cell(figure, low, high)
                for statement in statements
                for figure, low, high in statement.bounds
            }
            for figure in (figure for statement in statements for figure in statement.figures if figure not in names):
                self._cell(figure, figure.name)
                names[figure] = self.latest[figure]
            for statement in statements:
                self.items[f"{RELEASED} {index}:{statement.position.name}"] = TableItem(
                    statement.facts(names), fixed=True
                )
            self.protect_withheld(withheld)
            if any(self.latest[figure] != name for figure, name in names.items()):
                self.views.append(names)
                self.withheld_by_view.append(list(withheld))

    def _version_cell(self, figure: FigurePart, low: int, high: int) -> str:
        """The cell of a released figure: today's, or one for that version."""
        name = self.latest.get(figure, figure.name)
        if figure in self.truth:
            same = low <= self.truth[figure] <= high
        else:
            least, most = self.ranges.get(name, (low, high))
            same = name not in self.secrets and max(least, low) <= min(most, high)
        name = name if same else f"{figure.name}#{low}-{high}"
        least, most = self.ranges.get(name, (low, high))
        self.ranges[name] = max(least, low), min(most, high)
        self._cell(figure, name, low if low == high else None)
        if not same and low == high and figure in self.truth:
            self._add_version_step(figure.name, name, self.truth[figure] - low)
        return name

    def _add_version_step(self, name: str, older: str, by: int) -> None:
        """Add the difference of two versions: a secret where it is about few. It may be negative."""
        step = f"{older}~"
        self.cells[step] = (None, None)
        self.values[step] = by
        self.version_facts.append(equate_sum(name, [older, step]))
        if 0 < abs(by) <= max(self.level.threshold, self.level.base - 1):
            self.secrets[step] = SecretCell(step)

    def protect_withheld(self, figures: Iterable[FigurePart]) -> None:
        """Keep secret what an earlier table withheld, unless its value is known by now."""
        for figure in figures:
            self._cell(figure, figure.name)
            if figure not in self.truth and self.latest[figure] == figure.name and figure.name not in self.values:
                self.secrets.setdefault(figure.name, SecretCell(figure.name))
                self.values_unknown.add(figure.name)

    def add_table(
        self, statements: Iterable[Statement], *, public: frozenset[str] = frozenset(), fixed: bool = False
    ) -> None:
        """Add the statements of the table to be released."""
        for statement in statements:
            for figure in statement.figures:
                self._cell(figure, figure.name)
            weight = FIGURE_WEIGHT if statement.position.column == FIGURE else EARLIER_WEIGHT
            is_public = fixed or statement.public or statement.position.name in public
            self.items[statement.position.name] = TableItem(statement.facts(self.latest), weight, is_public)

    def protect(self, suppressions: Iterable[PrimarySuppression]) -> None:
        """Declare as secrets the figures that the rule hides."""
        for suppression in suppressions:
            if (figure := suppression.figure) is not None:
                self._cell(figure, figure.name)
                self.secrets[figure.name] = suppression.as_secret(figure.name, self.level.protection)

    def to_table(self, barred: frozenset[str] = frozenset()) -> DisclosureTable:
        """The knowledge as a table for the attacker, without relations that contradict it."""
        self._add_linking_figures()
        for names, withheld in zip(self.views, self.withheld_by_view, strict=True):
            self._protect_former_values(self.latest | names, withheld)
        views = [self.latest, *(self.latest | names for names in self.views)]
        relations = [fact for view in views for fact in find_relations(KnownFigures(view, self.values), self.context)]
        facts = dict.fromkeys([*self.version_facts, *relations])
        whole = DisclosureTable(self.cells, tuple(facts), self.items, tuple(self.secrets.values()), barred)
        return DisclosureTable(self.cells, tuple(self._consistent_facts(whole)), self.items, whole.secrets, barred)

    def _protect_former_values(self, view: Mapping[FigurePart, str], withheld: Iterable[FigurePart]) -> None:
        """Keep secret what a figure was when it was withheld: a reader may assume that all others in a sum stayed."""
        cells = {view[figure]: figure for figure in withheld if figure in self.truth}
        for fact in find_broken_sums(KnownFigures(view, self.values), self.context):
            for cell, number in fact.terms:
                imbalance = sum(times * self.values[name] for name, times in fact.terms)
                former_value, remainder = self.values[cell] - imbalance // number, imbalance % number
                if cell in cells and not remainder and 0 < former_value <= self.level.threshold:
                    former_cell = f"{cell}@{len(self.version_facts)}"
                    self._cell(cells[cell], former_cell, former_value)
                    self.secrets[former_cell] = SecretCell(
                        former_cell, self.level.protection, (1, self.level.threshold)
                    )
                    terms = tuple((former_cell if name == cell else name, times) for name, times in fact.terms)
                    self.version_facts.append(LinearFact(terms, fact.low, fact.high))

    def _add_linking_figures(self) -> None:
        """Add undisclosed figures that link those of a secret's indicator."""
        secret_indicators = {name.partition("|")[0] for name in self.secrets}
        for figure in sorted(
            find_linking_figures(
                [figure for figure in self.latest if figure.indicator in secret_indicators], self.context
            )
        ):
            self.latest[figure] = figure.name
            self.cells.setdefault(figure.name, (0, None))

    def _consistent_facts(self, table: DisclosureTable) -> Iterator[LinearFact]:
        """The facts of each component that has a solution; of others, those whose every value is known."""
        doubtful = {cell for piece in split_components(table) if not is_possible(piece) for cell in piece.cells}
        for fact in table.facts:
            if not any(cell in doubtful and cell not in self.values for cell, _ in fact.terms):
                yield fact


def read_withheld_figures(cells: pl.DataFrame, applied: AppliedRule) -> list[FigurePart]:
    """The figures that a table withholds: a share's numerator, a mean's denominator, a count itself."""
    parts = {"count": "v", "share": "n", "rate": "n", "mean": "d"}
    figures = []
    for cell in cells.filter(pl.col("symbol") == CONFIDENTIAL, pl.col("transform") == COPIED).iter_rows(named=True):
        part = parts.get(applied.kind_of(cell))
        if part is not None:
            figures.append(FigurePart(cell["indicator"], part, cell["area"], cell["period"], cell["breakdown"]))  # type: ignore[arg-type]
    return figures
