"""``/burden``: what returns ask for, what it costs, and what a change would make of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.page_data import PageData
from api.pages.period_spans import PeriodSpan, financial_year_of, parse_span
from api.pages.rendering import render_page
from api.pages.schedule import years
from api.pages.views.burden import BurdenPage, burden_page
from api.pages.views.burden_parts import AllParts, find_parts_table, make_parts_page
from api.pages.views.burden_rows import OpenedPage, opened_page
from api.pages.views.burden_tables import RowLinks
from api.pages.views.schedule import Filter, FilterOption
from mappings.access.policy_subject import build_subject, list_reachable_places
from mappings.burden.report import BurdenQuestion, BurdenReport, assess_burden, imagine_changes, narrow_report
from mappings.burden.scenarios import INTO, ScenarioChange, build_changes
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_burden, can_read_figures, check_somewhere, missing
from returnonce.access.principals import PolicySubject
from returnonce.db import reading
from returnonce.errors import ReturnOnceError

router = APIRouter()
NAMES = ("place", "drop", "drop_line", "merge", "into", "records", "event")
#: So many rows stand on one page.
PAGE_ROWS = 100


@router.get("/burden")
def get_burden(request: Request) -> Response:
    """The burden of a year, and, where the form asks, of a year that might be."""
    sources = PageData(request)
    check_somewhere(sources.principal, "read_burden")
    query = request.query_params
    query_texts = {name: query.get(name, "").strip() for name in NAMES}
    reached = _list_places(sources, query_texts)
    span = parse_span(query.get("span") or financial_year_of(sources.today), sources.today)
    filters = _filters(sources.context.ruleset, reached, query_texts, span, years(sources.today))
    try:
        page = _read_page(sources, span, query_texts["place"], _changes(query_texts))
    except ReturnOnceError as error:
        return _page(request, _read_unchanged(sources, span, query_texts["place"]), filters, query_texts, span, error)
    return _page(request, page, filters, query_texts, span, None)


def _read_unchanged(sources: PageData, span: PeriodSpan, place: str) -> BurdenPage | None:
    """The numbers as they are, beside a change that cannot be imagined; None where it is the place that is wrong."""
    try:
        return _read_page(sources, span, place, ())
    except ReturnOnceError:
        return None


@router.get("/burden/rows")
def get_burden_rows(request: Request) -> Response:
    """The rows behind a number of the burden, a page of them at a time."""
    sources = PageData(request)
    check_somewhere(sources.principal, "read_burden")
    query = request.query_params
    query_texts = {name: query.get(name, "").strip() for name in ("place", "number", "by", "part", "page")}
    _list_places(sources, query_texts)
    span = parse_span(query.get("span") or financial_year_of(sources.today), sources.today)
    page = _read_rows(sources, span, query_texts)
    return render_page(request, "burden_rows.html", title=page.title, section="burden", page=page)


@router.get("/burden/parts")
def get_burden_parts(request: Request) -> Response:
    """All rows of a table by return or agency, of which the burden's page shows some."""
    sources = PageData(request)
    check_somewhere(sources.principal, "read_burden")
    query_texts = {name: request.query_params.get(name, "").strip() for name in ("place", "table", "by", "page")}
    _list_places(sources, query_texts)
    span = parse_span(request.query_params.get("span") or financial_year_of(sources.today), sources.today)
    table, by = query_texts["table"], query_texts["by"]
    links, list_parts = RowLinks(span.code, query_texts["place"] or None), find_parts_table(table, by)

    def make() -> tuple[AllParts, datetime]:
        return list_parts(_assess(sources, span, query_texts["place"]), links), sources.midnight

    whole = sources.cached(("burden-parts", query_texts["place"], table, by), span, make)
    page = make_parts_page(whole, query_texts["page"], partial(links.address_parts, table, by), by)
    return render_page(
        request, "burden_parts.html", title=page.title, section="burden", page=page, burden=links.address_burden(),
    )  # fmt: skip


def _assess(sources: PageData, span: PeriodSpan, place: str, imagined: tuple[ScenarioChange, ...] = ()) -> BurdenReport:
    """The report, made once for all pages that show a part of it, and for every change that somebody imagines."""
    context = sources.context

    def make() -> tuple[BurdenReport, datetime]:
        with reading(context.engine) as session:
            question = BurdenQuestion(span.start, span.end, place=place or None)
            return assess_burden(context.ruleset, session, question), sources.midnight

    report: BurdenReport = sources.cached(("burden-report", place), span, make)
    if not imagined:
        return report
    with reading(context.engine) as session:
        return imagine_changes(report, session, imagined)


def _read_rows(sources: PageData, span: PeriodSpan, query_texts: Mapping[str, str]) -> OpenedPage:
    report = _assess(sources, span, query_texts["place"])
    if query_texts["by"]:
        report = narrow_report(report, query_texts["by"], query_texts["part"] or None)
    number = int(query_texts["page"]) if query_texts["page"].isascii() and query_texts["page"].isdigit() else 1
    ruleset, principal = sources.context.ruleset, sources.principal

    def may_open(area: str) -> bool:
        return can_read_figures(principal, build_subject(ruleset, area=area))

    return opened_page(report, query_texts, span, max(1, min(number, 10_000)), PAGE_ROWS, may_open)


def _list_places(sources: PageData, query_texts: dict[str, str]) -> dict[str, str]:
    """Titles of the places whose burden the caller may see; who may not see all sees one place, the first unless asked.

    Raises:
        NotFound: a place that is not theirs to see is asked for.
    """
    names = list_reachable_places(sources.context.ruleset, sources.principal, can_read_burden)
    everywhere = can_read_burden(sources.principal, PolicySubject())
    if not query_texts["place"] and not everywhere and names:
        query_texts["place"] = names[0]
    if query_texts["place"] in sources.context.ruleset.places and query_texts["place"] not in names:
        raise missing()
    first = {"": "All places"} if everywhere else {}
    return first | {name: sources.context.ruleset.places[name].title for name in names}


def _page(
    request: Request, page: object, filters: Mapping[str, Filter], query_texts: Mapping[str, str], span: PeriodSpan,
    fault: ReturnOnceError | None,
) -> Response:  # fmt: skip
    return render_page(
        request, "burden.html", title="The burden of returns", section="burden", page=page, filters=filters,
        asked=query_texts, span=span, fault=fault, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


def _read_page(sources: PageData, span: PeriodSpan, place: str, imagined: tuple[ScenarioChange, ...]) -> BurdenPage:
    def make() -> tuple[BurdenPage, datetime]:
        return burden_page(_assess(sources, span, place, imagined), span.code), sources.midnight

    said = tuple(change.description for change in imagined)
    return sources.cached(("burden", place, said), span, make)  # type: ignore[no-any-return]


def _changes(query_texts: Mapping[str, str]) -> tuple[ScenarioChange, ...]:
    merge = f"{query_texts['merge']}{INTO}{query_texts['into']}" if query_texts["merge"] or query_texts["into"] else ""
    return build_changes(
        drop=[query_texts["drop"]] if query_texts["drop"] else (),
        drop_line=[query_texts["drop_line"]] if query_texts["drop_line"] else (),
        merge=[merge] if merge else (),
        records=query_texts["records"] == "yes",
        event=[query_texts["event"]] if query_texts["event"] else (),
    )


def _filters(
    ruleset: Ruleset,
    places: Mapping[str, str],
    query_texts: Mapping[str, str],
    span: PeriodSpan,
    known_years: Mapping[str, str],
) -> dict[str, Filter]:
    returns = ruleset.return_titles(filter(None, places))
    events = {code: kind.title for code, kind in ruleset.event_kinds.items()}
    spans = dict(known_years)
    spans.setdefault(span.code, span.label)
    filters = (
        ("span", "Periods ending in", None, spans, span.code),
        ("place", "Place", None, places, query_texts["place"]),
        ("drop", "Stop making this return", "No return", returns, query_texts["drop"]),
        ("merge", "Merge this return", "No return", returns, query_texts["merge"]),
        ("into", "into this one", "No return", returns, query_texts["into"]),
        ("event", "This happens once more", "No event", events, query_texts["event"]),
    )
    return {name: _filter(name, label, none, titles, selection) for name, label, none, titles, selection in filters}


def _filter(name: str, label: str, none: str | None, titles: Mapping[str, str], selection: str) -> Filter:
    first = (FilterOption("", none, selection not in titles),) if none else ()
    return Filter(
        name, label, (*first, *(FilterOption(code, text, code == selection) for code, text in titles.items()))
    )
