"""Fills a return for areas and a period, from the figures in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
from sqlmodel import Session

from indicators.areas.area_book import Area
from indicators.figures.store import read_figures
from indicators.period.codes import Period
from mappings.definitions.line_coverage import check_period
from mappings.definitions.return_definitions import Edition
from mappings.definitions.returns import EditionChoice, Return
from mappings.fill.assemble import finished
from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA, Filled, needs_context
from mappings.fill.figure_scope import areas_read, indicators_read, not_from_recipient
from mappings.fill.grid import skeleton
from mappings.fill.line_comparators import compared
from mappings.fill.line_figures import line_figures
from mappings.fill.lineage import sources
from mappings.fill.queries import asks_of
from mappings.place.line_choice import LineChoice, choose_lines
from mappings.place.places import Place
from returnonce.clock import LONDON
from returnonce.errors import NotFound, Refused

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: As :func:`indicators.figures.store.read_figures`.
Reader = Callable[..., pl.DataFrame]
__all__ = ["CELL_SCHEMA", "SOURCE_SCHEMA", "Filled", "fill", "fill_many", "needs_context"]


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
    read: Reader = read_figures,
) -> Filled:
    """One return for one area and period, from the figures in the store (as known at ``as_of``).

    ``place`` names whose agencies, approvals and kept lines count; without it, the place that keeps the area.
    ``today``: its approvals up to that day count; without it, those up to ``as_of``, or else all. ``read``: what
    reads the figures, where some are only supposed.

    Raises:
        NotFound: no such return, area or place.
        Refused: the return is not made for that kind of area or period, or was not in force.
    """
    filled = fill_many(
        ruleset, session, return_code=return_code, areas=[area], period=period, as_of=as_of, place=place, today=today,
        read=read,
    )  # fmt: skip
    return filled[0]


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
    read: Reader = read_figures,
) -> list[Filled]:
    """As :func:`fill`, for several areas in one pass over the store; in the order of ``areas``."""
    found = ruleset.return_named(return_code)
    decided = today or (as_of.astimezone(LONDON).date() if as_of else date.max)
    homes: dict[str | None, list[Area]] = {}
    for code in areas:
        area = ruleset.areas.find(code, on=period.end)
        homes.setdefault(_home(ruleset, area, place), []).append(area)
    filled = [
        one
        for home, its_areas in homes.items()
        for one in _fill_place(
            ruleset, session, found, its_areas, period=period, as_of=as_of, home=home, known_on=decided, read=read
        )
    ]
    order = {ruleset.areas.find(code, on=period.end).code: at for at, code in enumerate(areas)}
    return sorted(filled, key=lambda one: order[one.area.code])


def _home(ruleset: Ruleset, area: Area, place: str | None) -> str | None:
    if place is not None and place not in ruleset.places:
        raise NotFound(f"There is no place {place!r}.", mend=f"Places are: {', '.join(ruleset.places)}.")
    if place is not None:
        return place
    kept_by = ruleset.place_of(area.code)
    return kept_by.name if kept_by else None


def _fill_place(
    ruleset: Ruleset,
    session: Session,
    found: Return,
    areas: Sequence[Area],
    *,
    period: Period,
    as_of: datetime | None,
    home: str | None,
    known_on: date,
    read: Reader,
) -> list[Filled]:
    place = ruleset.places[home] if home else None
    choice = chosen_edition(found, period, place)
    edition = choice.edition
    assert edition is not None
    held = choose_lines(found, period, place=place, known_on=known_on, ended=choice.ended)
    cells = skeleton(ruleset, edition, held, areas=areas, period=period).with_row_index("_row")
    told, sent = _told(ruleset, session, found, edition, held, cells=cells, as_of=as_of, read=read)
    by_owner = told.partition_by("_owner", as_dict=True, include_key=False, maintain_order=True)
    files = sent.partition_by("_owner", as_dict=True, include_key=False, maintain_order=True)
    no_cells, no_files = pl.DataFrame(schema=CELL_SCHEMA), pl.DataFrame(schema=SOURCE_SCHEMA)
    return [
        Filled(
            return_code=found.code,
            edition=edition,
            area=area,
            period=period,
            place=home,
            illustrative=bool(place and place.is_illustrative(found.code, area.code, period)),
            ruleset=ruleset.hash,
            cells=by_owner.get((area.code,), no_cells),
            sources=files.get((area.code,), no_files),
        )
        for area in areas
    ]


def chosen_edition(found: Return, period: Period, place: Place | None) -> EditionChoice:
    """The form in force, or the last one where lines of it are kept.

    Raises:
        Refused: the return was not required in that period, or is not made for periods of that kind.
    """
    kept = place.kept_line_codes(found.code, period.end) if place else frozenset()
    choice = found.choose_edition(period, kept=kept)
    if choice.edition is None:
        raise Refused(
            choice.reason or "", where=found.code, mend="Name another period, or keep lines of it in kept.tsv."
        )
    check_period(choice.edition, period)
    return choice


def _told(
    ruleset: Ruleset,
    session: Session,
    found: Return,
    edition: Edition,
    held: Sequence[LineChoice],
    *,
    cells: pl.DataFrame,
    as_of: datetime | None,
    read: Reader,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with their figures, and the files they came from; both with ``_owner``."""
    context = needs_context(edition)
    wanted = areas_read(ruleset, cells["area"].unique().to_list(), context=context)
    codes = indicators_read(ruleset, held)
    known = read(session, areas=wanted, indicators=codes, as_of=as_of)
    usable, barred = not_from_recipient(known, edition)
    asks = asks_of(ruleset, held, cells, usable, context=context)
    figures = line_figures(asks, usable, ruleset)
    beside = compared(ruleset, cells, known) if context else None
    told = finished(ruleset, found, cells, figures, barred=barred, beside=beside)
    owned = figures.join(cells.select(pl.col("_row").cast(pl.Int64), "_owner"), on="_row", how="left")
    return told, sources(owned, known)
