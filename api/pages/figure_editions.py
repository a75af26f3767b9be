"""Cells of published editions that rest on a figure, as far as the caller may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from fastapi import Request
from sqlmodel import Session

from api.app_state import app_state
from api.editions.visibility import edition_subject, readable_audiences
from api.pages.page_state import page_state
from api.pages.visitor import caller
from exports.editions.published_editions import PublishedEdition, read_editions
from exports.editions.storage.edition_blobs import read_edition_cells
from indicators.catalogue.former_codes import FormerCodes
from indicators.period.codes import parse_period
from mappings.definitions.lines import EXACT
from mappings.definitions.return_definitions import ENTITLED
from mappings.fill.line_uses import NamedFigure
from mappings.fill.restricted_figures import list_restricted_indicators
from returnonce.access.policy import can_read_restricted

FigureName = tuple[str, str, str, str]
#: Columns of a cell that are shown, or say whether it may be.
SHOWN = ("line", "label", "area", "period", "breakdown", "indicator", "predicate", "transform", "unit", "numerator",
         "denominator", "value", "symbol", "reason", "status", "withheld", "lineage")  # fmt: skip


@dataclass(frozen=True)
class CellUse:
    """One cell of an edition as one audience has it: the columns ``SHOWN``, no number in a cell that is withheld.

    ``is_exact``: it is this very figure, and not made from it and others.
    """

    edition: PublishedEdition
    audience: str
    cell: Mapping[str, Any]
    is_exact: bool


def find_cell_uses(request: Request, session: Session, address: NamedFigure, returns: Iterable[str]) -> list[CellUse]:
    """The cells of these returns' editions that are the figure or rest on it, oldest edition first."""
    name = (address.indicator.code, address.area, address.period.code, address.breakdown)
    return [
        CellUse(edition, audience, cell, _is_exact(cell, name))
        for edition, audience in _list_readable(request, session, address, set(returns))
        for cell in _index_cells(request, edition, audience).get(name, ())
        if _may_see(request, edition, cell)
    ]


def read_edition_series(
    request: Request, session: Session, address: NamedFigure, returns: Iterable[str]
) -> dict[str, CellUse]:
    """By period, the cell of the newest standing edition that is the same measure for the area and breakdown."""
    series: dict[str, CellUse] = {}
    for edition, audience in _list_readable(request, session, address, set(returns), all_periods=True):
        if edition.withdrawn_at is not None:
            continue
        for name, cells in _index_cells(request, edition, audience).items():
            if (name[0], name[1], name[3]) != (address.indicator.code, address.area, address.breakdown):
                continue
            for cell in cells:
                if _is_exact(cell, name) and _may_see(request, edition, cell):
                    series[name[2]] = CellUse(edition, audience, cell, is_exact=True)
    return series


def find_withheld_periods(
    request: Request, session: Session, address: NamedFigure, returns: Iterable[str]
) -> frozenset[str]:
    """The periods for which an edition, as the caller reads it, withholds the measure for the area and breakdown."""
    wanted = (address.indicator.code, address.area, address.breakdown)
    return frozenset(
        name[2]
        for edition, audience in _list_readable(request, session, address, set(returns), all_periods=True)
        for name, cells in _index_cells(request, edition, audience).items()
        if (name[0], name[1], name[3]) == wanted and any(cell["withheld"] for cell in cells)
    )


def _may_see(request: Request, edition: PublishedEdition, cell: Mapping[str, Any]) -> bool:
    """Restricted figures are for who works on the return and who receives it."""
    ruleset, principal = app_state(request).context.ruleset, caller(request)
    codes = {cell["indicator"], *(each["indicator"] for each in (cell["lineage"] or {}).get("figures") or ())}
    if codes.isdisjoint(list_restricted_indicators(ruleset)):
        return True
    about = edition_subject(ruleset, edition)
    return can_read_restricted(principal, about) or principal.holds("regulator", about)


def _is_exact(cell: Mapping[str, Any], name: FigureName) -> bool:
    own = tuple(cell[key] for key in ("indicator", "area", "period", "breakdown"))
    return own == name and cell["predicate"] == EXACT


def _list_readable(
    request: Request, session: Session, address: NamedFigure, returns: set[str], *, all_periods: bool = False
) -> list[tuple[PublishedEdition, str]]:
    """Each edition that may rest on the figure, with the audience as which the caller reads it: the truest.

    ``all_periods``: those from before it too.
    """
    ruleset, principal = app_state(request).context.ruleset, caller(request)
    ground = ruleset.areas.footprint(address.area)
    pairs: list[tuple[PublishedEdition, str]] = []
    for edition in read_editions(session):
        is_before = parse_period(edition.period).end < address.period.start
        if edition.return_code not in returns or (is_before and not all_periods):
            continue
        if edition.area not in ruleset.areas or not ground <= ruleset.areas.footprint(edition.area):
            continue
        audiences = readable_audiences(ruleset, principal, edition)
        if audiences:
            pairs.append((edition, ENTITLED if ENTITLED in audiences else audiences[0]))
    return pairs


def _index_cells(
    request: Request, edition: PublishedEdition, audience: str
) -> Mapping[FigureName, tuple[Mapping[str, Any], ...]]:
    """Cells by each figure that they are or rest on; read once, since no edition ever changes."""
    context = app_state(request).context

    def make() -> tuple[dict[FigureName, tuple[Mapping[str, Any], ...]], datetime]:
        cells = read_edition_cells(context.blobs, edition, audience)
        return _index(cells, context.ruleset.former_codes), datetime.max.replace(tzinfo=context.clock.now().tzinfo)

    key = ("edition cells", edition.cells[audience], context.ruleset.hash)
    return page_state(request).edition_cells.get(key, context.clock.now(), make)  # type: ignore[no-any-return]


def _index(cells: pl.DataFrame, former: FormerCodes) -> dict[FigureName, tuple[Mapping[str, Any], ...]]:
    index: dict[FigureName, list[Mapping[str, Any]]] = {}
    for row in cells.select(SHOWN).iter_rows(named=True):
        cell = _without_number(row) if row["withheld"] else row
        for name in _list_figures(row, former):
            index.setdefault(name, []).append(cell)
    return {name: tuple(each) for name, each in index.items()}


def _without_number(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "numerator": None, "denominator": None, "value": None, "lineage": None}


def _list_figures(row: Mapping[str, Any], former: FormerCodes) -> set[FigureName]:
    """The cell's own figure, and each that it rests on, under the codes of now."""
    figures = (row["lineage"] or {}).get("figures") or []
    names = {(each["indicator"], each["area"], each["period"], each["breakdown"]) for each in figures}
    if row["indicator"] is not None and row["period"] is not None:
        names.add((row["indicator"], row["area"], row["period"], row["breakdown"]))
    return {(former.find_current(name[0], name[2]), *name[1:]) for name in names}
