"""Fills a return for areas and a period, from the figures in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.areas.area_files import Area
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from mappings.definitions.line_coverage import check_period
from mappings.definitions.return_definitions import Edition
from mappings.definitions.returns import EditionChoice, Return
from mappings.fill.assemble import assemble_cells
from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA, FilledReturn, needs_context
from mappings.fill.figure_scope import list_areas_to_read, list_indicators_to_read, split_off_recipient_figures
from mappings.fill.grid import build_grid
from mappings.fill.line_comparators import compute_comparators
from mappings.fill.line_figures import answer_queries
from mappings.fill.lineage import list_source_files
from mappings.fill.queries import build_queries
from mappings.place.line_choice import LineChoice, choose_lines
from mappings.place.places import Place
from returnonce.clock import LONDON
from returnonce.errors import NotFound, Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: As :func:`indicators.figures.store.read_figures`.
FigureReader = Callable[..., pl.DataFrame]
__all__ = ["CELL_SCHEMA", "SOURCE_SCHEMA", "FilledReturn", "fill", "fill_many", "needs_context"]


def fill(
    ruleset: Ruleset,
    session: Session,
    *,
    return_code: str,
    area: str,
    period: Period,
    as_of: datetime | None = None,
    place: str | None = None,
    today: date | None = None,
    read: FigureReader = read_figures,
) -> FilledReturn:
    """One return for one area and period, from the figures in the store (as known at ``as_of``).

    ``place`` names whose agencies, approvals and kept lines count; without it, the place that keeps the area.
    ``today``: its approvals up to that day count; without it, those up to ``as_of``, or else all. ``read``: what
    reads the figures, where some are only supposed.

    Raises:
        NotFound: no such return, area or place.
        Refused: the return is not made for that kind of area or period, or was not in force.
    """
    returns = fill_many(
        ruleset, session, return_code=return_code, areas=[area], period=period, as_of=as_of, place=place, today=today,
        read=read,
    )  # fmt: skip
    return returns[0]


def fill_many(
    ruleset: Ruleset,
    session: Session,
    *,
    return_code: str,
    areas: Sequence[str],
    period: Period,
    as_of: datetime | None = None,
    place: str | None = None,
    today: date | None = None,
    read: FigureReader = read_figures,
) -> list[FilledReturn]:
    """As :func:`fill`, for several areas in one pass over the store; in the order of ``areas``."""
    definition = ruleset.return_named(return_code)
    known_on = today or (as_of.astimezone(LONDON).date() if as_of else date.max)
    areas_by_place: dict[str | None, list[Area]] = {}
    for code in areas:
        area = ruleset.areas.find(code, on=period.end)
        areas_by_place.setdefault(_choose_place(ruleset, area, place), []).append(area)
    returns = [
        one
        for place_name, its_areas in areas_by_place.items()
        for one in _fill_place(
            ruleset,
            session,
            definition,
            its_areas,
            period=period,
            as_of=as_of,
            place_name=place_name,
            known_on=known_on,
            read=read,
        )
    ]
    order = {ruleset.areas.find(code, on=period.end).code: at for at, code in enumerate(areas)}
    return sorted(returns, key=lambda return_: order[return_.area.code])


def _choose_place(ruleset: Ruleset, area: Area, place: str | None) -> str | None:
    if place is not None and place not in ruleset.places:
        raise NotFound(f"There is no place {place!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    if place is not None:
        return place
    home = ruleset.place_of(area.code)
    return home.name if home else None


def _fill_place(
    ruleset: Ruleset,
    session: Session,
    definition: Return,
    areas: Sequence[Area],
    *,
    period: Period,
    as_of: datetime | None,
    place_name: str | None,
    known_on: date,
    read: FigureReader,
) -> list[FilledReturn]:
    place = ruleset.places[place_name] if place_name else None
    choice = choose_edition(definition, period, place)
    edition = choice.edition
    assert edition is not None
    choices = choose_lines(definition, period, place=place, known_on=known_on, ended=choice.ended)
    cells = build_grid(ruleset, edition, choices, areas=areas, period=period).with_row_index("_row")
    cells_by_owner, source_files = _fill_cells(
        ruleset, session, definition, edition, choices, cells=cells, as_of=as_of, read=read
    )
    by_owner = cells_by_owner.partition_by("_owner", as_dict=True, include_key=False, maintain_order=True)
    files = source_files.partition_by("_owner", as_dict=True, include_key=False, maintain_order=True)
    no_cells, no_files = pl.DataFrame(schema=CELL_SCHEMA), pl.DataFrame(schema=SOURCE_SCHEMA)
    return [
        FilledReturn(
            return_code=definition.code,
            edition=edition,
            area=area,
            period=period,
            place=place_name,
            illustrative=bool(place and place.is_illustrative(definition.code, area.code, period)),
            ruleset=ruleset.hash,
            cells=by_owner.get((area.code,), no_cells),
            sources=files.get((area.code,), no_files),
            areas=ruleset.areas,
        )
        for area in areas
    ]


def choose_edition(definition: Return, period: Period, place: Place | None) -> EditionChoice:
    """The form in force, or the last one where lines of it are kept.

    Raises:
        Refused: the return was not required in that period, or is not made for periods of that kind.
    """
    kept_codes = place.kept_line_codes(definition.code, period.end) if place else frozenset()
    choice = definition.choose_edition(period, kept_codes=kept_codes)
    if choice.edition is None:
        raise Refused(
            choice.reason or "", where=definition.code, mend="Name another period, or keep lines of it in kept.tsv."
        )
    check_period(choice.edition, period)
    return choice


def _fill_cells(
    ruleset: Ruleset,
    session: Session,
    definition: Return,
    edition: Edition,
    choices: Sequence[LineChoice],
    *,
    cells: pl.DataFrame,
    as_of: datetime | None,
    read: FigureReader,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with their figures, and the files they came from; both with ``_owner``."""
    context = needs_context(edition)
    area_codes = list_areas_to_read(ruleset, cells["area"].unique().to_list(), context=context)
    codes = list_indicators_to_read(ruleset, choices)
    stored_figures = read(session, areas=area_codes, indicators=codes, as_of=as_of)
    usable, recipient_figures = split_off_recipient_figures(stored_figures, edition)
    queries = build_queries(ruleset, choices, cells, usable, context=context)
    figures = answer_queries(queries, usable, ruleset)
    comparators = compute_comparators(ruleset, cells, stored_figures) if context else None
    filled_cells = assemble_cells(
        ruleset, definition, cells, figures, recipient_figures=recipient_figures, comparators=comparators
    )
    figures_by_owner = figures.join(cells.select(pl.col("_row").cast(pl.Int64), "_owner"), on="_row", how="left")
    return filled_cells, list_source_files(figures_by_owner, stored_figures)
