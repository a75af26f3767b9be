"""Hides cells of one return from one audience: those that the rule hides, then those that would reveal them.

The finished table is attacked as any reader could. Where a hidden figure is found, nothing leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.audience_knowledge import AudienceKnowledge, EarlierKnowledge, read_withheld_figures
from exports.disclosure.earlier_secrets import RELEASED, derive_earlier_secrets
from exports.disclosure.equations import DeclaredEquations
from exports.disclosure.primary_suppression import PrimarySuppression, find_primary_suppressions
from exports.disclosure.redaction import hide_positions, round_cells
from exports.disclosure.released_table import ReleasedTable
from exports.disclosure.statements import (
    FIGURE,
    CellPosition,
    FigurePart,
    Statement,
)
from indicators.disclosure.attack import Attack, Exposure
from indicators.disclosure.secondary_suppression import CannotProtect, suppress
from indicators.disclosure.table import DisclosureTable, SecretCell, split_components
from mappings.definitions.disclosure_rules import LevelRule

SECONDARY = "what is hidden elsewhere could be worked out from it"
MOST_EXPLAINED = 60


@dataclass(frozen=True)
class HiddenPosition:
    """A position that is not shown, why, and the secrets that showing it would reveal."""

    position: CellPosition
    why: str
    protects: tuple[str, ...] = ()


def protect_cells(
    cells: pl.DataFrame, applied: AppliedRule, history: Sequence[ReleasedTable]
) -> tuple[pl.DataFrame, list[HiddenPosition]]:
    """The cells as the audience may see them, and the positions that are hidden.

    Raises:
        CannotProtect: a hidden figure could still be found; names its cells.
    """
    released = [table.cells for table in history]
    primary = _not_yet_released(find_primary_suppressions(cells, applied), cells, released)
    rounded = round_cells(cells, applied)
    without_unsupported = hide_positions(
        rounded, [suppression.position for suppression in primary if suppression.figure is None]
    )
    check = _DisclosureCheck(applied, cells, history, primary)
    table = check.table(without_unsupported)
    added = _secondary(table, applied.level)
    positions = {
        statement.position.name: statement.position for statement in applied.read_statements(without_unsupported)
    }
    hidden = [positions[name] for name in added if name in positions]
    shown_cells = hide_positions(without_unsupported, [*(suppression.position for suppression in primary), *hidden])
    check.refuse(shown_cells)
    reasons = _reasons(table, added)
    return shown_cells, [
        *(HiddenPosition(suppression.position, suppression.why) for suppression in primary),
        *(HiddenPosition(position, SECONDARY, reasons.get(position.name, ())) for position in hidden),
    ]


class _DisclosureCheck:
    """The audience's other knowledge, against which each form of this table is attacked."""

    def __init__(
        self,
        applied: AppliedRule,
        cells: pl.DataFrame,
        history: Sequence[ReleasedTable],
        primary: Sequence[PrimarySuppression],
    ) -> None:
        self.applied, self.level, self.primary = applied, applied.level, primary
        self._equations = DeclaredEquations(applied.context)
        self.truth, self.withheld = _true_values(cells, applied), read_withheld_figures(cells, applied)
        self.released = [_read_released(table, applied) for table in history]
        self._earlier_secrets: dict[str, SecretCell | None] = {}

    def _knowledge(self) -> AudienceKnowledge:
        knowledge = AudienceKnowledge(self._equations, self.level, self.truth)
        knowledge.add_released_tables(self.released)
        knowledge.protect(self.primary)
        knowledge.protect_withheld(self.withheld)
        return knowledge

    def table(self, cells: pl.DataFrame) -> DisclosureTable:
        """The knowledge as one table, in which the rule's positions are hidden and others may be hidden."""
        knowledge = self._knowledge()
        statements = self.applied.read_statements(cells)
        knowledge.add_table(statements, public=_zero_positions(statements, self.level))
        if self.level.base > 1:
            knowledge.protect(_find_rounded_secrets(statements, knowledge))
        table = knowledge.to_table(
            frozenset(suppression.position.name for suppression in self.primary) & knowledge.items.keys()
        )
        of_today = {suppression.figure.name for suppression in self.primary if suppression.figure}
        self._earlier_secrets = derive_earlier_secrets(
            table, knowledge.earlier_secrets - of_today, knowledge.values_unknown - of_today, self.level
        )
        secrets = (self._earlier_secrets.get(secret.cell, secret) for secret in table.secrets)
        return replace(table, secrets=tuple(secret for secret in secrets if secret is not None))

    def refuse(self, cells: pl.DataFrame) -> None:
        """Attack the finished table, in which every other item is shown.

        Raises:
            CannotProtect: a hidden figure can be found.
        """
        knowledge = self._knowledge()
        knowledge.add_table(self.applied.read_statements(cells), fixed=True)
        secrets = (self._earlier_secrets.get(cell, secret) for cell, secret in knowledge.secrets.items())
        knowledge.secrets = {secret.cell: secret for secret in secrets if secret is not None}
        exposures = _exposures(knowledge.to_table(), ())
        if exposures:
            raise CannotProtect(exposures)


def _read_released(table: ReleasedTable, applied: AppliedRule) -> EarlierKnowledge:
    """What a table that was released tells, and what it hid."""
    return EarlierKnowledge(
        applied.read_statements(table.cells, released=True),
        _true_values(table.true_cells, applied),
        find_primary_suppressions(table.true_cells, applied),
        read_withheld_figures(table.true_cells, applied),
    )


def _secondary(table: DisclosureTable, level: LevelRule) -> frozenset[str]:
    """Positions to hide besides those of the rule; empty where the attack finds nothing."""
    exposures = _exposures(table, table.barred)
    if not exposures:
        return frozenset()
    if level.secondary == "none":
        raise CannotProtect(exposures)
    return frozenset().union(*(suppress(piece).added for piece in _pieces(table)))


def _exposures(table: DisclosureTable, hidden: Iterable[str]) -> list[Exposure]:
    hidden_items = frozenset(hidden)
    return [exposure for piece in _pieces(table) for exposure in Attack(piece).find_exposures(hidden_items)]


def _pieces(table: DisclosureTable) -> list[DisclosureTable]:
    """The components that this table has statements about; it cannot change the others."""
    return [piece for piece in split_components(table) if not all(name.startswith(RELEASED) for name in piece.items)]


def _reasons(table: DisclosureTable, added: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """By added position, the secrets that showing it would reveal."""
    reasons: dict[str, tuple[str, ...]] = {}
    hidden = table.barred | added
    for piece in split_components(table):
        attack = Attack(piece)
        for name in sorted(added & piece.items.keys())[:MOST_EXPLAINED]:
            reasons[name] = tuple(dict.fromkeys(exposure.cell for exposure in attack.find_exposures(hidden - {name})))
    return reasons


def _true_values(cells: pl.DataFrame, applied: AppliedRule) -> dict[FigurePart, int]:
    """The true values of all figures that the table could state."""
    truth: dict[FigurePart, int] = {}
    for statement in applied.read_exact_statements(cells):
        truth |= {figure: low for figure, low, high in statement.bounds if low == high}
    for figure in [figure for figure in truth if figure.part == "n"]:
        denominator = figure._replace(part="d")
        if applied.kind_of({"indicator": figure.indicator}) == "share" and denominator in truth:
            truth[figure._replace(part="c")] = truth[denominator] - truth[figure]
    return truth


def _zero_positions(statements: Iterable[Statement], level: LevelRule) -> frozenset[str]:
    """Positions of counts of zero, which the rule always shows."""
    if level.zeros == "hidden" or level.threshold == 0:
        return frozenset()
    zero_statements = (
        statement
        for statement in statements
        if statement.bounds and all(a.part == "v" and high == 0 for a, _, high in statement.bounds)
    )
    return frozenset(statement.position.name for statement in zero_statements)


def _find_rounded_secrets(statements: Iterable[Statement], knowledge: AudienceKnowledge) -> list[PrimarySuppression]:
    """The exact counts behind rounded ones, which are secrets."""
    bounded = [
        (statement.position, about) for statement in statements for about, low, high in statement.bounds if low < high
    ]
    return [
        PrimarySuppression(position, "rounded", about)
        for position, about in bounded
        if about.name not in knowledge.secrets
    ]


def _not_yet_released(
    suppressions: Sequence[PrimarySuppression], cells: pl.DataFrame, history: Sequence[pl.DataFrame]
) -> list[PrimarySuppression]:
    """Suppressions less the earlier shares that were released to this audience with that same value."""
    released_shares = {key for table in history for key in _list_disclosed_shares(table)}
    rows = cells.to_dicts() if released_shares else []
    return [
        suppression
        for suppression in suppressions
        if suppression.figure is not None or not _was_shown(suppression.position, rows, released_shares)
    ]


def _list_disclosed_shares(table: pl.DataFrame) -> Iterable[tuple[object, ...]]:
    disclosed = table.filter(pl.col("symbol").is_null(), ~pl.col("withheld").fill_null(value=False))
    return disclosed.select("indicator", "area", "breakdown", "period", "value").drop_nulls("value").iter_rows()


def _was_shown(
    position: CellPosition, rows: Sequence[dict[str, object]], released_shares: set[tuple[object, ...]]
) -> bool:
    if position.column == FIGURE or not rows:
        return False
    cell = rows[position.row]
    period, value = _earlier_value(position, cell)
    return (cell["indicator"], cell["area"], cell["breakdown"], period, value) in released_shares


def _earlier_value(position: CellPosition, cell: dict[str, object]) -> tuple[object, object]:
    if position.column == "previous":
        return cell["previous_period"], cell["previous"]
    period = position.column.removeprefix("history ")
    points = cell["history"]
    values = [point["value"] for point in points if point["period"] == period] if isinstance(points, list) else []
    return period, values[0] if values else None
