"""Which line is which indicator, and how its value is computed."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers import MEDIA_TYPES, with_etag
from api.dependencies import CallerDep, RulesetDep
from mappings.editions import find_return
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/mappings", tags=["mappings"])


@router.get("/{return_code}")
def get_mapping(request: Request, ruleset: RulesetDep, who: CallerDep, return_code: str) -> Response:
    """Every row of the return's lines, as its file says it."""
    check_read_definitions(who, ANYTHING)
    found = find_return(ruleset.returns, return_code)
    rows = [line.model_dump(mode="json") for line in found.lines]
    body = {"return": return_code, "lines": rows}
    return with_etag(request, json.dumps(body).encode(), media_type=MEDIA_TYPES["json"])
