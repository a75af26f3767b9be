"""Fills a return for areas and a period, from the figures in the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from indicators.areas.area_files import Area
from indicators.figures.store import read_figures
from indicators.period.arithmetic import Period
from indicators.period.codes import parse_period
from mappings.definitions.line_coverage import check_period, find_bodies
from mappings.definitions.return_definitions import Edition
from mappings.definitions.returns import EditionChoice, Return
from mappings.definitions.workbook_layouts import WorkbookLayout
from mappings.fill.assemble import assemble_cells
from mappings.fill.cells import CELL_SCHEMA, SOURCE_SCHEMA, FilledReturn, FillRequest, needs_context
from mappings.fill.figure_scope import list_areas_to_read, list_indicators_to_read, split_off_recipient_figures
from mappings.fill.grid import build_grid
from mappings.fill.line_comparators import compute_comparators
from mappings.fill.line_figures import look_up_line_figures
from mappings.fill.lineage import list_source_files
from mappings.fill.queries import build_queries
from mappings.fill.survey_words import add_survey_words
from mappings.place.line_choice import LineChoice, choose_lines
from mappings.place.places import Place
from returnonce.clock import LONDON
from returnonce.errors import Refused
from returnonce.read_connection import ReadSource

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

#: As :func:`indicators.figures.store.read_figures`.
FigureReader = Callable[..., pl.DataFrame]
__all__ = ["CELL_SCHEMA", "SOURCE_SCHEMA", "FillRequest", "FilledReturn", "fill", "fill_many", "needs_context"]


def fill(
    ruleset: Ruleset,
    store: ReadSource,
    request: FillRequest,
    *,
    as_of: datetime | None = None,
    today: date | None = None,
    read: FigureReader = read_figures,
) -> FilledReturn:
    """One return for one area and period, from the figures in the store (as known at ``as_of``).

    ``today``: a place's approvals up to that day count; without it, those up to ``as_of``, or else all. ``read``: what
    reads the figures, where some are only supposed.

    Raises:
        NotFound: no such return, area or place.
        Refused: the return is not made for that kind of area or period, or was not in force.
    """
    return next(fill_many(ruleset, store, [request], as_of=as_of, today=today, read=read))


def fill_many(
    ruleset: Ruleset,
    store: ReadSource,
    requests: Sequence[FillRequest],
    *,
    as_of: datetime | None = None,
    today: date | None = None,
    read: FigureReader = read_figures,
) -> Iterator[FilledReturn]:
    """As :func:`fill`, for several, in their order, from one read of the store, which comes first.

    Those of one return, period and place are filled together, when the first of them is taken.
    """
    known_on = today or (as_of.astimezone(LONDON).date() if as_of else date.max)
    areas = [ruleset.areas.find(each.area, on=parse_period(each.period).end) for each in requests]
    keys = [
        (replace(request, area="", place=_choose_place(ruleset, area, request.place)), area)
        for request, area in zip(requests, areas, strict=True)
    ]
    groups: dict[FillRequest, dict[str, Area]] = {}
    for group, area in keys:
        groups.setdefault(group, {})[area.code] = area
    forms = {
        group: _choose_form(ruleset, group, tuple(its_areas.values()), known_on) for group, its_areas in groups.items()
    }
    figures = _read_figures(ruleset, forms.values(), partial(read, store, as_of=as_of, former=ruleset.former_codes))
    return _fill_each(ruleset, keys, forms, figures)


def _fill_each(
    ruleset: Ruleset,
    requests: Sequence[tuple[FillRequest, Area]],
    forms: Mapping[FillRequest, _Form],
    figures: pl.DataFrame,
) -> Iterator[FilledReturn]:
    """Each area's return; those of one form are kept until the last of them is taken."""
    left = Counter(group for group, _ in requests)
    returns: dict[FillRequest, dict[str, FilledReturn]] = {}
    for group, area in requests:
        if group not in returns:
            returns[group] = _fill_areas(ruleset, forms[group], figures)
        left[group] -= 1
        # Popped here, so that nothing holds them while the next form is filled.
        yield (returns[group] if left[group] else returns.pop(group))[area.code]


def _choose_place(ruleset: Ruleset, area: Area, place: str | None) -> str | None:
    if place is not None and place not in ruleset.places:
        raise ruleset.no_such_place(place)
    if place is not None:
        return place
    home = ruleset.place_of(area.code)
    return home.name if home else None


@dataclass(frozen=True)
class _Form:
    """The form in force for a period, the lines of it that one place fills, and the areas for which it does."""

    definition: Return
    edition: Edition
    period: Period
    place: Place | None
    lines: tuple[LineChoice, ...]
    areas: Sequence[Area]
    layout: WorkbookLayout | None = None
    shows_context: bool = False

    @property
    def context(self) -> bool:
        """Whether earlier years, England and the neighbours are looked up too."""
        return self.shows_context or needs_context(self.edition, self.layout)


def _choose_form(ruleset: Ruleset, group: FillRequest, areas: Sequence[Area], known_on: date) -> _Form:
    definition, period = ruleset.return_named(group.return_code), parse_period(group.period)
    place = ruleset.places[group.place] if group.place else None
    choice = choose_edition(definition, period, place)
    assert choice.edition is not None
    lines = choose_lines(definition, period, place=place, known_on=known_on, ended=choice.ended)
    layout = ruleset.layouts.get(choice.edition.layout)
    return _Form(definition, choice.edition, period, place, lines, areas, layout, group.context)


def _fill_areas(ruleset: Ruleset, form: _Form, figures: pl.DataFrame) -> dict[str, FilledReturn]:
    cells = build_grid(ruleset, form.edition, form.lines, areas=form.areas, period=form.period).with_row_index("_row")
    cells_by_owner, source_files = _fill_cells(ruleset, form, cells, figures)
    by_owner, files = _split_by_owner(cells_by_owner), _split_by_owner(source_files)
    no_cells, no_files = pl.DataFrame(schema=CELL_SCHEMA), pl.DataFrame(schema=SOURCE_SCHEMA)
    code, place = form.definition.code, form.place
    changes = ruleset.changes_of_return(code)
    return {
        area.code: FilledReturn(
            return_code=code,
            edition=form.edition,
            area=area,
            period=form.period,
            place=place.name if place else None,
            illustrative=bool(place and place.is_illustrative(code, area.code, form.period)),
            ruleset=ruleset.hash,
            cells=by_owner.get(area.code, no_cells),
            sources=files.get(area.code, no_files),
            areas=ruleset.areas,
            changes=changes,
            layout=form.layout,
        )
        for area in form.areas
    }


def _split_by_owner(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of each owner, who stand in order, as slices of the same memory."""
    sizes = rows.group_by("_owner", maintain_order=True).len()
    starts = sizes["len"].cum_sum() - sizes["len"]
    parts = rows.drop("_owner")
    return {owner: parts.slice(start, size) for (owner, size), start in zip(sizes.iter_rows(), starts, strict=True)}


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
    ruleset: Ruleset, form: _Form, cells: pl.DataFrame, figures: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with their figures, and the files they came from; both with ``_owner``."""
    context = form.context
    stored_figures = _select_figures(ruleset, form, figures, cells["area"].unique().to_list())
    usable, recipient_figures = split_off_recipient_figures(stored_figures, form.edition)
    queries = build_queries(ruleset, form.lines, cells, usable, context=context)
    line_figures = add_survey_words(ruleset, look_up_line_figures(queries, usable, ruleset), usable)
    # What another body sent and nobody released is no reader's to see, in a mean neither.
    published = stored_figures.filter(batch_kind="pulled")
    comparators = compute_comparators(ruleset, cells, published) if context else None
    filled_cells = assemble_cells(
        ruleset, form.definition, cells, line_figures, recipient_figures=recipient_figures, comparators=comparators
    )
    figures_by_owner = line_figures.join(cells.select(pl.col("_row").cast(pl.Int64), "_owner"), on="_row", how="left")
    return filled_cells, list_source_files(figures_by_owner, stored_figures)


def _read_figures(ruleset: Ruleset, forms: Collection[_Form], read: FigureReader) -> pl.DataFrame:
    """The figures that any of the forms may use."""
    bodies = [_list_bodies(ruleset, form) for form in forms]
    areas = [
        list_areas_to_read(ruleset, codes, context=form.context) for form, codes in zip(forms, bodies, strict=True)
    ]
    some_areas = sorted(set().union(*(codes or () for codes in areas)))
    indicators = {code for form in forms for code in list_indicators_to_read(ruleset, form.lines)}
    return read(areas=None if None in areas else some_areas, indicators=sorted(indicators))


def _list_bodies(ruleset: Ruleset, form: _Form) -> list[str]:
    bodies = (body for area in form.areas for body in find_bodies(form.edition, area, ruleset.areas, form.period.end))
    return list(dict.fromkeys(body.code for body in bodies))


def _select_figures(ruleset: Ruleset, form: _Form, figures: pl.DataFrame, areas: Sequence[str]) -> pl.DataFrame:
    """Those of the figures that one form may use for cells of these areas."""
    indicators = pl.Series(list_indicators_to_read(ruleset, form.lines), dtype=pl.String)
    own = figures.filter(pl.col("indicator").is_in(indicators.implode()))
    codes = list_areas_to_read(ruleset, areas, context=form.context)
    return own if codes is None else own.filter(pl.col("area").is_in(pl.Series(codes, dtype=pl.String).implode()))
