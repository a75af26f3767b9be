"""Published cells of many editions in one call, and a whole return of the nation as one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from api.cells.pages import CellPaging
from api.cells.query import CellQuery
from api.cells.request import FORMS, CellRequest, CellRequestDep
from api.dependencies import CallerDep, ContextDep
from api.editions.visibility import Audience
from api.http.formats import add_format_paths, typed_content
from api.http.responses import MEDIA_TYPES, file_content, negotiate_format
from api.schemas.cells import PublishedCells
from api.schemas.instants import DayOrInstant
from api.schemas.period_codes import PeriodText

router = APIRouter(tags=["editions"])


@router.get(
    "/cells",
    operation_id="getCells",
    summary="Published cells of many editions",
    response_class=Response,
    responses={
        200: typed_content(PublishedCells, FORMS),
        206: {"description": "The range of a Parquet or Arrow file."},
        416: {"description": "The range lies outside the file."},
    },
)
def get_cells(cell_request: CellRequestDep) -> Response:
    """Of all areas, returns and periods that you may see, or of those that you name: JSON, CSV or SDMX-CSV as a stream,
    Parquet or Arrow as a file."""
    return cell_request.respond(negotiate_format(cell_request.request, FORMS))


@dataclass(frozen=True)
class NationRequest:
    """A return of all areas for a period, and who asks."""

    request: Request
    context: ContextDep
    who: CallerDep
    return_code: Annotated[str, Path(description="Such as core-data-set.", max_length=100)]
    period: Annotated[PeriodText, Path(description="Such as FY2024-25.", max_length=60)]
    as_of: Annotated[
        DayOrInstant | None,
        Query(description="A day, or an instant: as it stood then.", examples=["2026-04-01"]),
    ] = None
    audience: Annotated[
        Audience | None, Query(description="As whom to read; without it, as recipient where you may, else as all.")
    ] = None

    def cells(self) -> CellRequest:
        """The same as a question for cells."""
        query = CellQuery([self.return_code], period=[self.period], as_of=self.as_of, audience=self.audience)
        return CellRequest(self.request, self.context, self.who, query, CellPaging(self.request))


@router.get(
    "/returns/{return_code}/{period}.parquet",
    operation_id="getNation",
    summary="A return of the whole nation, as one file",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": file_content([MEDIA_TYPES["parquet"]])},
        206: {"description": "The range of bytes that was asked for."},
        416: {"description": "The range lies outside the file."},
    },
)
def get_nation(nation: Annotated[NationRequest, Depends()]) -> Response:
    """The latest editions of all areas that you may see, in the columns of ``/v1/cells``; kept ready until another is
    published, or one is withdrawn."""
    return nation.cells().respond("parquet")


add_format_paths(router, "/cells", FORMS)
