"""``/calendar``: a council's year of due dates, month by month, drawn and as a table."""

from __future__ import annotations

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.page_data import PageData
from api.pages.period_spans import parse_span
from api.pages.rendering import render_page
from api.pages.schedule import years
from api.pages.views.year_calendar import collections_due, returns_due, year_calendar
from indicators.period.arithmetic import Period, financial_year_of
from indicators.period.codes import parse_period
from mappings.access.policy_subject import filter_own_rows, list_reachable_places
from returnonce.access.policy import can_read_collections, can_read_draft, can_somewhere, check_somewhere
from returnonce.errors import Refused

router = APIRouter(prefix="/calendar")


@router.get("")
def get_calendar(request: Request, year: str = "", place: str = "") -> Response:
    """What falls due in a financial year: returns for those who work on them, collections for an agency.

    Raises:
        Refused: ``year`` is no financial year.
    """
    sources = PageData(request)
    check_somewhere(sources.principal, "read_collections")
    ruleset, principal = sources.context.ruleset, sources.principal
    chosen = _read_year(year) if year else financial_year_of(sources.today)
    works = can_somewhere(principal, "read_draft")
    reachable = [
        name for name in ruleset.places
        if name in list_reachable_places(ruleset, principal, can_read_draft if works else can_read_collections)
        or not works
    ]  # fmt: skip
    rows = filter_own_rows(
        pl.concat([_read(sources, each, works=works) for each in (chosen.previous(), chosen)]),
        principal, can_read_draft if works else can_read_collections,
    )  # fmt: skip
    present = set(rows["place"])
    places = {name: ruleset.places[name].title for name in reachable if name in present}
    here = place if place in places else next(iter(places), "")
    own = rows.filter(pl.col("place") == here)
    dues = returns_due(own) if works else collections_due(own)
    page = year_calendar(
        dues, chosen, today=sources.today, places=places, place=here, years=years(sources.today),
        what="return" if works else "collection",
    )  # fmt: skip
    return render_page(request, "year_calendar.html", title="The year’s due dates", section="schedule", page=page)


def _read_year(text: str) -> Period:
    period = parse_period(text)
    if period.kind != "financial_year":
        raise Refused(f"{text} is no financial year.", where="year", mend="Choose one from the list.")
    return period


def _read(sources: PageData, year: Period, *, works: bool) -> pl.DataFrame:
    """What periods that end in a year make due, then or later."""
    span = parse_span(year.code, sources.today)
    return sources.returns(span) if works else sources.board(span)
