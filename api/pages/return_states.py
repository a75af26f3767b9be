"""``/states``: how far every council is with one return for one period, on one page and as one file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import conceal_not_found
from api.http.content_disposition import attachment
from api.http.responses import MEDIA_TYPES
from api.http.tables import csv_bytes
from api.pages.page_data import PageData, valid_until
from api.pages.period_spans import current_span, span_of_period
from api.pages.rendering import page_path, render_page
from api.pages.views.return_states import states_page
from api.pages.wording import period_words
from exports.editions.return_states import read_return_states
from indicators.period.arithmetic import Period
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject, filter_own_rows
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_collections, can_read_draft, can_read_edition, check_somewhere, missing
from returnonce.access.principals import Principal
from returnonce.db import reading
from returnonce.errors import Refused, ReturnOnceError

router = APIRouter(prefix="/states")


@router.get("")
def get_states(request: Request) -> Response:
    """Which return, and for which period; without one, the period that was due last."""
    sources, query = PageData(request), request.query_params
    check_somewhere(sources.principal, "read_edition")
    titles = list_readable_returns(sources.context.ruleset, sources.principal)
    code, text = query.get("return", ""), query.get("period", "").strip()
    try:
        if code:
            _check_known(titles, code)
            return RedirectResponse(page_path("states", code, _find_period(sources, code, text)), 303)
        fault = None
    except ReturnOnceError as error:
        fault = error
    return render_page(
        request, "return_states_form.html", title="How far each council is", section="editions", titles=titles,
        asked=query, fault=fault, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


@router.get("/{return_code}/{period}")
def get_state(request: Request, return_code: str, period: str) -> Response:
    """Every area of which the caller may read editions; never a draft, and never a figure."""
    rows, title, when = _read(request, return_code, period)
    here = page_path("states", return_code, when.code)
    ruleset, principal = PageData(request).context.ruleset, PageData(request).principal

    def find_figures(row: Mapping[str, Any]) -> str:
        about = build_subject(ruleset, area=row["area"], return_code=return_code)
        if return_code in ruleset.returns:
            return page_path("returns", return_code, row["area"], when.code) if can_read_draft(principal, about) else ""
        # A return of records has no draft: what came stands in the schedule.
        named = urlencode({"span": span_of_period(when, PageData(request).today).code, "return": return_code})
        return f"/schedule?{named}" if can_read_collections(principal, about) else ""

    return render_page(
        request, "return_states.html", title=title, section="editions", here=here, asked=request.query_params,
        page=states_page(rows, here, request.query_params, find_figures), where=period_words(when),
    )  # fmt: skip


@router.get("/{return_code}/{period}/state.csv")
def get_file(request: Request, return_code: str, period: str) -> Response:
    """The same rows as the API gives them."""
    rows, _, when = _read(request, return_code, period)
    headers = {
        "Content-Disposition": attachment(f"{return_code}_{when.code}_state.csv"), "Cache-Control": "private, no-store",
    }  # fmt: skip
    return Response(csv_bytes(rows), media_type=MEDIA_TYPES["csv"], headers=headers)


def _read(request: Request, return_code: str, period: str) -> tuple[pl.DataFrame, str, Period]:
    """``RETURN_STATE_SCHEMA`` of the areas that the caller may know of, the return's title, and the period."""
    sources = PageData(request)
    ruleset = sources.context.ruleset
    check_somewhere(sources.principal, "read_edition")
    with conceal_not_found():
        when, titles = read_period(period), list_readable_returns(ruleset, sources.principal)
        _check_known(titles, return_code)

    def make() -> tuple[pl.DataFrame, datetime]:
        with reading(sources.context.engine) as session:
            rows = read_return_states(ruleset, session, return_code, when, now=sources.now)
        return rows, valid_until(rows, sources.now)

    span = span_of_period(when, sources.today)
    rows = sources.cached(("states", return_code, when.code), span, make)
    return filter_own_rows(rows, sources.principal, can_read_edition), titles[return_code], when


def list_readable_returns(ruleset: Ruleset, principal: Principal) -> dict[str, str]:
    """Titles of the returns of which the caller may read editions somewhere, by code and in order of titles."""
    known = {
        code: one.title
        for returns in (ruleset.returns, ruleset.record_returns, ruleset.scheduled_returns)
        for code, one in returns.items()
    }
    narrow = [grant.returns for grant in principal.grants]
    mine = known if None in narrow or not narrow else {code: known[code] for code in known if _has(narrow, code)}
    return dict(sorted(mine.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _has(narrow: list[frozenset[str] | None], code: str) -> bool:
    return any(code in returns for returns in narrow if returns is not None)


def _check_known(titles: Mapping[str, str], code: str) -> None:
    if code not in titles:
        raise missing()


def _find_period(sources: PageData, code: str, text: str) -> str:
    """The period that was asked for, else the one that fell due last, else the one that falls due next.

    Raises:
        Refused: the text is no period, or none is given where the return falls due in no period around now.
    """
    if text:
        return read_period(text).code
    rows = sources.returns(current_span(sources.today)).filter(pl.col("return") == code).sort("due", nulls_last=True)
    past = rows.filter(pl.col("due") <= sources.today)
    periods = (past.reverse() if past.height else rows)["period"].to_list()
    if not periods:
        mend = "Write one, such as FY2009-10."
        raise Refused("This return falls due for no period around now.", where="period", mend=mend)
    return str(periods[0])
