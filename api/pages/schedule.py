"""``/schedule``: what is asked of whom, by when, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.corrections import list_correction_notices
from api.pages.page_data import PageData
from api.pages.period_spans import NOW, current_span, parse_span
from api.pages.rendering import render_page
from api.pages.views.schedule import ScheduleActs, schedule_page
from indicators.period.arithmetic import financial_year
from mappings.access.policy_subject import filter_own_rows
from returnonce.access.policy import (
    can_chase,
    can_grant_extension,
    can_read_collections,
    can_somewhere,
    check_somewhere,
)
from returnonce.count_text import format_count

router = APIRouter()
#: The first financial year of the returns that ship.
FIRST_YEAR = 2008


@router.get("/schedule")
def get_schedule(request: Request) -> Response:
    """The schedule of a span of time, filtered and sorted as the address says."""
    sources, query_params = PageData(request), dict(request.query_params)
    check_somewhere(sources.principal, "read_collections")
    span = parse_span(query_params.get("span", NOW), sources.today)
    spans = {NOW: current_span(sources.today).label} | years(sources.today)
    spans.setdefault(span.code, span.label)
    places = {name: place.title for name, place in sources.context.ruleset.places.items()}
    board = filter_own_rows(sources.board(span), sources.principal, can_read_collections)
    principal = sources.principal
    acts = ScheduleActs(
        lambda about: can_chase(principal, about), lambda about: can_grant_extension(principal, about),
        sources.chases(span) if can_somewhere(principal, "chase") else {},
    )  # fmt: skip
    page = schedule_page(board, query_params, spans=spans, span=span, places=places, acts=acts)
    return render_page(
        request,
        "schedule.html",
        title="Schedule",
        section="schedule",
        page=page,
        chased=_chased(query_params),
        corrections=list_correction_notices(request),
    )


def _chased(query_params: Mapping[str, str]) -> str:
    """What the form that led here did, in words; empty where none did."""
    number = query_params.get("chased", "")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return ""
    count = format_count(int(number), "agency", "agencies")
    return f"You noted that {count} was asked." if query_params.get("way") == "copied" else f"{count} chased."


def years(today: date) -> dict[str, str]:
    """Financial years that can be chosen, newest first, up to the next one."""
    last = today.year if today.month >= 4 else today.year - 1
    known = [financial_year(year) for year in range(last + 1, FIRST_YEAR - 1, -1)]
    return {year.code: f"{year.start.year} to {year.end.year}" for year in known}
