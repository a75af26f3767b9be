"""The structure of what is published, for programs of statisticians: an SDMX structure message."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import CallerDep, conceal_not_found
from api.http.as_of import AsOfReaderDep
from api.schemas.text_types import CodeText
from exports.formats.sdmx.definitions_message import write_definitions
from exports.formats.sdmx.structure import MEDIA_TYPE
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/structure", tags=["catalogue"])
#: SDMX has a schema of its own, which says the rest.
SCHEMA = {
    "type": "object",
    "required": ["meta", "data"],
    "properties": {
        "meta": {"type": "object", "description": "Id, sender and instant of the message.", "example": {"id": "D1"}},
        "data": {
            "type": "object",
            "description": "Structures, dataflows, lists and maps.",
            "example": {"dataflows": []},
        },
    },
}
MESSAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The message (SDMX-JSON 2.0).", "content": {MEDIA_TYPE.split(";")[0]: {"schema": SCHEMA}}}
}


@router.get("", operation_id="getStructure", summary="SDMX structure", response_class=Response, responses=MESSAGE)
def get_structure(
    reader: AsOfReaderDep,
    who: CallerDep,
    return_code: Annotated[list[CodeText] | None, Query(alias="return", description="Only these returns.")] = None,
) -> Response:
    """The data structure of every SDMX-CSV file that is published, a dataflow for each return, concepts, the lists of
    indicators, areas, breakdowns and lines, and maps between returns where a line is an exact copy of another's."""
    check_read_definitions(who, ANYTHING)
    with conceal_not_found():
        return reader.file(
            write_definitions, MEDIA_TYPE, "returnonce.sdmx-structure.json", returns=tuple(return_code or ())
        )
