"""The figures that were given: what stands, and everything that is known of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import AsOfDep, ContextDep, RulesetDep, SessionDep, SignedInDep, conceal_not_found
from api.figures.figure_detail import FigureQuery, figure_details
from api.figures.serializers import figure_row
from api.figures.visibility import visible_figures
from api.http.paging import PageRequestDep
from api.http.responses import etag_response
from api.schemas.figures import FigureRow, Figures, FigureShown
from indicators.catalogue.catalogue_files import find_indicator
from indicators.figures.store import read_figures
from indicators.period.codes import parse_period
from returnonce.access.policy import check_somewhere
from returnonce.errors import WrongUsage

router = APIRouter(prefix="/figures", tags=["figures"])
ORDER = ("area", "period", "indicator", "breakdown", "kind", "agency")


@router.get("", operation_id="listFigures", summary="Figures that stand", response_model=Figures)
def list_figures(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    as_of: AsOfDep,
    indicator: Annotated[str | None, Query(description="Only this indicator, by its code.")] = None,
    area: Annotated[str | None, Query(description="Only this area; code or name.")] = None,
    period: Annotated[str | None, Query(description="Only this period.")] = None,
) -> Response:
    """Of each agency the newest that stood at an instant: at ``as_of``, else when the first page was asked for. Name
    an indicator or an area. An agency sees what it gave itself."""
    check_somewhere(who, "read_figures")
    if indicator is None and area is None:
        raise WrongUsage("Neither an indicator nor an area is named.", where="area", mend="Name one of them, or both.")
    code = find_indicator(ruleset.catalogue, indicator).code if indicator else None
    when = parse_period(period).code if period else None
    place = ruleset.areas.find(area).code if area else None
    at = as_of or page_request.position.as_of
    stored = read_figures(
        session, indicators=[code] if code else None, areas=[place] if place else None,
        periods=[when] if when else None, as_of=at,
    )  # fmt: skip
    visible = visible_figures(stored, ruleset, who).sort(ORDER)
    page = page_request.slice(visible.rows(named=True))
    content = Figures(as_of=at, figures=[FigureRow(**figure_row(row)) for row in page.rows])
    return etag_response(
        page_request.request, content.model_dump_json().encode(), media_type="application/json", headers=page.headers
    )


@router.get("/{indicator}/{area}/{period}", operation_id="getFigure", summary="One figure", response_model=FigureShown)
def get_figure(
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    context: ContextDep,
    who: SignedInDep,
    as_of: AsOfDep,
    indicator: Annotated[str, Path(max_length=200)],
    area: Annotated[str, Path(max_length=200)],
    period: Annotated[str, Path(max_length=60)],
    breakdown: Annotated[str, Query(max_length=200, description="Such as total or sex=F.")] = "total",
) -> Response:
    """Its value, the figures, files and rows that it rests on, every version that there was, and which returns and
    editions show it. Worked out from nothing but what the caller may see."""
    check_somewhere(who, "read_figures")
    code = find_indicator(ruleset.catalogue, indicator).code
    when = parse_period(period)
    with conceal_not_found():
        place = ruleset.areas.find(area, on=when.end).code
    content = figure_details(
        session, ruleset, context.blobs, who, FigureQuery(code, place, when.code, breakdown, as_of)
    )
    return etag_response(request, content.model_dump_json(by_alias=True).encode(), media_type="application/json")
