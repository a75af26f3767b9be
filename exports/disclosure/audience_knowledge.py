"""The audience's knowledge as one table for the attacker: this table, earlier ones, and how figures relate.

A figure may have had several values in the tables of several days. Each value is a cell of its own, and a value that
stayed, or came back, is the same cell, as though the reader knew that it did. The difference between a former value
and today's is one more cell: a count that changed by one tells of one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.earlier_secrets import RELEASED
from exports.disclosure.equations import DeclaredEquations
from exports.disclosure.primary_suppression import PrimarySuppression
from exports.disclosure.relations import KnownFigures, find_relations
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
from mappings.definitions.disclosure_rules import LevelRule

FIGURE_WEIGHT, EARLIER_WEIGHT = 10, 3


@dataclass(frozen=True)
class EarlierKnowledge:
    """What a released table states, its true values, what the rule hid of it, and what nobody here knows."""

    statements: Sequence[Statement]
    truth: Mapping[FigurePart, int]
    suppressions: Sequence[PrimarySuppression]
    withheld: Sequence[FigurePart]


@dataclass
class AudienceKnowledge:
    """Collects what an audience knows. ``truth``: true values by figure.

    ``earlier_secrets``: cells of what the rule hid in earlier tables; ``values_unknown``: cells of what an agency
    gave as confidential.
    """

    equations: DeclaredEquations
    level: LevelRule
    truth: Mapping[FigurePart, int]
    latest: dict[FigurePart, str] = field(default_factory=dict)
    cells: dict[str, Bounds] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    items: dict[str, TableItem] = field(default_factory=dict)
    secrets: dict[str, SecretCell] = field(default_factory=dict)
    version_facts: list[LinearFact] = field(default_factory=list)
    versions: dict[tuple[FigurePart, int], str] = field(default_factory=dict)
    views: list[dict[FigurePart, str]] = field(default_factory=list)
    earlier_secrets: set[str] = field(default_factory=set)
    values_unknown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for figure, value in self.truth.items():
            self._cell(figure, figure.name, value)
            self.versions[figure, value] = figure.name

    def _cell(self, figure: FigurePart, name: str, value: int | None = None) -> None:
        self.latest.setdefault(figure, name)
        self.cells.setdefault(name, (self._minimum(figure, value), None))
        if value is not None:
            self.values.setdefault(name, value)

    def _minimum(self, figure: FigurePart, value: int | None) -> int:
        """The least possible value. A zero that is always shown is never behind a symbol; one of a share may be."""
        always = self.level.zeros == "shown" and self.level.threshold > 0
        return 1 if figure.part == "v" and always and value != 0 else 0

    def add_released_tables(self, tables: Sequence[EarlierKnowledge]) -> None:
        """Add earlier tables, oldest first."""
        cells_by_table: list[dict[FigurePart, str]] = []
        for index, table in reversed(list(enumerate(tables))):
            cells_by_table.insert(0, self._add_released_table(f"{RELEASED} {index}", table))
        self._add_views(cells_by_table)

    def _add_released_table(self, label: str, table: EarlierKnowledge) -> dict[FigurePart, str]:
        names = {figure: self._version_cell(figure, value) for figure, value in table.truth.items()}
        for figure in (figure for statement in table.statements for figure in statement.figures):
            if figure not in names:
                self._cell(figure, figure.name)
                names[figure] = self.latest[figure]
        for statement in table.statements:
            self.items[f"{label}:{statement.position.name}"] = TableItem(statement.facts(names), fixed=True)
        for suppression in table.suppressions:
            cell = names.get(suppression.figure) if suppression.figure else None
            if cell is not None:
                self.secrets.setdefault(cell, suppression.as_secret(cell, self.level.protection))
                self.earlier_secrets.add(cell)
        self.protect_withheld(table.withheld)
        return names

    def _version_cell(self, figure: FigurePart, value: int) -> str:
        """The cell of a figure while it had that value."""
        if (figure, value) not in self.versions:
            name = f"{figure.name}#{len(self.versions)}" if figure in self.latest else figure.name
            self.versions[figure, value] = name
            self._cell(figure, name, value)
            if figure in self.truth and figure.part != "c":
                self._add_version_step(figure.name, name, self.truth[figure] - value)
        return self.versions[figure, value]

    def _add_version_step(self, name: str, older: str, by: int) -> None:
        """Add the difference of two versions: a secret where it is about few. It may be negative."""
        step = f"{older}~"
        self.cells[step] = (None, None)
        self.values[step] = by
        self.version_facts.append(equate_sum(name, [older, step]))
        if 0 < abs(by) <= max(self.level.threshold, self.level.base - 1):
            self.secrets[step] = SecretCell(step)

    def _add_views(self, cells_by_table: Sequence[Mapping[FigurePart, str]]) -> None:
        """Add what each figure was when each table came out: as last released by then, or as released first."""
        then = dict(self.latest)
        for names in reversed(cells_by_table):
            then |= names
        for names in cells_by_table:
            then = {**then, **names}
            if then != self.latest and then not in self.views:
                self.views.append(then)

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
        views = [self.latest, *self.views]
        linking = self._find_linking_figures()
        linked = [view | self._add_linking_figures(linking, number) for number, view in enumerate(views)]
        relations = [
            fact for view in linked for fact in find_relations(KnownFigures(view, self.values), self.equations)
        ]
        facts = dict.fromkeys([*self.version_facts, *relations])
        whole = DisclosureTable(self.cells, tuple(facts), self.items, tuple(self.secrets.values()), barred)
        return DisclosureTable(self.cells, tuple(self._consistent_facts(whole)), self.items, whole.secrets, barred)

    def _find_linking_figures(self) -> list[FigurePart]:
        """Undisclosed figures that link those of a secret's indicator."""
        secret_indicators = {name.partition("|")[0] for name in self.secrets}
        disclosed = [figure for figure in self.latest if figure.indicator in secret_indicators]
        linking = find_linking_figures(disclosed, self.equations)
        return sorted(figure for figure in linking if figure not in self.latest)

    def _add_linking_figures(self, linking: Iterable[FigurePart], view: int) -> dict[FigurePart, str]:
        """Cells of undisclosed figures, which may have been others in each view."""
        cells = {figure: f"{figure.name}@{view}" for figure in linking}
        self.cells.update(dict.fromkeys(cells.values(), (0, None)))
        return cells

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
