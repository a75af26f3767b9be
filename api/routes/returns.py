"""The returns, and each one filled for an area and a period."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers import MEDIA_TYPES, wanted_format, with_etag
from api.dependencies import AsOfDep, CallerDep, RulesetDep, SessionDep, SignedInDep, veiled
from exports.render import file_name, render
from indicators.periods import parse_period
from mappings.fill import fill
from mappings.reach import subject_of
from mappings.restricted import without_restricted
from returnonce.access.policy import ANYTHING, can_read_restricted, check_read_definitions, check_read_draft

router = APIRouter(prefix="/returns", tags=["returns"])


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


@router.get("/{return_code}/{area}/{period}")
def get_filled_return(
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    who: SignedInDep,
    return_code: str,
    area: str,
    period: str,
    as_of: AsOfDep,
    form: Annotated[Literal["json", "csv", "xlsx"] | None, Query(alias="format")] = None,
) -> Response:
    """The return as figures stand, in the format asked for by ``Accept`` or ``format``."""
    with veiled():
        about = subject_of(ruleset, area=area, return_code=return_code)
        check_read_draft(who, about)
        filled = fill(ruleset, session, return_code=return_code, area=area, period=parse_period(period), as_of=as_of)
    if not can_read_restricted(who, about):
        filled = without_restricted(ruleset, filled)
    chosen = form or wanted_format(request, ("json", "csv", "xlsx"))
    data = render(filled, chosen)
    return with_etag(request, data, media_type=MEDIA_TYPES[chosen], file_name=file_name(filled, chosen))
