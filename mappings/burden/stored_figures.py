"""The stored figures behind the returns, counted: keyed, derived, pulled, and the re-keying avoided so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from sqlmodel import Session

from indicators.period.codes import parse_period
from mappings.burden.ledger import GROUP_COLUMNS
from mappings.burden.plan_cells import find_agency_of_record
from mappings.fill.cells import FilledReturn, FillRequest
from mappings.fill.fill import fill_many
from mappings.fill.round_summary import WORKED_OUT, outcome_of_cell

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: One row for each cell that has a figure and is not held back. ``keyed_alone``: it rests on keyed figures
#: and nothing else, and is no department's; ``first_use``: of those, one of its figures was given for it.
FILLED_CELL_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("place", "return", "for_period", "owner", "agency", "line", "fate"), pl.String),
    **dict.fromkeys(("indicator", "area", "period", "breakdown"), pl.String),
    **dict.fromkeys(("keyed_alone", "first_use", "made_first"), pl.Boolean),
}
#: One row for each given figure that a cell rests on, once, under the first return that uses it.
STORED_FIGURE_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(
    ("place", "return", "for_period", "owner", "agency", "kind", "indicator", "area", "period", "breakdown"), pl.String
)
#: The counts of what came: of which frame, and which of its rows.
COUNTED_ROWS: dict[str, tuple[Literal["cells", "figures"], pl.Expr]] = {
    "filled_cells": ("cells", pl.lit(value=True)),
    "collected_keyed": ("figures", pl.col("kind") == "submitted"),
    "collected_derived": ("figures", pl.col("kind") == "derived"),
    "collected_pulled": ("figures", pl.col("kind") == "pulled"),
    "made_here": ("cells", pl.col("made_first")),
    "cells_from_keyed": ("cells", pl.col("keyed_alone")),
    "first_uses": ("cells", pl.col("keyed_alone") & pl.col("first_use")),
    "rekeying_avoided_so_far": ("cells", pl.col("keyed_alone") & ~pl.col("first_use")),
}


@dataclass(frozen=True)
class StoredFigures:
    """``cells`` (``FILLED_CELL_SCHEMA``) and ``figures`` (``STORED_FIGURE_SCHEMA``)."""

    cells: pl.DataFrame
    figures: pl.DataFrame

    def count(self) -> dict[str, int]:
        """The counts of ``counts.yaml`` that need a store."""
        return {code: self.open_count(code).height for code in COUNTED_ROWS}

    def open_count(self, code: str) -> pl.DataFrame:
        """The rows behind one of these counts."""
        name, rows = COUNTED_ROWS[code]
        return (self.cells if name == "cells" else self.figures).filter(rows)

    def select_part(self, name: str, code: str | None) -> StoredFigures:
        """The part of one place, return, agency or period; None is the part of nobody."""
        is_own = pl.col(GROUP_COLUMNS[name]).eq_missing(pl.lit(code, pl.String))
        return replace(self, cells=self.cells.filter(is_own), figures=self.figures.filter(is_own))


def read_stored_figures(ruleset: Ruleset, session: Session, obligations: pl.DataFrame) -> StoredFigures:
    """Count what the store holds for the returns of a ledger (its ``obligations``)."""
    return count_stored_figures(_fill_returns(ruleset, session, obligations), ruleset)


def _fill_returns(ruleset: Ruleset, session: Session, obligations: pl.DataFrame) -> list[FilledReturn]:
    figure_returns = obligations.filter(~pl.col("records")).unique(maintain_order=True)
    groups = figure_returns.group_by("place", "return", "for_period", maintain_order=True).agg("owner")
    each = groups.explode("owner").select("return", "owner", "for_period", "place")
    return list(fill_many(ruleset, session, [FillRequest(*row) for row in each.iter_rows()]))


def count_stored_figures(filled: Sequence[FilledReturn], ruleset: Ruleset) -> StoredFigures:
    """Count the cells of filled returns as the round summary does, and keep the agency of each."""
    rows = [row for filled_return in filled for row in _list_filled_cells(filled_return)]
    keyed_figures, first_uses = _find_first_uses(rows)
    first_calculated = _find_first_calculated(rows)
    cells = [
        (row["place"], row["return"], row["for_period"], row["owner"], _find_agency(row, ruleset), row["line"],
         row["fate"], *(row[name] for name in ("indicator", "area", "period", "breakdown")), row["alone"],
         position in first_uses, position in first_calculated)
        for position, row in enumerate(rows)
    ]  # fmt: skip
    return StoredFigures(
        pl.DataFrame(cells, schema=FILLED_CELL_SCHEMA, orient="row"), _make_figure_frame(rows, keyed_figures)
    )


def _list_filled_cells(filled_return: FilledReturn) -> list[dict[str, Any]]:
    kinds = dict(filled_return.sources.select("file", "kind").iter_rows())
    filled_cells = filled_return.cells.with_columns(fate=outcome_of_cell()).filter(
        ~pl.col("fate").is_in(["empty", "withheld"])
    )
    return_values = {
        "place": filled_return.place,
        "return": filled_return.return_code,
        "for_period": filled_return.period.code,
        "owner": filled_return.area.code,
    }
    return [return_values | row | _describe_use(row, kinds) for row in filled_cells.iter_rows(named=True)]


def _describe_use(row: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    figures = [figure | {"kind": kinds.get(figure["file"], "")} for figure in row["lineage"]["figures"]]
    keyed = bool(figures) and all(figure["kind"] == "submitted" for figure in figures)
    alone = keyed and not row["for_information"]
    return {"used": figures, "alone": alone, "direct": alone and row["provenance"] == "submitted" and len(figures) == 1}


def _make_figure_key(row: dict[str, Any], figure: dict[str, Any]) -> tuple[str, ...]:
    return str(row["place"]), *(str(figure[name]) for name in ("indicator", "area", "period", "breakdown", "agency"))


def _find_first_uses(rows: Sequence[dict[str, Any]]) -> tuple[set[tuple[str, ...]], set[int]]:
    """Keyed figures in use, and positions of rows that used one first; cells that show a figure itself go first."""
    keyed_figures: set[tuple[str, ...]] = set()
    first_uses: set[int] = set()
    for direct in (True, False):
        for position, row in enumerate(rows):
            if not row["alone"] or row["direct"] != direct:
                continue
            figures = {_make_figure_key(row, figure) for figure in row["used"]}
            first_uses |= set() if figures <= keyed_figures else {position}
            keyed_figures |= figures
    return keyed_figures, first_uses


def _find_first_calculated(rows: Sequence[dict[str, Any]]) -> set[int]:
    position_by_figure: dict[tuple[str, ...], int] = {}
    for position, row in enumerate(rows):
        if row["provenance"] in WORKED_OUT:
            key = tuple(str(row[name]) for name in ("place", "indicator", "area", "period", "breakdown"))
            position_by_figure.setdefault(key, position)
    return set(position_by_figure.values())


_RETURN_COLUMNS = ("place", "return", "for_period", "owner")


def _make_figure_frame(rows: Sequence[dict[str, Any]], keyed: set[tuple[str, ...]]) -> pl.DataFrame:
    """Each stored figure once; a keyed one only where a cell rests on keyed figures alone, as the summary counts."""
    row_by_figure: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in rows:
        for figure in row["used"]:
            key = _make_figure_key(row, figure)
            if key not in row_by_figure and (figure["kind"] != "submitted" or key in keyed):
                row_by_figure[key] = (
                    *(row[name] for name in _RETURN_COLUMNS),
                    figure["agency"],
                    figure["kind"],
                    *key[1:5],
                )
    return pl.DataFrame(list(row_by_figure.values()), schema=STORED_FIGURE_SCHEMA, orient="row")


def _find_agency(row: dict[str, Any], ruleset: Ruleset) -> str | None:
    if row["for_information"] or row["indicator"] is None or row["place"] is None:
        return None
    return find_agency_of_record(ruleset, row["place"], row["indicator"], row["area"], parse_period(row["period"]))
