"""The returns, and each one filled for an area and a period."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from api.dependencies import CallerDep, OfPlaceParam, SearchParam, SignedInDep, conceal_not_found
from api.http.as_of import AsOfReaderDep, rules_headers
from api.http.formats import add_format_paths, typed_content
from api.http.paging import WholeListPageDep
from api.http.responses import MEDIA_TYPES, etag_response, negotiate_format
from api.schemas.catalogue import Returns
from api.schemas.filled_returns import FilledReturnFile
from api.schemas.period_codes import PeriodText
from exports.as_of import DraftRequest, render_draft_as_of
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject
from mappings.ruleset.definitions_as_of import describe_returns
from returnonce.access.policy import ANYTHING, can_read_restricted, check_read_definitions, check_read_draft

router = APIRouter(prefix="/returns", tags=["returns"])
Form = Literal["json", "csv", "xlsx", "parquet", "sdmx.csv", "data.csv"]
FORMS: tuple[Form, ...] = get_args(Form)
DRAFT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The draft.", **typed_content(FilledReturnFile, FORMS)},
    304: {"description": "You have it already."},
}


@router.get("", operation_id="listReturns", summary="Returns", response_model=Returns)
def list_returns(
    reader: AsOfReaderDep,
    who: CallerDep,
    page_request: WholeListPageDep,
    place: OfPlaceParam = None,
    q: SearchParam = None,
) -> Response:
    """Every return with its editions; with ``as_of`` those of then."""
    check_read_definitions(who, ANYTHING)
    with conceal_not_found():
        return reader.page(describe_returns, "returns", page_request, place=place, q=q)


@router.get(
    "/{return_code}/{area}/{period}",
    operation_id="getDraft",
    summary="A return as figures stand",
    response_class=Response,
    responses=DRAFT,
)
def get_filled_return(
    reader: AsOfReaderDep,
    who: SignedInDep,
    return_code: Annotated[str, Path(max_length=100)],
    area: Annotated[str, Path(max_length=100)],
    period: Annotated[PeriodText, Path(max_length=60)],
    form: Annotated[Form | None, Query(alias="format", description="Instead of Accept.")] = None,
) -> Response:
    """The draft in the format asked for by ``Accept`` or ``format``; ``data.csv`` is the CSV for programs. With
    ``as_of`` by the figures and the rules of then."""
    with conceal_not_found():
        about = build_subject(reader.context.ruleset, area=area, return_code=return_code)
        check_read_draft(who, about)
        file_format = form or negotiate_format(reader.request, ("json", "csv", "xlsx", "parquet", "sdmx.csv"))
        query = DraftRequest(return_code, area, read_period(period).code, reader.as_of)
        draft = render_draft_as_of(reader.context, query, file_format, all_figures=can_read_restricted(who, about))
    media = MEDIA_TYPES.get(file_format, MEDIA_TYPES["csv"])
    headers = rules_headers(draft.rules)
    return etag_response(reader.request, draft.data, media_type=media, file_name=draft.name, headers=headers)


add_format_paths(router, "/{return_code}/{area}/{period}", FORMS)
