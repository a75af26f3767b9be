"""``/catalogue``: indicators by words, each with its lines and values, and a pasted list held against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.forms.csrf import check_token
from api.pages.forms.urlencoded import read_form_fields
from api.pages.page_data import PageData
from api.pages.page_state import page_state
from api.pages.period_spans import current_span
from api.pages.rendering import render_page
from api.pages.views.catalogue import (
    AreaValues,
    CatalogueRow,
    area_values,
    indicator_page,
    list_catalogue_entries,
    measure_rows,
    read_pasted_measures,
)
from api.pages.visitor import caller
from indicators.catalogue.catalogue_files import find_indicator
from indicators.catalogue.indicator import Indicator
from indicators.evaluation.bulk_evaluation import evaluate
from indicators.figures.figure_key import FIGURE_KEY
from indicators.figures.store import read_figures
from indicators.period.arithmetic import financial_year_of
from indicators.period.codes import parse_period
from mappings.access.policy_subject import build_subject
from mappings.definitions.word_search import holds_words, split_words
from mappings.fill.figure_scope import add_formula_terms, list_areas_to_read
from mappings.overlap.comparison import find_overlap
from mappings.place.places import Place
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import (
    can_read_collections,
    can_read_figures,
    can_read_restricted,
    can_somewhere,
    check_signed_in,
)
from returnonce.access.principals import PolicySubject, Principal
from returnonce.db import reading
from returnonce.errors import Refused, ReturnOnceError, WrongUsage

router = APIRouter(prefix="/catalogue")
PAGE = 50
#: Areas and periods whose values stand on an indicator's page.
MOST_AREAS, MOST_PERIODS = 40, 6


@router.get("")
def get_catalogue(request: Request) -> Response:
    """Indicators that have all the words, by title."""
    principal, ruleset = caller(request), app_state(request).context.ruleset
    check_signed_in(principal)
    text, number = request.query_params.get("q", "").strip(), request.query_params.get("page", "1")
    rows = _search(ruleset, text)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1), pages)
    return render_page(
        request, "catalogue.html", title="Catalogue", section="catalogue", q=text, total=len(rows),
        rows=rows[(page - 1) * PAGE : page * PAGE], page=page, pages=pages,
    )  # fmt: skip


def _search(ruleset: Ruleset, text: str) -> list[CatalogueRow]:
    """Also by the codes and labels of the lines that are exactly the indicator, such as NI 62."""
    words = split_words(text)
    entries = ruleset.derived(("catalogue-search",), lambda: list_catalogue_entries(ruleset))
    return [row for searched, row in entries if holds_words(words, searched)]


@router.get("/overlap")
def get_overlap(request: Request) -> Response:
    """A form to paste a list into."""
    check_signed_in(caller(request))
    return _overlap_page(request, "")


@router.post("/overlap")
async def post_overlap(request: Request) -> Response:
    """Which measures of the list the catalogue has already; nothing is stored."""
    fields = await read_form_fields(request)
    return await run_in_threadpool(_compare, request, fields)


def _compare(request: Request, fields: Mapping[str, str]) -> Response:
    check_signed_in(caller(request))
    check_token(request, fields.get("token", ""))
    text = fields.get("list", "")
    try:
        ruleset = app_state(request).context.ruleset
        report = find_overlap(ruleset, read_pasted_measures(text, ruleset.overlap))
    except (Refused, WrongUsage) as error:
        return _overlap_page(request, text, fault=error)
    return _overlap_page(request, text, rows=measure_rows(ruleset, report, text))


def _overlap_page(
    request: Request, text: str, *, rows: object = None, fault: ReturnOnceError | None = None
) -> Response:
    return render_page(
        request, "overlap.html", title="Check a list for overlap", section="catalogue", text=text, rows=rows,
        fault=fault, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


@router.get("/{code}")
def get_indicator(request: Request, code: str) -> Response:
    """One indicator: what it is, where it is asked, what only looks like it, who gives it, and its values."""
    sources = PageData(request)
    principal, ruleset = sources.principal, sources.context.ruleset
    check_signed_in(principal)
    indicator = find_indicator(ruleset.catalogue, code)
    places = [
        place for name, place in ruleset.places.items() if can_read_collections(principal, PolicySubject(place=name))
    ]
    year = financial_year_of(sources.today)
    givers = []
    for place in places:
        agency = place.agency_of_record(indicator, next(iter(place.areas), ""), year.end) if place.areas else None
        givers.append((place.title, agency.name if agency else "Nobody is of record"))
    values = _read_values(sources, indicator, places) if can_somewhere(principal, "read_figures") else ()
    page = indicator_page(ruleset, indicator)
    return render_page(
        request, "indicator.html", title=indicator.title, section="catalogue", page=page, values=values, givers=givers,
        may_see_values=can_somewhere(principal, "read_figures"),
    )  # fmt: skip


def _read_values(sources: PageData, indicator: Indicator, places: list[Place]) -> tuple[AreaValues, ...]:
    """The last values of each area that the caller may see, worked out as returns would have them."""
    ruleset = sources.context.ruleset
    areas = list(dict.fromkeys(code for place in places for code in place.areas if code in ruleset.areas))

    def make() -> tuple[tuple[pl.DataFrame, list[str]], datetime]:
        return _evaluate(sources, indicator, areas), sources.midnight

    key, span = ("indicator-values", indicator.code, *areas), current_span(sources.today)
    results, shown = sources.cached(key, span, make, page_state(sources.request).drafts)
    readable = [row for row in results.iter_rows(named=True) if _may_see(sources.principal, ruleset, indicator, row)]
    return area_values(ruleset, indicator, readable, shown)


def _evaluate(sources: PageData, indicator: Indicator, areas: list[str]) -> tuple[pl.DataFrame, list[str]]:
    """Results (``RESULT_SCHEMA`` with their keys) of the newest periods, and these periods, oldest first."""
    ruleset, codes = sources.context.ruleset, sorted(add_formula_terms(sources.context.ruleset, [indicator.code]))
    # The figures of all areas are read only where there are too many to show.
    read = list_areas_to_read(ruleset, areas, context=False) if len(areas) <= MOST_AREAS else None
    with reading(sources.context.engine) as session:
        figures = read_figures(session, areas=read, indicators=codes, former=ruleset.former_codes)
    periods = sorted(set(figures.filter(kind="actual")["period"]), key=lambda text: parse_period(text).end)
    shown = [text for text in periods if parse_period(text).kind == indicator.period_kind][-MOST_PERIODS:]
    stored = [code for code in areas if code in set(figures["area"]) or len(areas) <= MOST_AREAS][:MOST_AREAS]
    needs = [(indicator.code, area, period, "total", "actual") for area in stored for period in shown]
    table = pl.DataFrame(needs, schema=dict.fromkeys(FIGURE_KEY, pl.String), orient="row")
    return evaluate(table, figures, context=ruleset.evaluation_context()), shown


def _may_see(principal: Principal, ruleset: Ruleset, indicator: Indicator, row: Mapping[str, Any]) -> bool:
    about = build_subject(ruleset, area=row["area"])
    if indicator.access == "restricted" and not can_read_restricted(principal, about):
        return False
    return can_read_figures(principal, replace(about, agency=row["agency"]))
