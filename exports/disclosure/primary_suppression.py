"""Primary suppression: the positions that a disclosure rule hides by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.statements import (
    ALL,
    COPIED,
    FIGURE,
    CellPosition,
    FigureKind,
    FigurePart,
    earlier_values,
    figure_part,
    repeats_own_figure,
    whole_number,
)
from indicators.catalogue.indicator import Indicator
from indicators.disclosure.table import SecretCell
from mappings.definitions.disclosure_rules import LevelRule
from mappings.fill.restricted_figures import is_made_from

RESTRICTED = "restricted: only those entitled to it see it"
NO_COUNTS = "the counts behind it are not known here"
NOT_SENT = "known here, and not sent"
SMALL = "a count of 1 to {}"
FEW = "a share of {} or fewer"
ALL_BUT_FEW = "all but 1 to {}"
EVERYBODY = "everybody"
ANY_ZERO = "a nought that tells of everybody"


@dataclass(frozen=True)
class PrimarySuppression:
    """A position that a rule hides, why, and the figure that is secret; none where no count is behind it."""

    position: CellPosition
    why: str
    figure: FigurePart | None = None
    within: tuple[int, int] | None = None

    def as_secret(self, name: str, width: int) -> SecretCell:
        """The secret of the disclosure table."""
        return SecretCell(name, width, self.within or (None, None))


def find_restricted_rows(cells: pl.DataFrame, catalogue: Mapping[str, Indicator]) -> list[PrimarySuppression]:
    """Rows that only the entitled may see: of a restricted indicator, resting on one, or naming one."""
    codes = frozenset(code for code, indicator in catalogue.items() if indicator.access == "restricted")
    restricted_rows = cells.select(pl.arg_where(is_made_from(codes))).to_series()
    return [PrimarySuppression(CellPosition(row, ALL), RESTRICTED) for row in restricted_rows]


def find_primary_suppressions(cells: pl.DataFrame, applied: AppliedRule) -> list[PrimarySuppression]:
    """Every position that the rule itself hides. ``cells``: the true ones (``CELL_SCHEMA``)."""
    suppressions = find_restricted_rows(cells, applied.context.catalogue)
    restricted_rows = {suppression.position.row for suppression in suppressions}
    for row, cell in enumerate(cells.iter_rows(named=True)):
        if row not in restricted_rows:
            suppressions += _of_row(row, cell, applied)
    return suppressions


def _of_row(row: int, cell: Mapping[str, Any], applied: AppliedRule) -> Iterator[PrimarySuppression]:
    position, kind = CellPosition(row, FIGURE), applied.kind_of(cell)
    if cell["withheld"]:
        yield PrimarySuppression(position, NOT_SENT)
    elif cell["value"] is not None and cell["symbol"] is None and not cell["published"]:
        yield from _of_figure(position, cell, kind, applied)
    for column, period, value in earlier_values(cell):
        if value is None or period is None or kind == "open" or repeats_own_figure(cell, kind, period):
            continue
        position, is_count = CellPosition(row, column), kind == "count" and cell["transform"] == COPIED
        # An earlier year's count is judged as this year's is. The counts of an earlier share are not known here.
        if is_count and (count := whole_number(value)) is not None:
            yield from _small(position, figure_part(cell, "v", period), count, applied.level)
        elif applied.rule.without_counts == "hidden":
            yield PrimarySuppression(position, NO_COUNTS)


def _of_figure(
    position: CellPosition, cell: Mapping[str, Any], kind: FigureKind, applied: AppliedRule
) -> Iterator[PrimarySuppression]:
    level = applied.level
    if kind == "open":
        return
    if kind == "count" and cell["transform"] == COPIED and whole_number(cell["value"]) is not None:
        yield from _small(position, figure_part(cell, "v"), whole_number(cell["value"]), level)
        return
    numerator, denominator = whole_number(cell["numerator"]), whole_number(cell["denominator"])
    if cell["transform"] != COPIED or denominator is None or (numerator is None and kind != "mean"):
        if applied.rule.without_counts == "hidden":
            yield PrimarySuppression(position, NO_COUNTS)
        return
    if kind != "rate":
        yield from _suppress_small_base(position, figure_part(cell, "d"), denominator, level)
    if kind != "mean":
        yield from _small(position, figure_part(cell, "n"), numerator, level)
    if kind == "share":
        yield from _complement(position, figure_part(cell, "c"), denominator - (numerator or 0), denominator, level)


def _small(
    position: CellPosition, figure: FigurePart, count: int | None, level: LevelRule
) -> Iterator[PrimarySuppression]:
    if count is None:
        return
    lowest_hidden = 0 if level.zeros == "hidden" else 1
    if lowest_hidden <= count <= level.threshold:
        why = ANY_ZERO if count == 0 else SMALL.format(level.threshold)
        yield PrimarySuppression(position, why, figure, (lowest_hidden, level.threshold))


def _suppress_small_base(
    position: CellPosition, figure: FigurePart, bottom: int, level: LevelRule
) -> Iterator[PrimarySuppression]:
    if 0 < bottom <= level.threshold:
        yield PrimarySuppression(position, SMALL.format(level.threshold), figure, (1, level.threshold))
    elif 0 < bottom < level.least_denominator:
        yield PrimarySuppression(
            position, FEW.format(level.least_denominator - 1), figure, (1, level.least_denominator - 1)
        )


def _complement(
    position: CellPosition, figure: FigurePart, rest: int, bottom: int, level: LevelRule
) -> Iterator[PrimarySuppression]:
    if level.complement == "hidden" and 0 < rest <= level.threshold:
        yield PrimarySuppression(position, ALL_BUT_FEW.format(level.threshold), figure, (1, level.threshold))
    elif level.everybody == "hidden" and rest == 0 < bottom:
        yield PrimarySuppression(position, EVERYBODY, figure)
