"""Redundant lines: kept after abolition, asked twice in one return, or collected although no return needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.figures.store import read_figures
from indicators.period.codes import parse_period
from mappings.burden.ledger import BurdenLedger
from mappings.burden.ledger_lines import ListRow, find_label, iterate_lines, select_cells
from mappings.fill.figure_scope import list_indicators_to_read
from mappings.place.place_definitions import KeptLine
from mappings.place.places import Place

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

NOT_RECORDED = "not recorded"


def list_kept_lines(ruleset: Ruleset, ledger: BurdenLedger) -> list[ListRow]:
    """Lines that a place still fills in after their return ended, who decided so, and how many cells they have."""
    return [
        _describe_kept_line(ruleset, ledger, place, row)
        for place in _list_places(ruleset, ledger)
        for row in place.kept_lines
        if row.start <= ledger.end
    ]


def _describe_kept_line(ruleset: Ruleset, ledger: BurdenLedger, place: Place, row: KeptLine) -> ListRow:
    a_return = ruleset.return_named(row.return_code)
    cells = select_cells(ledger, place.name, row.return_code, row.line)
    ended_on = a_return.editions[-1].in_force.end
    return {
        "place": place.name,
        "return": row.return_code,
        "line": row.line,
        "title": find_label(a_return, row.line),
        "ended": ended_on.isoformat() if isinstance(ended_on, date) else ended_on,
        "kept_from": row.start.isoformat(),
        "decided_by": row.decided_by or NOT_RECORDED,
        "reason": row.reason,
        "cells": cells.height,
        "keyed_cells": cells.filter(counted="keyed_cells").height,
    }


def list_duplicate_lines(ruleset: Ruleset, ledger: BurdenLedger) -> list[ListRow]:
    """Lines of one return that ask for the same indicator, with the same split and transform."""
    row_by_lines: dict[tuple[str, ...], ListRow] = {}
    for place, code, entries in iterate_lines(ruleset, ledger):
        groups: dict[tuple[str, str, str], list[str]] = {}
        for row in (entry.row for entry in entries if entry.flows):
            groups.setdefault((row.object_id, row.breakdown, row.transform), []).append(row.subject_id)
        for (indicator, split, _), lines in groups.items():
            if len(lines) > 1:
                row_by_lines[place, code, *lines] = {
                    "place": place,
                    "return": code,
                    "lines": lines,
                    "indicator": indicator,
                    "title": ruleset.indicator(indicator).title,
                    "breakdown": split,
                    "cells_again": select_cells(ledger, place, code, *lines[1:]).height,
                }
    return list(row_by_lines.values())


def list_unneeded_measures(ruleset: Ruleset, ledger: BurdenLedger, session: Session | None) -> list[ListRow]:
    """Measures that agencies submitted or a place keeps, although no return in force needs them."""
    needed_indicators, line_by_kept_indicator = _find_needed_indicators(ruleset, ledger)
    rows: dict[tuple[str, str], ListRow] = {}
    for (place, indicator), line in line_by_kept_indicator.items():
        if indicator not in needed_indicators[place]:
            rows[place, indicator] = _describe_measure(
                ruleset, place, indicator, f"only {line}, which is kept, needs it"
            )
    for place, indicator, agencies, figures in _list_submitted_measures(ruleset, ledger, session):
        if indicator not in needed_indicators.get(place, set()):
            why = "it was sent, and no return needs it"
            row = rows.setdefault((place, indicator), _describe_measure(ruleset, place, indicator, why))
            row |= {"figures": figures, "agencies": agencies}
    return [rows[key] for key in sorted(rows)]


def _describe_measure(ruleset: Ruleset, place: str, indicator: str, why: str) -> ListRow:
    indicator_definition = ruleset.catalogue.get(indicator)
    title = indicator_definition.title if indicator_definition else indicator
    return {"place": place, "indicator": indicator, "title": title, "why": why, "figures": None, "agencies": []}


def _find_needed_indicators(
    ruleset: Ruleset, ledger: BurdenLedger
) -> tuple[dict[str, set[str]], dict[tuple[str, str], str]]:
    """Indicators that lines in force read, by place; and the kept line that asks for each other one."""
    needed_indicators: dict[str, set[str]] = {}
    line_by_kept_indicator: dict[tuple[str, str], str] = {}
    for place, code, entries in iterate_lines(ruleset, ledger):
        entries_in_force = [entry for entry in entries if not entry.is_kept]
        needed_indicators.setdefault(place, set()).update(list_indicators_to_read(ruleset, entries_in_force))
        line_by_kept_indicator |= {
            (place, entry.row.object_id): f"{entry.row.subject_id} of {code}" for entry in entries if entry.is_kept
        }
    return needed_indicators, line_by_kept_indicator


def _list_submitted_measures(
    ruleset: Ruleset, ledger: BurdenLedger, session: Session | None
) -> Iterator[tuple[str, str, list[str], int]]:
    """Measures that agencies keyed for the ledger's span: place, indicator, agencies, number of figures."""
    if session is None:
        return
    for place in _list_places(ruleset, ledger):
        agencies = pl.Series(list(place.agencies), dtype=pl.String).implode()
        submitted = read_figures(session, areas=place.areas, former=ruleset.former_codes).filter(
            pl.col("batch_kind") == "submitted", pl.col("kind") == "actual", pl.col("agency").is_in(agencies)
        )
        within = {code: _is_within_span(code, ledger) for code in submitted["period"].unique().to_list()}
        submitted_in_span = (
            submitted.filter(pl.col("period").replace_strict(within, return_dtype=pl.Boolean)) if within else submitted
        )
        grouped = submitted_in_span.group_by("indicator").agg(pl.col("agency").unique().sort(), pl.len())
        for indicator, senders, count in grouped.sort("indicator").iter_rows():
            yield place.name, indicator, senders, count


def _is_within_span(code: str, ledger: BurdenLedger) -> bool:
    return ledger.start <= parse_period(code).end <= ledger.end


def _list_places(ruleset: Ruleset, ledger: BurdenLedger) -> Iterable[Place]:
    return (ruleset.places[name] for name in ledger.assumptions)
