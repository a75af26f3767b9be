"""Periods by their codes: which there are in a span, and their days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import CallerDep, ClockDep, SearchParam
from api.http.paging import WholeListPageDep
from api.http.responses import model_response
from api.schemas.instants import Day
from api.schemas.periods import PeriodListed, Periods
from exports.formats.sdmx.time_periods import time_period
from indicators.period.arithmetic import REGULAR, Period, PeriodKind, financial_year_of, list_periods
from indicators.period.codes import check_days
from mappings.definitions.word_search import has_words, split_words
from returnonce.access.policy import ANYTHING, check_read_definitions
from returnonce.clock import today
from returnonce.errors import WrongUsage

router = APIRouter(prefix="/periods", tags=["calendar"])


@router.get("", operation_id="listPeriods", summary="Periods", response_model=Periods)
def list_periods_in_span(
    page_request: WholeListPageDep,
    clock: ClockDep,
    who: CallerDep,
    kind: Annotated[list[PeriodKind] | None, Query(description="Only of these kinds.", max_length=20)] = None,
    start: Annotated[Day | None, Query(alias="from", description="First day on which a period may end.")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Last day on which a period may end.")] = None,
    q: SearchParam = None,
) -> Response:
    """Years, quarters and months by their days; without dates those of the financial year that goes on and the one
    before it. Days and windows are periods too, and too many to list."""
    check_read_definitions(who, ANYTHING)
    check_days({"from": start, "to": end})
    year = financial_year_of(end or today(clock))
    span = (start or year.previous().start, end or year.end)
    if span[0] > span[1]:
        raise WrongUsage(f"{span[0]} is after {span[1]}.", where="from", mend="Give the earlier day first.")
    words = split_words(q)
    found = [each for each in list_periods(kind or REGULAR, *span) if has_words(words, each.code, each.label())]
    page = page_request.slice(found)
    content = Periods(periods=[_period_listed(each) for each in page.rows])
    return model_response(page_request.request, content, headers=page.headers)


def _period_listed(period: Period) -> PeriodListed:
    return PeriodListed(
        code=period.code, kind=period.kind, title=period.label(), start=period.start, end=period.end,
        sdmx=time_period(period.code),
    )  # fmt: skip
