"""The returns, and each one filled for an area and a period."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers import MEDIA_TYPES, wanted_format, with_etag
from api.dependencies import AsOfDep, CallerDep, EngineDep, RulesetDep, SignedInDep, veiled
from exports.known import Wanted, draft_known
from indicators.periods import parse_period
from mappings.earlier import Asking
from mappings.reach import subject_of
from returnonce.access.policy import ANYTHING, can_read_restricted, check_read_definitions, check_read_draft

router = APIRouter(prefix="/returns", tags=["returns"])
Form = Literal["json", "csv", "xlsx", "parquet", "sdmx.csv", "data.csv"]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
DRAFT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The draft.", "content": {"*/*": _BINARY}},
    304: {"description": "You have it already."},
}


@router.get("")
def list_returns(request: Request, ruleset: RulesetDep, who: CallerDep) -> Response:
    """Every return with its editions."""
    check_read_definitions(who, ANYTHING)
    found = [
        {
            "return": code,
            "title": each.title,
            "editions": [edition.model_dump(mode="json", by_alias=True) for edition in each.editions],
        }
        for code, each in ruleset.returns.items()
    ]
    return with_etag(request, json.dumps({"returns": found}).encode(), media_type=MEDIA_TYPES["json"])


@router.get(
    "/{return_code}/{area}/{period}", operation_id="getDraft", summary="A return as figures stand", responses=DRAFT
)
def get_filled_return(
    request: Request,
    engine: EngineDep,
    ruleset: RulesetDep,
    who: SignedInDep,
    return_code: str,
    area: str,
    period: str,
    as_of: AsOfDep,
    form: Annotated[Form | None, Query(alias="format", description="Instead of Accept.")] = None,
) -> Response:
    """The draft in the format asked for by ``Accept`` or ``format``; ``data.csv`` is the CSV for programs. With
    ``as_of`` by the figures and the rules of then."""
    with veiled():
        about = subject_of(ruleset, area=area, return_code=return_code)
        check_read_draft(who, about)
        chosen = form or wanted_format(request, ("json", "csv", "xlsx", "parquet", "sdmx.csv"))
        wanted = Wanted(return_code, area, parse_period(period).code, as_of)
        asking = Asking(engine, home_of(request), ruleset)
        draft = draft_known(asking, wanted, chosen, all_figures=can_read_restricted(who, about))
    media = MEDIA_TYPES.get(chosen, MEDIA_TYPES["csv"])
    headers = {"Ruleset": draft.rules.hash}
    return with_etag(request, draft.data, media_type=media, file_name=draft.name, headers=headers)


def home_of(request: Request) -> Path:
    """Where older rules are kept; an application without a house has none."""
    house = request.app.state.house
    return house.home if house is not None else Path(os.devnull)
