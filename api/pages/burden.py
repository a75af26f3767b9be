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


def _list_places(sources: PageData, asked: dict[str, str]) -> dict[str, str]:
    """Titles of the places whose burden the caller may see; who may not see all sees one place, the first unless asked.

    Raises:
        NotFound: a place that is not theirs to see is asked for.
    """
    names = list_reachable_places(sources.context.ruleset, sources.principal, can_read_burden)
    everywhere = can_read_burden(sources.principal, PolicySubject())
    if not asked["place"] and not everywhere and names:
        asked["place"] = names[0]
    if asked["place"] in sources.context.ruleset.places and asked["place"] not in names:
        raise missing()
    first = {"": "All places"} if everywhere else {}
    return first | {name: sources.context.ruleset.places[name].title for name in names}


def _page(
    request: Request, page: object, filters: Mapping[str, Filter], asked: Mapping[str, str], span: PeriodSpan,
    fault: ReturnOnceError | None,
) -> Response:  # fmt: skip
    return render_page(
        request, "burden.html", title="The burden of returns", section="burden", page=page, filters=filters,
        asked=asked, span=span, fault=fault, error=fault is not None, status=fault.status if fault else 200,
    )  # fmt: skip


def _read_page(sources: PageData, span: PeriodSpan, asked: Mapping[str, str]) -> BurdenPage:
    place, imagined = asked["place"] or None, _changes(asked)
    question = BurdenQuestion(span.start, span.end, place=place, changes=imagined)

    def make() -> tuple[BurdenPage, datetime]:
        with reading(sources.context.engine) as session:
            return burden_page(assess_burden(sources.context.ruleset, session, question)), sources.midnight

    said = tuple(change.description for change in imagined)
    return sources.cached(("burden", place, said), span, make)  # type: ignore[no-any-return]


def _changes(asked: Mapping[str, str]) -> tuple[ScenarioChange, ...]:
    merge = f"{asked['merge']}{INTO}{asked['into']}" if asked["merge"] or asked["into"] else ""
    return build_changes(
        drop=[asked["drop"]] if asked["drop"] else (),
        drop_line=[asked["drop_line"]] if asked["drop_line"] else (),
        merge=[merge] if merge else (),
    )


def _filters(
    ruleset: Ruleset,
    places: Mapping[str, str],
    asked: Mapping[str, str],
    span: PeriodSpan,
    known_years: Mapping[str, str],
) -> dict[str, Filter]:
    returns = {code: return_.title for code, return_ in ruleset.returns.items()}
    spans = dict(known_years)
    spans.setdefault(span.code, span.label)
    filters = (
        ("span", "Periods ending in", None, spans, span.code),
        ("place", "Place", None, places, asked["place"]),
        ("drop", "Stop making this return", "No return", returns, asked["drop"]),
        ("merge", "Merge this return", "No return", returns, asked["merge"]),
        ("into", "into this one", "No return", returns, asked["into"]),
    )
    return {name: _filter(name, label, none, known, chosen) for name, label, none, known, chosen in filters}


def _filter(name: str, label: str, none: str | None, known: Mapping[str, str], chosen: str) -> Filter:
    first = (FilterOption("", none, chosen not in known),) if none else ()
    return Filter(name, label, (*first, *(FilterOption(code, text, code == chosen) for code, text in known.items())))
