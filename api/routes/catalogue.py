"""The canonical indicators."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers import MEDIA_TYPES, with_etag
from api.dependencies import CallerDep, RulesetDep
from indicators.catalogue import find_indicator
from returnonce.access.policy import ANYTHING, check_read_definitions

router = APIRouter(prefix="/catalogue", tags=["catalogue"])


@router.get("")
def list_indicators(request: Request, ruleset: RulesetDep, who: CallerDep) -> Response:
    """Code, title, unit and confidence of every indicator."""
    check_read_definitions(who, ANYTHING)
    short = ("code", "title", "unit", "per", "polarity", "population_base", "confidence", "access")
    found = [indicator.model_dump(mode="json", include=set(short)) for indicator in ruleset.catalogue.values()]
    return with_etag(request, json.dumps({"indicators": found}).encode(), media_type=MEDIA_TYPES["json"])


@router.get("/{code}")
def get_indicator(request: Request, ruleset: RulesetDep, who: CallerDep, code: str) -> Response:
    """Everything its file says."""
    check_read_definitions(who, ANYTHING)
    indicator = find_indicator(ruleset.catalogue, code)
    return with_etag(request, indicator.model_dump_json(by_alias=True).encode(), media_type=MEDIA_TYPES["json"])
