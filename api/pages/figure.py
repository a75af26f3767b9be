"""``/figures/…``: a figure, where it comes from, and which returns use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.dependencies import RulesetDep, SessionDep
from api.pages.rendering import page_path, render_page
from api.pages.views.figure import figure_page
from api.pages.visitor import caller
from indicators.areas.area_reading import read_area
from indicators.catalogue.catalogue_files import find_indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures, read_versions
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject, filter_own_rows
from mappings.fill.figure_scope import list_areas_to_read
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_figures, can_read_restricted, check_read_figures, check_somewhere
from returnonce.errors import ReturnOnceError

router = APIRouter(prefix="/figures")


@router.get("")
def get_search(
    request: Request, ruleset: RulesetDep, indicator: str = "", area: str = "", period: str = ""
) -> Response:
    """A form that leads to a figure; what does not fit is said beside its field."""
    check_somewhere(caller(request), "read_figures")
    entered = {"indicator": indicator.strip(), "area": area.strip(), "period": period.strip()}
    if not any(entered.values()):
        return render_page(request, "figures.html", title="Find a figure", section="figure", entered=entered, faults={})
    faults = _faults(ruleset, entered)
    if not faults:
        return RedirectResponse(page_path("figures", entered["indicator"], entered["area"], entered["period"]), 303)
    return render_page(
        request,
        "figures.html",
        title="Find a figure",
        section="figure",
        entered=entered,
        faults=faults,
        error=True,
        status=422,
    )


@router.get("/{indicator}/{area}/{period}")
def get_figure(
    request: Request, session: SessionDep, indicator: str, area: str, period: str, breakdown: str = "total"
) -> Response:
    """One figure; ``indicator`` is a code or a line of a return, ``area`` a code or a name."""
    principal, ruleset = caller(request), app_state(request).context.ruleset
    check_somewhere(principal, "read_figures")
    when = read_period(period)
    code = indicator_code(ruleset, indicator, when.code)
    reading = read_area(ruleset.areas, area, when)
    place = reading.area.code
    need = pl.DataFrame(
        [(code, place, when.code, breakdown, "actual")], schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row"
    )
    areas, former = list_areas_to_read(ruleset, [place], context=False), ruleset.former_codes
    figures = read_figures(session, areas=areas, former=former)
    result = evaluate(need, figures, context=ruleset.evaluation_context()).row(0, named=True)
    about = build_subject(ruleset, area=place)
    check_read_figures(principal, replace(about, agency=result["agency"]))
    versions = read_versions(session, indicator=code, area=place, period=when.code, former=former)
    history = filter_own_rows(versions.with_columns(place=pl.lit(about.place)), principal, can_read_figures)
    page = figure_page(result, history, ruleset, restricted=not can_read_restricted(principal, about))
    return render_page(request, "figure.html", title=page.title, section="figure", page=page, area_note=reading.note)


def _faults(ruleset: Ruleset, entered: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field, in words."""
    tries: dict[str, tuple[str, Callable[[str], object]]] = {
        "indicator": ("Write an indicator, such as NI 62.", lambda text: indicator_code(ruleset, text)),
        "area": ("Write an area, such as Lewisham.", lambda text: ruleset.areas.find(text)),
        "period": ("Write a period, such as FY2009-10.", read_period),
    }
    return {name: told for name, (missing, read) in tries.items() if (told := _fault(entered[name], missing, read))}


def _fault(text: str, missing: str, read: Callable[[str], object]) -> str:
    if not text:
        return missing
    try:
        read(text)
    except ReturnOnceError as error:
        return f"{error.what} {error.mend or ''}".rstrip()
    return ""


def indicator_code(ruleset: Ruleset, text: str, period: str | None = None) -> str:
    """The code that a code, of now or of that period, or a line of a return names.

    Raises:
        NotFound, Refused: there is none, or the line has parts.
    """
    line = ruleset.line_index.find(text) if text not in ruleset.catalogue else None
    exact = line.exact if line is not None else None
    return exact.object_id if exact is not None else find_indicator(ruleset.catalogue, text, period).code
