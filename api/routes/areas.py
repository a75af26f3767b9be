"""The areas: codes, names, and what lay in what from when to when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import CallerDep, RulesetDep, SearchParam
from api.http.paging import PageRequestDep
from api.http.responses import model_response
from api.schemas.definitions import AreaCode, AreaLink, AreaListed, AreaNeighbour, Areas, AreaShown, AreaSuccessor
from indicators.areas.area_book import AreaBook
from indicators.areas.area_files import Area, AreaKind, Hierarchy, ParentLink
from mappings.definitions.word_search import has_words, split_words
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/areas", tags=["areas"])


@router.get("", operation_id="listAreas", summary="Areas", response_model=Areas)
def list_areas(
    page_request: PageRequestDep,
    ruleset: RulesetDep,
    who: CallerDep,
    kind: Annotated[AreaKind | None, Query(description="Only of this kind.")] = None,
    parent: Annotated[str | None, Query(description="Only what lies in this area now; code or name.")] = None,
    hierarchy: Annotated[Hierarchy | None, Query(description="In which hierarchy it lies there.")] = None,
    q: SearchParam = None,
) -> Response:
    """In the order of the file: every area that the definitions know, former ones too."""
    check_read_definitions(who, ANYTHING)
    book = ruleset.areas
    areas = book.children(book.find(parent).code, hierarchy) if parent else book.all()
    words = split_words(q)
    page = page_request.slice(
        [area for area in areas if kind in (None, area.kind) and has_words(words, area.code, area.name)]
    )
    content = Areas(areas=[AreaListed(**_area_fields(area)) for area in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


@router.get("/{code}", operation_id="getArea", summary="One area", response_model=AreaShown)
def get_area(
    request: Request, ruleset: RulesetDep, who: CallerDep, code: Annotated[str, Path(max_length=200)]
) -> Response:
    """``code``: any code or spelling of it that is known, such as E10000024, 37 or Nottinghamshire."""
    check_read_definitions(who, ANYTHING)
    book = ruleset.areas
    area = book.get(code) if code in book else book.find(code)
    kept_by = ruleset.place_of(area.code)
    content = AreaShown(
        **_area_fields(area), note=area.note, source=area.source, place=kept_by.name if kept_by else None,
        other_codes=[
            AreaCode(scheme=alias.scheme, code=alias.alias, valid_from=str(alias.valid_from),
            valid_to=_day(alias.valid_to),
                     source=alias.source)
            for alias in book.dated_aliases(area.code)
        ],
        parents=[_link(book, link, link.parent) for link in book.parent_links(area.code)],
        children=[_link(book, link, link.child) for link in book.child_links(area.code)],
        successors=[
            AreaSuccessor(code=successor.successor, name=book.get(successor.successor).name, on=successor.on,
            source=successor.source)
            for successor in book.successors(area.code)
        ],
        neighbours=[AreaNeighbour(code=near, name=book.get(near).name) for near in book.neighbours(area.code)],
    )  # fmt: skip
    return model_response(request, content)


def _area_fields(area: Area) -> dict[str, str | None]:
    return {
        "code": area.code, "name": area.name, "kind": area.kind, "valid_from": str(area.valid_from),
        "valid_to": _day(area.valid_to),
    }  # fmt: skip


def _link(book: AreaBook, link: ParentLink, other: str) -> AreaLink:
    return AreaLink(
        code=other, name=book.get(other).name, hierarchy=link.hierarchy, valid_from=str(link.valid_from),
        valid_to=_day(link.valid_to), source=link.source,
    )  # fmt: skip


def _day(value: object) -> str | None:
    return None if value is None else str(value)
