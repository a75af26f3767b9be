"""A disclosure rule as it is applied to one return: at its area's level, with the definitions of its ruleset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from exports.disclosure.statements import FigureKind, Rounding, Statement, figure_kind, read_statements
from indicators.evaluation.context import EvaluationContext
from mappings.definitions.disclosure_rules import DisclosureRule, LevelRule


@dataclass(frozen=True)
class AppliedRule:
    """``level``: the rule's own part for areas of that level."""

    rule: DisclosureRule
    level: LevelRule
    context: EvaluationContext

    def kind_of(self, cell: Mapping[str, Any]) -> FigureKind:
        """What a cell (``CELL_SCHEMA``) could reveal of people."""
        return figure_kind(self.context.catalogue.get(cell["indicator"] or ""), self.rule.exempt)

    def read_statements(self, cells: pl.DataFrame, *, released: bool = False) -> list[Statement]:
        """The statements of a table rounded by the rule; ``released``: as its rows say they were rounded."""
        level = self.level
        exact_shares = level.percent_from == "exact_parts"
        return self._statements(cells, Rounding(level.base, level.threshold, exact_shares), released=released)

    def read_exact_statements(self, cells: pl.DataFrame) -> list[Statement]:
        """The statements of a table of true figures."""
        return self._statements(cells, Rounding(), released=False)

    def _statements(self, cells: pl.DataFrame, rounding: Rounding, *, released: bool) -> list[Statement]:
        exempt = self.rule.exempt
        return list(read_statements(cells, self.context.catalogue, exempt=exempt, rounding=rounding, released=released))
