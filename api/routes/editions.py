"""Published editions: the list, each one, and its files, cells and changes; numbered ones stay the same for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import CallerDep, RulesetDep, ServicesDep, SessionDep, conceal_not_found
from api.editions.file_response import file_answer
from api.editions.files import CELLS, CHANGES, CellsForm, ChangesForm, cells_file, changes_file, named_file, wanted
from api.editions.serializers import BASE, listed, shown
from api.editions.visibility import Audience, Seen, open_audiences, see
from api.http.paging import PageRequestDep
from api.http.responses import MEDIA_TYPES, etag_response, file_content
from api.middleware.response_cache.cacheable import mark_cacheable
from api.schemas.editions import Editions, EditionShown
from exports.editions.changes.reader_changes import render_changes_since
from exports.editions.published_editions import EditionFile, read_editions
from exports.formats.csvw import MEDIA_TYPE as CSVW
from exports.formats.sdmx.structure import MEDIA_TYPE as STRUCTURE
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset import Ruleset

router = APIRouter(prefix="/editions", tags=["editions"])
ONE = "/{return_code}/{area}/{period}/{number}"


def _answers(*more: str, forms: tuple[str, ...]) -> dict[int | str, dict[str, Any]]:
    """What a kept file may be answered with."""
    kinds = file_content([*(MEDIA_TYPES[form] for form in forms), *more])
    return {
        200: {"description": "The file, as it was published.", "content": kinds},
        206: {"description": "The range of bytes that was asked for.", "content": kinds},
        304: {"description": "You have it already."},
        416: {"description": "The range lies outside the file."},
    }


FILE, OF_CELLS, OF_CHANGES = (
    _answers(CSVW, STRUCTURE, forms=CELLS),
    _answers(forms=CELLS),
    _answers(forms=CHANGES),
)
AudienceQuery = Annotated[
    Audience | None, Query(description="As whom to read it; without it, as its recipient where you may, else as all.")
]


Since = Literal["published", "acknowledged"]
SinceQuery = Annotated[
    Since, Query(description="Against the edition before, as published with it; or against the last you acknowledged.")
]


@dataclass(frozen=True)
class OfOne:
    """What every route of one edition is given, and the edition that the caller sees."""

    request: Request
    ruleset: RulesetDep
    session: SessionDep
    who: CallerDep
    return_code: Annotated[str, Path(description="Such as core-data-set.", max_length=100)]
    area: Annotated[str, Path(description="Code or name.", max_length=100)]
    period: Annotated[str, Path(description="Such as FY2024-25.", max_length=60)]
    number: Annotated[str, Path(description="1, 2, 3 … or latest.", pattern="^(latest|[1-9][0-9]{0,8})$")]
    audience: AudienceQuery = None

    def seen(self) -> Seen:
        key = _key(self.ruleset, self.return_code, self.area, self.period)
        return see(self.session, self.ruleset, self.who, key=key, number=self.number, audience=self.audience)

    def answer(self, house: ServicesDep, seen: Seen, file: EditionFile) -> Response:
        return mark_cacheable(self.request, self.who, file_answer(self.request, house.home, seen, file))


OfOneDep = Annotated[OfOne, Depends()]


@router.get("", operation_id="listEditions", summary="Editions that you may read", response_model=Editions)
def list_editions(
    asked: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    who: CallerDep,
    return_code: Annotated[str | None, Query(alias="return", description="Only of this return.")] = None,
    area: Annotated[str | None, Query(description="Only of this area; code or name.")] = None,
    period: Annotated[str | None, Query(description="Only of this period.")] = None,
    after: Annotated[datetime | None, Query(description="Only those published after this instant.")] = None,
) -> Response:
    """In the order in which they were published; withdrawn ones too. Without signing in: what was released to all."""
    with conceal_not_found():
        code = ruleset.areas.find(area).code if area else None
    when = parse_period(period).code if period else None
    found = read_editions(session, return_code=return_code, area=code, period=when)
    since = after if after is None or after.tzinfo else after.replace(tzinfo=asked.position.as_of.tzinfo)
    there = [
        one for one in found if one.published_at <= asked.position.as_of and (since is None or one.published_at > since)
    ]
    rows = [(one, audiences) for one in there if (audiences := open_audiences(ruleset, who, one))]
    page = asked.slice(rows)
    told = Editions(editions=[listed(one, audiences) for one, audiences in page.rows])
    data = told.model_dump_json(by_alias=True).encode()
    return etag_response(asked.request, data, media_type="application/json", headers=page.headers)


@router.get(ONE, operation_id="getEdition", summary="One edition, and its files", response_model=EditionShown)
def get_edition(one: OfOneDep) -> Response:
    """``latest`` is the newest that you have and that was not withdrawn. What is not open to you is not here."""
    seen = one.seen()
    data = shown(seen, open_audiences(one.ruleset, one.who, seen.edition)).model_dump_json(by_alias=True).encode()
    return mark_cacheable(one.request, one.who, etag_response(one.request, data, media_type="application/json"))


@router.get(
    f"{ONE}/files/{{file}}",
    operation_id="getEditionFile",
    summary="A file of an edition",
    response_class=Response,
    responses=FILE,
)
def get_file(one: OfOneDep, house: ServicesDep, file: Annotated[str, Path(max_length=200)]) -> Response:
    """The bytes that were published; the same for ever, also after a restatement or a withdrawal."""
    seen = one.seen()
    return one.answer(house, seen, named_file(seen.edition, seen.audience, file))


@router.get(
    f"{ONE}/cells",
    operation_id="getEditionCells",
    summary="The cells, as Accept asks",
    response_class=Response,
    responses=OF_CELLS,
)
def get_cells(one: OfOneDep, house: ServicesDep) -> Response:
    """JSON, CSV for programs, XLSX, Parquet or SDMX-CSV; the file of that kind which was published."""
    seen = one.seen()
    return one.answer(house, seen, cells_file(seen.edition, seen.audience, wanted(one.request, CELLS)))


@router.get(
    f"{ONE}/cells.{{form}}",
    operation_id="getEditionCellsAs",
    summary="The cells under a plain link",
    response_class=Response,
    responses=OF_CELLS,
)
def get_cells_as(one: OfOneDep, house: ServicesDep, form: CellsForm) -> Response:
    """For Power Query, Excel and whatever cannot send ``Accept``; ``latest`` in the address makes the link a lasting
    one. ``csv`` is the one for programs, without apostrophes before text that looks like a formula."""
    seen = one.seen()
    return one.answer(house, seen, cells_file(seen.edition, seen.audience, form))


@router.get(
    f"{ONE}/changes",
    operation_id="getEditionChanges",
    summary="What changed",
    response_class=Response,
    responses=OF_CHANGES,
)
def get_changes(one: OfOneDep, house: ServicesDep, since: SinceQuery = "published") -> Response:
    """Against the edition that this audience had before: added, changed, withdrawn, fell to zero, went missing,
    suppressed and more; old and new."""
    return _changes(one, house, wanted(one.request, CHANGES), since)


@router.get(
    f"{ONE}/changes.{{form}}",
    operation_id="getEditionChangesAs",
    summary="Changes, plain link",
    response_class=Response,
    responses=OF_CHANGES,
)
def get_changes_as(one: OfOneDep, house: ServicesDep, form: ChangesForm, since: SinceQuery = "published") -> Response:
    """The same under a plain link."""
    return _changes(one, house, form, since)


def _changes(one: OfOne, house: ServicesDep, form: str, since: Since) -> Response:
    seen = one.seen()
    if since == "published":
        return one.answer(house, seen, changes_file(seen.edition, seen.audience, form))
    files = render_changes_since(one.session, house.home, seen.edition, seen.audience, reader=one.who.name)
    file = next(each for each in files if each.name == f"changes.{form}")
    return etag_response(one.request, file.data, media_type=file.media_type)


def _key(ruleset: Ruleset, return_code: str, area: str, period: str) -> tuple[str, str, str]:
    when = parse_period(period)
    with conceal_not_found():
        return return_code, ruleset.areas.find(area, on=when.end).code, when.code


__all__ = ["BASE", "router"]
