"""Returns that stand in the schedule alone: when they are due, that they were sent, and what their portal said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.dependencies import ContextDep, RulesetDep, SessionDep, SignedInDep, conceal_not_found
from api.http.paging import PageRequestDep
from api.http.responses import model_response
from api.routes.schedule import ScheduleQueryDep
from api.schemas.period_codes import PeriodText
from api.schemas.scheduled_returns import (
    NewReturnSending,
    ReturnSendings,
    ReturnSendingShown,
    ScheduledReturns,
    ScheduledReturnShown,
)
from api.schemas.submissions import Withdrawal
from api.schemas.text_types import SingleLine
from api.uploads.portal_report import REPORT_BODY, receive_portal_report, reports_shown
from exports.sent_returns.schedule_keys import choose_schedule_key, find_scheduled_obligations
from exports.sent_returns.sent_returns import (
    ScheduleKey,
    SendingDetails,
    SentReturn,
    end_sent_return,
    find_sent_return,
    load_sent_return_report,
    mark_return_sent,
    read_sent_returns,
)
from indicators.period.printed import read_period
from mappings.definitions.portals import NewPortalReport
from mappings.obligations.event_ledger import read_events
from mappings.obligations.obligations import Obligation
from mappings.plan.scheduled_collections import find_owner, find_stage, is_scheduled_alone
from mappings.progress.board_filters import BoardFilter, sort_board
from mappings.progress.states import State
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_collections, check_load_portal_report, check_somewhere, missing
from returnonce.access.principals import PolicySubject, Principal
from returnonce.db import reading

router = APIRouter(prefix="/scheduled-returns", tags=["schedule"])
SENDINGS_PATH = "/{return_code}/{area}/{period}/sendings"
SendingNumber = Annotated[int, Path(ge=1, le=1_000_000, description="The number of the sending.")]


@dataclass(frozen=True)
class ScheduledReturnRequest:
    """What every route of one return of the schedule is given."""

    request: Request
    context: ContextDep
    principal: SignedInDep
    return_code: Annotated[str, Path(description="Such as sen2.", max_length=100)]
    area: Annotated[str, Path(description="Code or name.", max_length=100)]
    period: Annotated[PeriodText, Path(description="Such as FY2026-27.", max_length=60)]
    stage: Annotated[str | None, Query(description="Of a return that is sent in several, which.", max_length=200)] = (
        None
    )

    def find_key(self) -> ScheduleKey:
        """The return for its area and period. Raises ``NotFound`` where the caller may not know of it."""
        check_somewhere(self.principal, "read_collections")
        with reading(self.context.engine) as session:
            events = read_events(session)
        with conceal_not_found():
            scheduled = find_scheduled_obligations(
                self.context.ruleset, self.return_code, self.area, self.period, events
            )
        readable = [one for one in scheduled if _may_read(self.principal, one)]
        if not readable:
            raise missing()
        return choose_schedule_key(readable, self.stage)


RequestDep = Annotated[ScheduledReturnRequest, Depends()]


def _may_read(principal: Principal, obligation: Obligation) -> bool:
    owner = find_owner(obligation)
    about = PolicySubject(obligation.place.name, owner.code if owner else None, return_code=obligation.code)
    return can_read_collections(principal, about)


@router.get("", operation_id="listScheduledReturns", summary="Returns that are made elsewhere",
            response_model=ScheduledReturns)  # fmt: skip
def list_scheduled_returns(
    query: ScheduleQueryDep,
    page: PageRequestDep,
    ruleset: RulesetDep,
    session: SessionDep,
    period: Annotated[PeriodText | None, Query(description="Only of this period, such as FY2026-27.")] = None,
    state: Annotated[list[State] | None, Query(description="Only these states.", max_length=20)] = None,
) -> Response:
    """Those that you may read, by due day, with how far they are. Without dates or a period: periods that ended in
    the last twelve months or end in the next three."""
    choice, span = BoardFilter(query.agency, query.return_code, state or ()), query.span()
    choice.check(ruleset)
    if period is not None:
        span = (read_period(period).end,) * 2
    board = query.board_of_page(session, span, page).filter(is_scheduled_alone())
    if period is not None:
        board = board.filter(pl.col("period") == read_period(period).code)
    rows = page.slice(query.readable(sort_board(choice.apply(board), "due")).to_dicts())
    shown = [_scheduled_return_shown(row, ruleset) for row in rows.rows]
    return model_response(page.request, ScheduledReturns(scheduled_returns=shown), headers=rows.headers)


@router.get(SENDINGS_PATH, operation_id="listReturnSendings", summary="Each time that it was sent",
            response_model=ReturnSendings)  # fmt: skip
def list_return_sendings(one: RequestDep, session: SessionDep) -> Response:
    """By whom, when and with which receipt, and what the portal said of it."""
    sent_returns = read_sent_returns(session, one.find_key())
    return model_response(one.request, ReturnSendings(sendings=[_sending_shown(each) for each in sent_returns]))


@router.post(SENDINGS_PATH, operation_id="markReturnSent", summary="Note that it was sent", status_code=201)
def add_return_sending(one: RequestDep, content: NewReturnSending) -> ReturnSendingShown:
    """By whom, when, and with which receipt. The same portal and receipt again are the same sending."""
    sending = SendingDetails(content.receipt, content.portal, content.sent_by, content.sent_at)
    return _sending_shown(mark_return_sent(one.context, one.find_key(), sending, by=one.principal))


@router.post(f"{SENDINGS_PATH}/{{sending}}/withdrawal", operation_id="endReturnSending",
             summary="Take back what was noted by mistake")  # fmt: skip
def end_return_sending(one: RequestDep, sending: SendingNumber, why: Withdrawal) -> ReturnSendingShown:
    """With the reason. It stays in the list, and counts no more."""
    return _sending_shown(end_sent_return(one.context, one.find_key(), sending, reason=why.reason, by=one.principal))


@router.post(f"{SENDINGS_PATH}/{{sending}}/report", operation_id="loadReturnReport",
             summary="Load a portal's report", status_code=201, response_model=ReturnSendingShown,
             openapi_extra=REPORT_BODY)  # fmt: skip
async def add_return_report(
    one: RequestDep,
    sending: SendingNumber,
    file_name: Annotated[SingleLine | None, Query(description="Its name; else from Content-Disposition.")] = None,
) -> ReturnSendingShown:
    """The report as the portal gives it, CSV or XLSX; each row becomes a finding. The same file again is the same."""
    key = await run_in_threadpool(one.find_key)
    check_load_portal_report(one.principal, key.subject)

    def find_portal_code() -> str:
        with reading(one.context.engine) as session:
            return find_sent_return(session, key, sending).portal

    def load(report: NewPortalReport) -> ReturnSendingShown:
        return _sending_shown(load_sent_return_report(one.context, key, sending, report, by=one.principal))

    return await receive_portal_report(one.request, file_name, find_portal_code, load)


def _scheduled_return_shown(row: dict[str, Any], ruleset: Ruleset) -> ScheduledReturnShown:
    area = row["key"].split("/")[4]
    facts = {name: row[name] for name in ScheduledReturnShown.model_fields if name in row}
    return ScheduledReturnShown(
        **facts, return_code=row["return"], area=area, area_name=ruleset.areas.get(area).name,
        stage=find_stage(row["key"]) or None, sent_at=row["completed_at"],
    )  # fmt: skip


def _sending_shown(sent_return: SentReturn) -> ReturnSendingShown:
    return ReturnSendingShown(
        number=sent_return.number, portal=sent_return.portal, receipt=sent_return.receipt, sent_by=sent_return.sent_by,
        sent_at=sent_return.sent_at, recorded_by=sent_return.recorded_by, recorded_at=sent_return.recorded_at,
        taken_back=sent_return.ended, reports=reports_shown(sent_return.reports),
    )  # fmt: skip
