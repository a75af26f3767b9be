"""Which line is which indicator, and how its value is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from api.dependencies import CallerDep, SearchParam, conceal_not_found
from api.http.as_of import AsOfReaderDep
from api.http.paging import WholeListPageDep
from api.http.responses import file_content
from api.schemas.catalogue import Mappings, ReturnLines
from api.schemas.text_types import CodeText
from mappings.definitions.return_definitions import Predicate
from mappings.ruleset.definitions_as_of import describe_lines
from mappings.ruleset.mapping_set import MappingFilter, describe_mappings, write_sssom_set
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/mappings", tags=["mappings"])
TSV = "text/tab-separated-values; charset=utf-8"
SSSOM: dict[int | str, dict[str, Any]] = {200: {"description": "The file.", "content": file_content([TSV])}}


@dataclass(frozen=True)
class MappingQuery:
    """Which mappings are asked for."""

    q: SearchParam = None
    return_code: Annotated[list[CodeText] | None, Query(alias="return", description="Only of these returns.")] = None
    indicator: Annotated[list[CodeText] | None, Query(description="Only to these indicators, by code.")] = None
    predicate: Annotated[list[Predicate] | None, Query(description="Only with these predicates.")] = None

    @property
    def mapping_filter(self) -> MappingFilter:
        """As the definitions are asked."""
        return MappingFilter(self.return_code or (), self.indicator or (), self.predicate or (), self.q)


MappingQueryDep = Annotated[MappingQuery, Depends()]


@router.get("", operation_id="listMappings", summary="Lines and their indicators", response_model=Mappings)
def list_mappings(
    reader: AsOfReaderDep, who: CallerDep, query: MappingQueryDep, page_request: WholeListPageDep
) -> Response:
    """The rows of all returns' lines, by return and in the order of its lines; with ``as_of`` those of then."""
    check_read_definitions(who, ANYTHING)
    with conceal_not_found():
        return reader.page(describe_mappings, "mappings", page_request, mapping_filter=query.mapping_filter)


@router.get("/sssom.tsv", operation_id="listMappingsAsSssom", summary="Mappings as SSSOM", response_class=Response,
            responses=SSSOM)  # fmt: skip
def list_mappings_as_sssom(reader: AsOfReaderDep, who: CallerDep, query: MappingQueryDep) -> Response:
    """All of them in one file (SSSOM/TSV), with prefixes, licence, and our own columns declared as extensions."""
    check_read_definitions(who, ANYTHING)
    with conceal_not_found():
        return reader.file(write_sssom_set, TSV, "mappings.sssom.tsv", mapping_filter=query.mapping_filter)


@router.get("/{return_code}", operation_id="getMapping", summary="The lines of a return", response_model=ReturnLines)
def get_mapping(reader: AsOfReaderDep, who: CallerDep, return_code: Annotated[str, Path(max_length=200)]) -> Response:
    """Every row of the return's lines, as its file says it; with ``as_of`` as it said it then."""
    check_read_definitions(who, ANYTHING)
    return reader.definitions(describe_lines, return_code=return_code)
