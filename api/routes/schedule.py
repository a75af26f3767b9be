"""Collections and obligations by date, the state of each, and completeness over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

import polars as pl
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.dependencies import AsOfDep, ContextDep, RulesetDep, SessionDep, SignedInDep
from api.http.formats import add_format_paths
from api.http.paging import PageRequest
from api.http.tables import CSV_RESPONSE, FORMATS, table_response
from api.schemas.instants import Day
from api.schemas.schedule import Completeness, Obligations, Schedule
from mappings.access.policy_subject import filter_own_rows
from mappings.plan.plan import Plan, make_plan
from mappings.plan.plan_as_of import read_plan_as_of
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board
from mappings.progress.board_as_of import read_board_as_of
from mappings.progress.board_filters import DEFAULT_BEFORE, BoardFilter, BoardOrder, find_span, sort_board
from mappings.progress.states import State
from mappings.progress.trend import calculate_trend, format_shares
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_collections, check_somewhere
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import LONDON, today

router = APIRouter(tags=["schedule"])
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class ScheduleQuery:
    """What every route of the schedule can be narrowed by."""

    request: Request
    context: ContextDep
    as_of: AsOfDep
    principal: SignedInDep
    place: Annotated[str | None, Query(description="One place, such as lewisham.")] = None
    agency: Annotated[str | None, Query(description="One agency, such as lewisham-pct.")] = None
    return_code: Annotated[str | None, Query(alias="return", description="One return, such as vital-signs.")] = None
    start: Annotated[Day | None, Query(alias="from", description="First day on which a period may end.")] = None
    end: Annotated[Day | None, Query(alias="to", description="Last day on which a period may end.")] = None

    @property
    def now(self) -> datetime:
        return self.as_of or self.context.clock.now()

    def board(self, session: Session, span: tuple[date, date]) -> pl.DataFrame:
        """Every collection as it stands, or as it stood by the rules of then."""
        if self.as_of is not None:
            return read_board_as_of(self.context, PlanScope(*span, self.place), self.as_of)[0]
        return build_board(self.context.ruleset, session, start=span[0], end=span[1], now=self.now, place=self.place)

    def board_of_page(self, session: Session, span: tuple[date, date], page: PageRequest) -> pl.DataFrame:
        """The board; for a further page of a list as it stood when the first was asked for."""
        if page.position.start and self.as_of is None:
            return read_board_as_of(self.context, PlanScope(*span, self.place), page.position.as_of)[0]
        return self.board(session, span)

    def plan(self, session: Session, span: tuple[date, date]) -> Plan:
        """Obligations, as they are or were; what was given is left aside."""
        scope = PlanScope(*span, self.place, self.agency)
        if self.as_of is not None:
            return read_plan_as_of(self.context, scope, self.as_of, mark_given=False)[0].plan
        return make_plan(self.context.ruleset, scope, session, today=today(self.context.clock), mark_given=False)

    def readable(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of collections that the caller may read."""
        return filter_own_rows(rows, self.principal, can_read_collections)

    def span(self, before: timedelta = DEFAULT_BEFORE) -> tuple[date, date]:
        return find_span(self.now.astimezone(LONDON).date(), self.start, self.end, before=before)

    def response(self, name: str, rows: pl.DataFrame, span: tuple[date, date]) -> Response:
        return table_response(self.request, name, rows, beside={"from": span[0], "to": span[1]})


def _check_query(query: Annotated[ScheduleQuery, Depends()]) -> ScheduleQuery:
    check_somewhere(query.principal, "read_collections")
    return query


ScheduleQueryDep = Annotated[ScheduleQuery, Depends(_check_query)]


@router.get(
    "/schedule",
    operation_id="getSchedule",
    summary="Collections by date",
    response_model=Schedule,
    responses=CSV_RESPONSE,
)
def get_schedule(
    query: ScheduleQueryDep,
    ruleset: RulesetDep,
    session: SessionDep,
    state: Annotated[list[State] | None, Query(description="Only these states.")] = None,
    sort: Annotated[BoardOrder, Query(description="The column to sort by; after a minus the other way round.")] = "due",
) -> Response:
    """Collections: what one agency is asked for, by when, and how far it is. Without dates: periods that ended in
    the last twelve months or end in the next three."""
    choice, (start, end) = BoardFilter(query.agency, query.return_code, state or ()), query.span()
    choice.check(ruleset)
    rows = query.board(session, (start, end))
    return query.response("collections", query.readable(sort_board(choice.apply(rows), sort)), (start, end))


@router.get(
    "/schedule/obligations",
    operation_id="getObligations",
    summary="Returns falling due",
    response_model=Obligations,
    responses=CSV_RESPONSE,
)
def get_obligations(query: ScheduleQueryDep, ruleset: RulesetDep, session: SessionDep) -> Response:
    """Obligations: returns falling due, for one area and period each, and why on that day. ``agency`` narrows them
    to its places."""
    BoardFilter(query.agency, query.return_code).check(ruleset)
    start, end = query.span()
    rows = query.plan(session, (start, end)).obligations
    if query.return_code is not None:
        rows = rows.filter(pl.col("return") == query.return_code)
    reached = _places(ruleset, query.principal)
    return query.response("obligations", rows.filter(pl.col("place").is_in(reached)), (start, end))


@router.get(
    "/completeness",
    operation_id="getCompleteness",
    summary="How complete and punctual",
    response_model=Completeness,
    responses=CSV_RESPONSE,
)
def get_completeness(
    query: ScheduleQueryDep,
    ruleset: RulesetDep,
    session: SessionDep,
    periods: Annotated[int, Query(ge=1, le=40, description="So many periods of each agency and return.")] = 4,
) -> Response:
    """Owed, received, accepted and late by how much, by agency, return and period, with the trend. Without dates:
    far enough back for that many years."""
    choice, (start, end) = BoardFilter(query.agency, query.return_code), query.span(before=YEAR * (periods + 1))
    choice.check(ruleset)
    rows = query.board(session, (start, end))
    trend_rows = calculate_trend(query.readable(choice.apply(rows)), now=query.now, periods=periods)
    return query.response("completeness", format_shares(trend_rows), (start, end))


for _path in ("/schedule", "/schedule/obligations", "/completeness"):
    add_format_paths(router, _path, FORMATS)


def _places(ruleset: Ruleset, principal: Principal) -> list[str]:
    """The places of which the caller may read any collection."""
    return [
        name
        for name, place in ruleset.places.items()
        if any(can_read_collections(principal, PolicySubject(place=name, agency=agency)) for agency in place.agencies)
    ]
