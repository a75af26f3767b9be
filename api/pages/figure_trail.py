"""``/figures/…/trail``: one figure from upload to publication, as the audit trail has it."""

from __future__ import annotations

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.app_state import app_state
from api.dependencies import SessionDep, conceal_not_found
from api.pages.edition_data import account_titles
from api.pages.figure_address import indicator_code
from api.pages.rendering import render_page
from api.pages.views.collection import figure_path
from api.pages.views.figure_trail import TrailReader, trail_items
from api.pages.visitor import caller
from api.pages.wording import period_words
from exports.editions.figure_trail import read_figure_trail
from exports.editions.resting_lines import FigureName
from exports.presentation.words import breakdown_words
from indicators.areas.area_reading import read_area
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject
from mappings.fill.figure_scope import list_areas_to_read
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import (
    can_read_audit,
    can_read_draft,
    can_read_restricted,
    can_read_submission,
    check_read_draft,
    check_signed_in,
)

router = APIRouter(prefix="/figures")


@router.get("/{indicator}/{area}/{period}/trail")
def get_trail(
    request: Request, session: SessionDep, indicator: str, area: str, period: str, breakdown: str = "total"
) -> Response:
    """Every act on the files that gave the figure, and on the returns and editions that say it."""
    principal, context = caller(request), app_state(request).context
    check_signed_in(principal)
    ruleset, when = context.ruleset, read_period(period)
    with conceal_not_found():
        code = indicator_code(ruleset, indicator, when.code)
        place = read_area(ruleset.areas, area, when).area.code
        about = build_subject(ruleset, area=place)
        check_read_draft(principal, about)
    figure = FigureName(code, place, when.code)
    restricted = ruleset.indicator(code).access == "restricted" and not can_read_restricted(principal, about)
    inputs = () if restricted else _list_inputs(session, ruleset, figure, breakdown)
    events = read_figure_trail(session, ruleset, context.blobs, figure, inputs=inputs, breakdown=breakdown)
    reader = TrailReader(
        account_titles(session), can_read_submission(principal, about), can_read_draft(principal, about),
        can_read_audit(principal, about),
    )  # fmt: skip
    part = "" if breakdown == "total" else f", {breakdown_words(breakdown)}"
    return render_page(
        request, "figure_trail.html", title="From upload to publication", section="figure",
        items=[] if restricted else trail_items(ruleset, events, reader), restricted=restricted,
        of=ruleset.indicator(code).title, where=f"{ruleset.areas.get(place).name}, {period_words(when)}{part}",
        here=figure_path(*figure, breakdown),
    )  # fmt: skip


def _list_inputs(session: SessionDep, ruleset: Ruleset, figure: FigureName, breakdown: str) -> tuple[FigureName, ...]:
    """The given figures that a figure is made of."""
    areas = list_areas_to_read(ruleset, [figure.area], context=False)
    key = [(*figure, breakdown, "actual")]
    need = pl.DataFrame(key, schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    figures = read_figures(session, areas=areas, former=ruleset.former_codes)
    result = evaluate(need, figures, context=ruleset.evaluation_context()).row(0, named=True)
    given = ((one["indicator"], one["area"], one["period"]) for one in result["lineage"] or ())
    return tuple(dict.fromkeys(FigureName(*name) for name in given))
