"""What returns ask for, what it costs, and what a change would make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from api.dependencies import CallerDep, ClockDep, RulesetDep, SessionDep
from api.http.formats import add_format_paths, typed_content
from api.http.responses import MEDIA_TYPES, etag_response, negotiate_format
from api.http.tables import CSV_RESPONSE, FORMATS, table_response
from api.schemas.burden import Burden, OpenedNumber
from api.schemas.instants import Day
from api.schemas.period_codes import PeriodText
from exports.burden_workbook import write_burden_workbook
from indicators.period.arithmetic import financial_year_of
from indicators.period.codes import check_days
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject, limit_to_places, list_reachable_places
from mappings.burden.measure_table import to_csv
from mappings.burden.report import BurdenQuestion, BurdenReport, assess_burden, open_number
from mappings.burden.scenarios import ScenarioChange, build_changes
from mappings.burden.serialization import to_data
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_burden, check_read_burden, check_signed_in
from returnonce.access.principals import PolicySubject, Principal
from returnonce.clock import today
from returnonce.errors import WrongUsage

router = APIRouter(prefix="/burden", tags=["burden"])

#: Each change costs a second plan, so that a request has only so many.
MOST_CHANGES = 20
BURDEN_FORMATS = ("json", "csv", "xlsx")
Several = Annotated[list[str], Query(max_length=MOST_CHANGES)]
_Merge = Annotated[str, Query(json_schema_extra={"pattern": "^[a-z0-9-]+ into [a-z0-9-]+$"})]
Merges = Annotated[list[_Merge], Query(max_length=MOST_CHANGES)]


def _span(
    clock: ClockDep,
    period: Annotated[PeriodText | None, Query(description="Periods that end in it, such as FY2009-10.")] = None,
    start: Annotated[Day | None, Query(alias="from", description="First day on which a period may end.")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Last day on which a period may end.")] = None,
) -> tuple[date, date]:
    """Without any: this financial year.

    Raises:
        WrongUsage: both ways of naming a time are used, or the days are the wrong way round.
    """
    if period and (start or end):
        raise WrongUsage("Both a period and dates are given.", where="period", mend="Give one or the other.")
    if period:
        named = read_period(period)
        return named.start, named.end
    check_days({"from": start, "to": end})
    year = financial_year_of(today(clock))
    first, last = start or year.start, end or year.end
    if first > last:
        raise WrongUsage(f"{first} is after {last}.", where="from", mend="Give the earlier day first.")
    return first, last


def _changes(
    drop: Several = [],  # noqa: B006 (FastAPI copies it)
    drop_line: Several = [],  # noqa: B006
    add: Several = [],  # noqa: B006
    merge: Merges = [],  # noqa: B006
    records: Annotated[bool, Query(description="Record sets that fill returns are sent.")] = False,
    event: Several = [],  # noqa: B006
) -> tuple[ScenarioChange, ...]:
    return build_changes(drop=drop, drop_line=drop_line, add=add, merge=merge, records=records, event=event)


def _subject(
    span: Annotated[tuple[date, date], Depends(_span)],
    place: Annotated[str | None, Query(description="Only this place.")] = None,
    area: Annotated[str | None, Query(description="Its returns, and those of bodies on its ground.")] = None,
    agency: Annotated[str | None, Query(description="Only this agency's part.")] = None,
    return_code: Annotated[str | None, Query(alias="return", description="Only this return's part.")] = None,
) -> BurdenQuestion:
    # A folder of this machine is never read for a request.
    return BurdenQuestion(*span, place, area, agency, return_code)


def _question(
    subject: Annotated[BurdenQuestion, Depends(_subject)],
    changes: Annotated[tuple[ScenarioChange, ...], Depends(_changes)],
) -> BurdenQuestion:
    return replace(subject, changes=changes)


def _format(
    request: Request, form: Annotated[Literal["json", "csv", "xlsx"] | None, Query(alias="format")] = None
) -> str:
    return form or negotiate_format(request, BURDEN_FORMATS)


_WRITERS: dict[str, Callable[[BurdenReport], bytes]] = {
    "json": lambda report: json.dumps(to_data(report), ensure_ascii=False).encode(),
    "csv": to_csv,
    "xlsx": write_burden_workbook,
}


@router.get(
    "/rows/{number}", operation_id="openBurdenNumber", summary="The rows behind a number of the burden",
    response_model=OpenedNumber, responses=CSV_RESPONSE,
)  # fmt: skip
def open_burden_number(
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    who: CallerDep,
    question: Annotated[BurdenQuestion, Depends(_subject)],
    number: Annotated[str, Path(description="Code of a count, such as in_another_return.")],
) -> Response:
    """Cells or figures, each once; their signs add up to the number, as it is and not as a scenario would have it."""
    report = assess_burden(_readable_ruleset(ruleset, who, question), session, question)
    rows = open_number(report, number)
    return table_response(request, "rows", rows, beside={"number": number, "comes_to": int(rows["sign"].sum())})


add_format_paths(router, "/rows/{number}", FORMATS)


@router.get(
    "", operation_id="getBurden", summary="What returns cost",
    responses={200: typed_content(Burden, BURDEN_FORMATS)},
)  # fmt: skip
def get_burden(
    request: Request,
    ruleset: RulesetDep,
    session: SessionDep,
    who: CallerDep,
    question: Annotated[BurdenQuestion, Depends(_question)],
    form: Annotated[str, Depends(_format)],
) -> Response:
    """Asked, keyed, saved, hours, cost. ``drop``, ``drop_line``, ``add`` and ``merge`` imagine, and change nothing."""
    report = assess_burden(_readable_ruleset(ruleset, who, question), session, question)
    name = f"burden-{question.start}-{question.end}.{form}" if form != "json" else None
    return etag_response(request, _WRITERS[form](report), media_type=MEDIA_TYPES[form], file_name=name)


add_format_paths(router, "", BURDEN_FORMATS)


def _readable_ruleset(ruleset: Ruleset, principal: Principal, question: BurdenQuestion) -> Ruleset:
    """The definitions with only the places whose burden the caller may read.

    Raises:
        Forbidden: the place, area or agency asked for is another's, or no place is the caller's.
    """
    check_signed_in(principal)
    agency, return_code = question.agency, question.return_code
    named = build_subject(ruleset, agency=agency, area=question.area, return_code=return_code)
    about = PolicySubject(question.place or named.place, agency, named.area, return_code)
    if about.place is not None:
        check_read_burden(principal, about)
    reached = list_reachable_places(ruleset, principal, can_read_burden, about=about)
    if not reached:
        check_read_burden(principal, about)
    return limit_to_places(ruleset, reached)
