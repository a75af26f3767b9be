"""The figures that were given: what stands, and everything that is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import polars as pl
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.dependencies import AsOfDep, ContextDep, RulesetDep, SessionDep, SignedInDep, conceal_not_found
from api.figures.figure_detail import FigureQuery, figure_details
from api.figures.serializers import figure_row
from api.figures.visibility import visible_figures
from api.http.paging import PageRequestDep
from api.http.responses import model_response
from api.schemas.figures import FigureRow, Figures, FigureShown
from api.schemas.period_codes import PeriodText
from indicators.areas.area_reading import AreaReading, read_area
from indicators.catalogue.catalogue_files import find_indicator
from indicators.figures.store import read_figures
from indicators.period.printed import read_period
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import check_somewhere
from returnonce.errors import WrongUsage

router = APIRouter(prefix="/figures", tags=["figures"])
ORDER = ("area", "period", "indicator", "breakdown", "kind", "agency")


@dataclass(frozen=True)
class FigureFilter:
    """Which figures are listed."""

    indicator: Annotated[str | None, Query(description="Only this indicator, by its code.")] = None
    area: Annotated[str | None, Query(description="Only this area; code or name.")] = None
    period: Annotated[PeriodText | None, Query(description="Only this period.")] = None

    def read_area(self, ruleset: Ruleset) -> AreaReading | None:
        """The area that is named, in the period where one is named; None where no area is."""
        if not self.area:
            return None
        return read_area(ruleset.areas, self.area, read_period(self.period) if self.period else None)

    def read(self, session: Session, ruleset: Ruleset, at: datetime) -> pl.DataFrame:
        """The figures that stood at an instant, whoever may read them.

        Raises:
            WrongUsage: neither an indicator nor an area is named.
            NotFound: there is no such indicator, area or period.
        """
        if self.indicator is None and self.area is None:
            raise WrongUsage(
                "Neither an indicator nor an area is named.", where="area", mend="Name one of them, or both."
            )
        period = read_period(self.period).code if self.period else None
        indicators = [find_indicator(ruleset.catalogue, self.indicator, period).code] if self.indicator else None
        periods = [period] if period else None
        reading = self.read_area(ruleset)
        areas = [reading.area.code] if reading else None
        former = ruleset.former_codes
        return read_figures(session, indicators=indicators, areas=areas, periods=periods, as_of=at, former=former)


@dataclass(frozen=True)
class FigureAddress:
    """One figure as an address names it."""

    indicator: Annotated[str, Path(max_length=200)]
    area: Annotated[str, Path(max_length=200)]
    period: Annotated[PeriodText, Path(max_length=60)]
    breakdown: Annotated[str, Query(max_length=200, description="Such as total or sex=F.")] = "total"

    def query(self, ruleset: Ruleset, as_of: datetime | None) -> FigureQuery:
        """Its codes. Raises ``NotFound``."""
        period = read_period(self.period)
        code = find_indicator(ruleset.catalogue, self.indicator, period.code).code
        with conceal_not_found():
            reading = read_area(ruleset.areas, self.area, period)
        return FigureQuery(code, reading.area.code, period.code, self.breakdown, as_of, reading.note or None)


@router.get("", operation_id="listFigures", summary="Figures that stand", response_model=Figures)
def list_figures(
    filters: Annotated[FigureFilter, Depends()],
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    as_of: AsOfDep,
) -> Response:
    """Of each agency the newest that stood at an instant: at ``as_of``, else when the first page was asked for. Name
    an indicator or an area. An agency sees what it gave itself."""
    check_somewhere(who, "read_figures")
    at = as_of or page_request.position.as_of
    visible = visible_figures(filters.read(session, ruleset, at), ruleset, who).sort(ORDER)
    page = page_request.slice(visible.rows(named=True))
    reading = filters.read_area(ruleset)
    content = Figures(
        as_of=at,
        area_note=(reading.note or None) if reading else None,
        figures=[FigureRow(**figure_row(row)) for row in page.rows],
    )
    return model_response(page_request.request, content, headers=page.headers)


@router.get("/{indicator}/{area}/{period}", operation_id="getFigure", summary="One figure", response_model=FigureShown)
def get_figure(
    request: Request,
    address: Annotated[FigureAddress, Depends()],
    context: ContextDep,
    session: SessionDep,
    who: SignedInDep,
    as_of: AsOfDep,
) -> Response:
    """Its value, the figures, files and rows that it rests on, every version that there was, and which returns and
    editions show it. Worked out from nothing but what the caller may see."""
    check_somewhere(who, "read_figures")
    ruleset = context.ruleset
    content = figure_details(session, ruleset, context.blobs, who, address.query(ruleset, as_of))
    return model_response(request, content)
