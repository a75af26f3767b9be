"""Which line is which indicator, and how its value is computed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api.dependencies import CallerDep
from api.http.as_of import AsOfReaderDep
from api.schemas.catalogue import ReturnLines
from mappings.ruleset.definitions_as_of import describe_lines
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/mappings", tags=["mappings"])


@router.get("/{return_code}", operation_id="getMapping", summary="The lines of a return", response_model=ReturnLines)
def get_mapping(reader: AsOfReaderDep, who: CallerDep, return_code: Annotated[str, Path(max_length=200)]) -> Response:
    """Every row of the return's lines, as its file says it; with ``as_of`` as it said it then."""
    check_read_definitions(who, ANYTHING)
    return reader.definitions(describe_lines, return_code=return_code)
