"""Applies a rule to a table of cells: rounds counts, recomputes shares, hides positions, removes free text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from exports.disclosure.applied_rule import AppliedRule
from exports.disclosure.statements import ALL, CONFIDENTIAL, COPIED, FIGURE, CellPosition, FigureKind
from mappings.definitions.disclosure_rules import DisclosureRule, LevelRule
from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA, FilledReturn
from mappings.fill.lineage import keep_figure_keys
from returnonce.numbers import MICRO, ratio_micro, round_half_up

WITHHELD = "Withheld, so that nobody can be recognised."
NOT_FOR_YOU = "Restricted: only those entitled to it see it."
TOO_SMALL = "rounds_to_zero"
_OF_A_FIGURE = ("numerator", "denominator", "value", "status", "provenance", "rounded_to", "agency")
_BESIDE = (
    *_OF_A_FIGURE, "target", "trajectory", "previous", "previous_period", "england", "england_period", "neighbours",
    "neighbours_n", "neighbours_period", "history", "commentary", "candidate", "disagreement", "lineage",
)  # fmt: skip
_TEXT_FIELDS = ("commentary", "candidate", "disagreement")
_NUMBERS = ("numerator", "denominator", "value")


def round_cells(cells: pl.DataFrame, applied: AppliedRule) -> pl.DataFrame:
    """The cells with counts rounded and shares at the rule's decimals; published figures stay as they are."""
    rows = [_round_row(cell, applied.kind_of(cell), applied.level) for cell in cells.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=CELL_SCHEMA)


def _round_row(cell: dict[str, Any], kind: FigureKind, level: LevelRule) -> dict[str, Any]:
    few_neighbours = cell["neighbours_n"] is not None and cell["neighbours_n"] < level.neighbours_from
    if few_neighbours:
        cell |= dict.fromkeys(("neighbours", "neighbours_n", "neighbours_period"))
    if cell["symbol"] is not None and not cell["withheld"]:
        # A symbol may stand beside counts that are known here; only the symbol is shown.
        cell |= dict.fromkeys(_NUMBERS)
    if kind in {"open", "bare"} or cell["transform"] != COPIED:
        return cell
    if kind == "count":
        cell["previous"] = _round_count(cell["previous"], level)
        points = cell["history"] or ()
        cell["history"] = [point | {"value": _round_count(point["value"], level)} for point in points]
    if cell["published"] or cell["value"] is None or cell["symbol"] is not None:
        return cell
    return _repeat_own_figure(_round_figure(cell, kind, level))


def _repeat_own_figure(cell: dict[str, Any]) -> dict[str, Any]:
    """Put the row's own figure into its history too, where it is repeated there."""
    if not cell["history"]:
        return cell
    own = {"value": cell["value"]}
    return cell | {
        "history": [point | own if point["period"] == cell["period"] else point for point in cell["history"]]
    }


def _round_figure(cell: dict[str, Any], kind: FigureKind, level: LevelRule) -> dict[str, Any]:
    numerator, denominator = cell["numerator"], cell["denominator"]
    if kind == "count":
        rounded = _round_count(cell["value"], level)
        small = rounded == 0 < cell["value"] and level.rounds_to_zero == "symbol"
        changes = {"value": None if small else rounded, "symbol": TOO_SMALL if small else None}
        return cell | changes | _describe_rounding(level)
    if numerator is None or denominator is None:
        return cell
    shown_numerator = _round_count(numerator, level) if kind != "mean" else numerator
    shown_denominator = _round_count(denominator, level) if kind != "rate" else denominator
    if level.percent_from == "rounded_parts" and (level.base > 1):
        numerator, denominator = shown_numerator, shown_denominator
    decimals = _decimals(cell["decimals"] or 0, kind, denominator, level)
    value = ratio_micro(numerator, denominator, per=cell["per"] or 1, decimals=decimals) if denominator else None
    symbol = None if value is not None else "not_applicable"
    changes = {
        "numerator": shown_numerator,
        "denominator": shown_denominator,
        "value": value,
        "symbol": symbol,
        "decimals": decimals,
    }
    return cell | changes | _describe_rounding(level)


def _describe_rounding(level: LevelRule) -> dict[str, Any]:
    """The rounding, stated beside the figure: readers see it, and the gate reads it for a later table."""
    return {"rounded_to": level.base * MICRO} if level.base > 1 else {}


def _decimals(own: int, kind: FigureKind, bottom: int, level: LevelRule) -> int:
    if kind != "share":
        return own
    if level.decimal_from is not None and bottom >= level.decimal_from * MICRO:
        return min(own, 1)
    return own if level.percent_decimals is None else min(own, level.percent_decimals)


def _round_count(micro: int | None, level: LevelRule) -> int | None:
    """A whole count to the nearest base; what is no whole count is not rounded."""
    if micro is None or level.base == 1 or micro % MICRO:
        return micro
    return round_half_up(micro, level.base * MICRO) * level.base * MICRO


def hide_positions(cells: pl.DataFrame, positions: Iterable[CellPosition]) -> pl.DataFrame:
    """The cells without some positions."""
    hidden_columns: dict[int, set[str]] = {}
    for position in positions:
        hidden_columns.setdefault(position.row, set()).add(position.column)
    rows = [_hide_columns(cell, hidden_columns.get(row, set())) for row, cell in enumerate(cells.iter_rows(named=True))]
    return pl.DataFrame(rows, schema=CELL_SCHEMA)


def _hide_columns(cell: dict[str, Any], hidden_columns: set[str]) -> dict[str, Any]:
    if ALL in hidden_columns:
        return cell | dict.fromkeys(_BESIDE) | {"symbol": CONFIDENTIAL, "reason": NOT_FOR_YOU}
    if FIGURE in hidden_columns:
        was_shown = cell["value"] is not None and not cell["withheld"]
        cell |= dict.fromkeys(_OF_A_FIGURE)
        cell |= {"symbol": CONFIDENTIAL, "reason": WITHHELD} if was_shown else {}
        cell = _repeat_own_figure(cell)
    if "previous" in hidden_columns:
        cell |= {"previous": None, "previous_period": None}
    if cell["history"]:
        cell["history"] = [
            point | {"value": None} if f"history {point['period']}" in hidden_columns else point
            for point in cell["history"]
        ]
    return cell


def remove_texts(filled: FilledReturn, cells: pl.DataFrame, rule: DisclosureRule) -> FilledReturn:
    """The return with those cells, without free text and file names where the rule removes them."""
    if rule.free_text == "removed":
        cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in _TEXT_FIELDS)
    if rule.provenance == "removed":
        cells = cells.with_columns(lineage=keep_figure_keys())
    sources = filled.sources if rule.provenance == "kept" else pl.DataFrame(schema=SOURCE_SCHEMA)
    edition = filled.edition.model_copy(update={"symbols": filled.edition.symbols | rule.symbols})
    return replace(filled, cells=cells.select(*CELL_SCHEMA), sources=sources, edition=edition)
