"""Who has not sent a return yet: its state by area, for the recipient and for those who work on it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import polars as pl
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import AsOfDep, ContextDep, SessionDep, SignedInDep, conceal_not_found
from api.http.formats import add_format_paths
from api.http.tables import CSV_RESPONSE, FORMATS, table_response
from api.schemas.period_codes import PeriodText
from api.schemas.return_states import StateOfReturn
from exports.editions.return_states import RETURN_STATES, ReturnState, read_return_states
from indicators.period.printed import read_period
from mappings.access.policy_subject import filter_own_rows
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_edition, check_somewhere, missing

router = APIRouter(prefix="/returns", tags=["returns"])


@router.get("/{return_code}/{period}/state", operation_id="getReturnState", summary="Who has sent it, by area",
            response_model=StateOfReturn, responses=CSV_RESPONSE)  # fmt: skip
def get_return_state(
    request: Request,
    context: ContextDep,
    session: SessionDep,
    who: SignedInDep,
    as_of: AsOfDep,
    return_code: Annotated[str, Path(description="Such as core-data-set.", max_length=100)],
    period: Annotated[PeriodText, Path(description="Such as FY2024-25.", max_length=60)],
    state: Annotated[list[ReturnState] | None, Query(description="Only these states.", max_length=20)] = None,
    late: Annotated[bool | None, Query(description="Only those that are or were late, or only the others.")] = None,
) -> Response:
    """One row for each area of which you may read editions: whether it opened, how much of it came, whether it was put
    up, approved, published or withdrawn, and by how much it is late. Never a draft, and never a figure. With
    ``as_of`` what was known then, by the definitions of now."""
    check_somewhere(who, "read_edition")
    with conceal_not_found():
        when, title = read_period(period), _title(context.ruleset, return_code)
    now = context.clock.now() if as_of is None else min(as_of, context.clock.now())
    rows = read_return_states(context.ruleset, session, return_code, when, now=now)
    readable = filter_own_rows(rows, who, can_read_edition)
    if late is not None:
        readable = readable.filter(pl.col("late_by").is_not_null() == late)
    if state:
        readable = readable.filter(pl.col("state").is_in(state))
    counts = Counter(readable["state"])
    beside = {"return": return_code, "period": when.code, "title": title,
              "states": {name: counts[name] for name in RETURN_STATES if counts[name]}}  # fmt: skip
    return table_response(request, "areas", readable, beside=beside)


add_format_paths(router, "/{return_code}/{period}/state", FORMATS)


def _title(ruleset: Ruleset, code: str) -> str:
    for known in (ruleset.returns, ruleset.record_returns, ruleset.scheduled_returns):
        if code in known:
            return known[code].title
    raise missing()
