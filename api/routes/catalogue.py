"""The canonical indicators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api.dependencies import CallerDep, OfPlaceParam, SearchParam, conceal_not_found
from api.http.as_of import AsOfReaderDep
from api.http.paging import WholeListPageDep
from api.schemas.catalogue import Catalogue, IndicatorShown
from mappings.ruleset.definitions_as_of import describe_catalogue, describe_indicator
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/catalogue", tags=["catalogue"])
SHORT = ["code", "title", "unit", "per", "polarity", "population_base", "confidence", "access"]


@router.get("", operation_id="listIndicators", summary="Indicators", response_model=Catalogue)
def list_indicators(
    reader: AsOfReaderDep,
    who: CallerDep,
    page_request: WholeListPageDep,
    place: OfPlaceParam = None,
    q: SearchParam = None,
) -> Response:
    """Code, title, unit and confidence of every indicator; with ``as_of`` by the catalogue of then."""
    check_read_definitions(who, ANYTHING)
    with conceal_not_found():
        return reader.page(describe_catalogue, "indicators", page_request, fields=SHORT, place=place, q=q)


@router.get("/{code}", operation_id="getIndicator", summary="One indicator", response_model=IndicatorShown)
def get_indicator(reader: AsOfReaderDep, who: CallerDep, code: Annotated[str, Path(max_length=200)]) -> Response:
    """Everything its file says; with ``as_of`` that of then."""
    check_read_definitions(who, ANYTHING)
    return reader.definitions(describe_indicator, code=code)
