"""The collections of each agency, and the figures of one."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import ClockDep, RulesetDep, SessionDep, SignedInDep
from api.http.paging import PageRequestDep
from api.http.responses import MEDIA_TYPES, etag_response
from api.http.tables import json_bytes
from api.pages.period_spans import PeriodSpan, span_of_period
from api.routes.schedule import ScheduleQueryDep
from api.schemas.collections import Collections, CollectionShown, FigureAsked
from indicators.period.codes import parse_period
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board_of_plan
from mappings.progress.board_filters import BoardFilter, sort_board
from mappings.progress.states import State
from returnonce.access.policy import can_read_collections, check_somewhere, missing
from returnonce.access.principals import PolicySubject
from returnonce.clock import today
from returnonce.errors import ReturnOnceError

router = APIRouter(prefix="/collections", tags=["collections"])
FIGURE = list(FigureAsked.model_fields)


@router.get("", operation_id="listCollections", summary="What is owed", response_model=Collections)
def list_collections(
    query: ScheduleQueryDep,
    page: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    state: Annotated[list[State] | None, Query(description="Only these states.", max_length=20)] = None,
) -> Response:
    """The collections that you may read, by due date. Without dates: periods that ended in the last twelve months or
    end in the next three. Further pages show them as they stood when the first was asked for."""
    choice = BoardFilter(query.agency, query.return_code, state or ())
    choice.check(ruleset)
    board = query.board_of_page(session, query.span(), page)
    rows = page.slice(query.readable(sort_board(choice.apply(board), "due")).to_dicts())
    data = json_bytes({"collections": rows.rows})
    return etag_response(query.request, data, media_type=MEDIA_TYPES["json"], headers=rows.headers)


@router.get("/{key:path}", operation_id="getCollection", summary="One collection", response_model=CollectionShown)
def get_collection(
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    clock: ClockDep,
    who: SignedInDep,
    key: Annotated[
        str,
        Path(
            description="As the list gives it: place, agency, return and period with strokes between.",
            max_length=400,
            examples=["lewisham/lewisham-pct/vital-signs/2009-Q3"],
        ),
    ],
) -> Response:
    """What one agency is asked for, by when, how far it is, and each figure."""
    check_somewhere(who, "read_collections")
    span = _span(key, clock)
    place = key.split("/")[0]
    if span is None or place not in ruleset.places:
        raise missing()
    made = make_plan(ruleset, PlanScope(span.start, span.end, place), session, today=today(clock))
    rows = build_board_of_plan(ruleset, session, made, now=clock.now()).filter(pl.col("key") == key).to_dicts()
    if not rows or not can_read_collections(who, _about(rows[0])):
        raise missing()
    figures = made.figure_requests.filter(pl.col("collection") == key).select(FIGURE).to_dicts()
    data = json_bytes({"collection": rows[0], "figures": figures})
    return etag_response(request, data, media_type=MEDIA_TYPES["json"])


def _about(row: dict[str, Any]) -> PolicySubject:
    return PolicySubject(place=row["place"], agency=row["agency"], return_code=row["return"])


def _span(key: str, clock: ClockDep) -> PeriodSpan | None:
    """The span in which the plan is made that asks for it; None where the key names no period."""
    parts = key.split("/")
    try:
        return span_of_period(parse_period(parts[3]), today(clock)) if len(parts) > 3 else None
    except ReturnOnceError:
        return None
