"""Published editions: the list, each one, and its files, cells and changes; numbered ones stay the same for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.dependencies import CallerDep, ContextDep, RulesetDep, SessionDep, conceal_not_found
from api.editions.file_response import edition_file_response
from api.editions.files import (
    CELLS,
    CHANGES,
    cells_file,
    changes_file,
    choose_media_type,
    named_file,
)
from api.editions.serializers import BASE, edition_details, edition_summary
from api.editions.visibility import Audience, VisibleEdition, find_visible_edition, readable_audiences
from api.http.formats import add_format_paths, typed_content
from api.http.paging import PageRequestDep
from api.http.responses import MEDIA_TYPES, etag_response, file_content, model_response
from api.middleware.response_cache.cacheable import mark_cacheable
from api.schemas.editions import Editions, EditionShown
from api.schemas.filled_returns import EditionChanges, FilledReturnFile
from api.schemas.instants import Instant
from api.schemas.period_codes import PeriodText
from api.schemas.text_types import AreaText, CodeText
from exports.editions.changes.reader_changes import render_changes_since
from exports.editions.published_editions import EditionFile, PublishedEdition, read_editions
from exports.formats.csvw import MEDIA_TYPE as CSVW
from exports.formats.sdmx.structure import MEDIA_TYPE as STRUCTURE
from indicators.period.printed import read_period
from mappings.ruleset.ruleset import Ruleset

router = APIRouter(prefix="/editions", tags=["editions"])
EDITION_PATH = "/{return_code}/{area}/{period}/{number}"


def _file_responses(answer: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """What a kept file may be answered with; a part of it is bytes, whatever it is a part of."""
    kinds = file_content(answer["content"]) if "model" not in answer else file_content([*answer["content"], JSON])
    return {
        200: {"description": "The file, as it was published.", **answer},
        206: {"description": "The range of bytes that was asked for.", "content": kinds},
        304: {"description": "You have it already."},
        416: {"description": "The range lies outside the file."},
    }


JSON = MEDIA_TYPES["json"]
FILE = _file_responses({"content": file_content([*(MEDIA_TYPES[form] for form in CELLS), CSVW, STRUCTURE])})
OF_CELLS = _file_responses(typed_content(FilledReturnFile, CELLS))
OF_CHANGES = _file_responses(typed_content(EditionChanges, CHANGES))
AudienceQuery = Annotated[
    Audience | None, Query(description="As whom to read it; without it, as its recipient where you may, else as all.")
]


Since = Literal["published", "acknowledged"]
SinceQuery = Annotated[
    Since, Query(description="Against the edition before, as published with it; or against the last you acknowledged.")
]


@dataclass(frozen=True)
class EditionRequest:
    """What every route of one edition is given, and the edition that the caller sees."""

    request: Request
    context: ContextDep
    session: SessionDep
    principal: CallerDep
    return_code: Annotated[str, Path(description="Such as core-data-set.", max_length=100)]
    area: Annotated[str, Path(description="Code or name.", max_length=100)]
    period: Annotated[PeriodText, Path(description="Such as FY2024-25.", max_length=60)]
    number: Annotated[str, Path(description="1, 2, 3 … or latest.", pattern="^(latest|[1-9][0-9]{0,8})$")]
    audience: AudienceQuery = None

    def visible_edition(self) -> VisibleEdition:
        key = _key(self.context.ruleset, self.return_code, self.area, self.period)
        return find_visible_edition(
            self.session, self.context.ruleset, self.principal, key=key, number=self.number, audience=self.audience
        )

    def file_response(self, visible: VisibleEdition, file: EditionFile) -> Response:
        response = edition_file_response(self.request, self.context.blobs, visible, file)
        return mark_cacheable(self.request, self.principal, response)


EditionRequestDep = Annotated[EditionRequest, Depends()]


@dataclass(frozen=True)
class EditionFilter:
    """Which editions are listed."""

    return_code: Annotated[CodeText | None, Query(alias="return", description="Only of this return.")] = None
    area: Annotated[AreaText | None, Query(description="Only of this area; code or name.")] = None
    period: Annotated[PeriodText | None, Query(description="Only of this period.")] = None
    after: Annotated[Instant | None, Query(description="Only those published after this instant.")] = None

    def read(self, session: Session, ruleset: Ruleset, until: datetime) -> list[PublishedEdition]:
        """The editions published until an instant, whoever may read them. Raises ``NotFound``."""
        with conceal_not_found():
            area = ruleset.areas.find(self.area).code if self.area else None
        period = read_period(self.period).code if self.period else None
        editions = read_editions(session, return_code=self.return_code, area=area, period=period)
        return [
            edition
            for edition in editions
            if edition.published_at <= until and (self.after is None or edition.published_at > self.after)
        ]


@router.get("", operation_id="listEditions", summary="Editions that you may read", response_model=Editions)
def list_editions(
    filters: Annotated[EditionFilter, Depends()],
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: CallerDep,
) -> Response:
    """In the order in which they were published; withdrawn ones too. Without signing in: what was released to all."""
    editions = filters.read(session, ruleset, page_request.position.as_of)
    rows = [(edition, audiences) for edition in editions if (audiences := readable_audiences(ruleset, who, edition))]
    page = page_request.slice(rows)
    content = Editions(editions=[edition_summary(one, audiences) for one, audiences in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


@router.get(EDITION_PATH, operation_id="getEdition", summary="One edition, and its files", response_model=EditionShown)
def get_edition(one: EditionRequestDep) -> Response:
    """``latest`` is the newest that you have and that was not withdrawn. What is not open to you is not here."""
    visible = one.visible_edition()
    content = edition_details(visible, readable_audiences(one.context.ruleset, one.principal, visible.edition))
    return mark_cacheable(one.request, one.principal, model_response(one.request, content))


@router.get(
    f"{EDITION_PATH}/files/{{file}}",
    operation_id="getEditionFile",
    summary="A file of an edition",
    response_class=Response,
    responses=FILE,
)
def get_file(one: EditionRequestDep, file: Annotated[str, Path(max_length=200)]) -> Response:
    """The bytes that were published; the same for ever, also after a restatement or a withdrawal."""
    visible = one.visible_edition()
    return one.file_response(visible, named_file(visible.edition, visible.audience, file))


@router.get(
    f"{EDITION_PATH}/cells",
    operation_id="getEditionCells",
    summary="The cells, as Accept asks",
    response_class=Response,
    responses=OF_CELLS,
)
def get_cells(one: EditionRequestDep) -> Response:
    """JSON, CSV for programs, XLSX, Parquet or SDMX-CSV; the file of that kind which was published. An ending (such as
    ``.csv``) is for Power Query, Excel and whatever cannot send ``Accept``; ``latest`` in the address makes the link a
    lasting one. ``csv`` is the one for programs, without apostrophes before text that looks like a formula."""
    visible = one.visible_edition()
    return one.file_response(
        visible, cells_file(visible.edition, visible.audience, choose_media_type(one.request, CELLS))
    )


@router.get(
    f"{EDITION_PATH}/changes",
    operation_id="getEditionChanges",
    summary="What changed",
    response_class=Response,
    responses=OF_CHANGES,
)
def get_changes(one: EditionRequestDep, since: SinceQuery = "published") -> Response:
    """Against the edition that this audience had before: added, changed, withdrawn, fell to zero, went missing,
    suppressed and more; old and new."""
    return _changes(one, choose_media_type(one.request, CHANGES), since)


def _changes(request: EditionRequest, form: str, since: Since) -> Response:
    visible = request.visible_edition()
    if since == "published":
        return request.file_response(visible, changes_file(visible.edition, visible.audience, form))
    files = render_changes_since(
        request.session, request.context.blobs, visible.edition, visible.audience, reader=request.principal.name,
        former=request.context.ruleset.former_codes,
    )  # fmt: skip
    file = next(file for file in files if file.name == f"changes.{form}")
    return etag_response(request.request, file.data, media_type=file.media_type)


add_format_paths(router, f"{EDITION_PATH}/cells", CELLS)
add_format_paths(router, f"{EDITION_PATH}/changes", CHANGES)


def _key(ruleset: Ruleset, return_code: str, area: str, period: str) -> tuple[str, str, str]:
    when = read_period(period)
    with conceal_not_found():
        return return_code, ruleset.areas.find(area, on=when.end).code, when.code


__all__ = ["BASE", "router"]
