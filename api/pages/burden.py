"""``/burden``: what returns ask for, what it costs, and what a change would make of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.page_data import PageData
from api.pages.period_spans import PeriodSpan, financial_year_of, parse_span
from api.pages.rendering import render_page
from api.pages.schedule import years
from api.pages.views.burden import BurdenPage, burden_page
from api.pages.views.schedule import Filter, FilterOption
from mappings.access.policy_subject import list_reachable_places
from mappings.burden.report import BurdenQuestion, assess_burden
from mappings.burden.scenarios import INTO, ScenarioChange, build_changes
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_burden, check_somewhere, missing
from returnonce.access.principals import PolicySubject
from returnonce.db import reading
from returnonce.errors import ReturnOnceError

router = APIRouter()
NAMES = ("place", "drop", "drop_line", "merge", "into")


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
        page = _read_page(sources, span, query_texts)
    except ReturnOnceError as error:
        return _page(request, None, filters, query_texts, span, error)
    return _page(request, page, filters, query_texts, span, None)


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


def _read_page(sources: PageData, span: PeriodSpan, query_texts: Mapping[str, str]) -> BurdenPage:
    place, imagined = query_texts["place"] or None, _changes(query_texts)
    question = BurdenQuestion(span.start, span.end, place=place, changes=imagined)

    def make() -> tuple[BurdenPage, datetime]:
        with reading(sources.context.engine) as session:
            return burden_page(assess_burden(sources.context.ruleset, session, question)), sources.midnight

    said = tuple(change.description for change in imagined)
    return sources.cached(("burden", place, said), span, make)  # type: ignore[no-any-return]


def _changes(query_texts: Mapping[str, str]) -> tuple[ScenarioChange, ...]:
    merge = f"{query_texts['merge']}{INTO}{query_texts['into']}" if query_texts["merge"] or query_texts["into"] else ""
    return build_changes(
        drop=[query_texts["drop"]] if query_texts["drop"] else (),
        drop_line=[query_texts["drop_line"]] if query_texts["drop_line"] else (),
        merge=[merge] if merge else (),
    )


def _filters(
    ruleset: Ruleset,
    places: Mapping[str, str],
    query_texts: Mapping[str, str],
    span: PeriodSpan,
    known_years: Mapping[str, str],
) -> dict[str, Filter]:
    returns = ruleset.return_titles(filter(None, places))
    spans = dict(known_years)
    spans.setdefault(span.code, span.label)
    filters = (
        ("span", "Periods ending in", None, spans, span.code),
        ("place", "Place", None, places, query_texts["place"]),
        ("drop", "Stop making this return", "No return", returns, query_texts["drop"]),
        ("merge", "Merge this return", "No return", returns, query_texts["merge"]),
        ("into", "into this one", "No return", returns, query_texts["into"]),
    )
    return {name: _filter(name, label, none, titles, selection) for name, label, none, titles, selection in filters}


def _filter(name: str, label: str, none: str | None, titles: Mapping[str, str], selection: str) -> Filter:
    first = (FilterOption("", none, selection not in titles),) if none else ()
    return Filter(
        name, label, (*first, *(FilterOption(code, text, code == selection) for code, text in titles.items()))
    )
