"""``/figures/…``: a figure, where it comes from, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.app_state import app_state
from api.dependencies import RulesetDep, SessionDep
from api.pages.edition_data import account_titles
from api.pages.figure_address import find_figure_address, indicator_code
from api.pages.figure_data import FigureFacts
from api.pages.figure_editions import find_cell_uses, find_withheld_periods
from api.pages.figure_facts import read_facts
from api.pages.figure_rows import name_cells
from api.pages.figure_sources import TracedSource, list_figure_sources
from api.pages.pictures.svg import MARKS
from api.pages.rendering import page_path, render_page
from api.pages.views.edition import newest_standing
from api.pages.views.figure import figure_page
from api.pages.views.figure_checks import describe_checks, describe_records
from api.pages.views.figure_trend import ProcessView, TrendView, make_process_view, make_trend
from api.pages.views.figure_uses import list_returns_using, list_uses
from api.pages.visitor import caller
from exports.editions.published_editions import read_editions
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject
from mappings.fill.line_uses import NamedFigure
from mappings.ruleset.ruleset import Ruleset
from returnonce.access.policy import can_read_draft, can_read_submission, check_somewhere
from returnonce.access.principals import Principal
from returnonce.errors import ReturnOnceError

router = APIRouter(prefix="/figures")


@router.get("")
def get_search(
    request: Request, ruleset: RulesetDep, indicator: str = "", area: str = "", period: str = ""
) -> Response:
    """A form that leads to a figure; what does not fit is said beside its field."""
    check_somewhere(caller(request), "read_figures")
    entered = {"indicator": indicator.strip(), "area": area.strip(), "period": period.strip()}
    if not any(entered.values()):
        return render_page(request, "figures.html", title="Find a figure", section="figure", entered=entered, faults={})
    faults = _faults(ruleset, entered)
    if not faults:
        return RedirectResponse(page_path("figures", entered["indicator"], entered["area"], entered["period"]), 303)
    return render_page(
        request,
        "figures.html",
        title="Find a figure",
        section="figure",
        entered=entered,
        faults=faults,
        error=True,
        status=422,
    )


@router.get("/{indicator}/{area}/{period}")
def get_figure(
    request: Request, session: SessionDep, indicator: str, area: str, period: str, breakdown: str = "total"
) -> Response:
    """One figure; ``indicator`` is a code or a line of a return, ``area`` a code or a name."""
    principal, ruleset = caller(request), app_state(request).context.ruleset
    address, area_note = find_figure_address(request, indicator, area, period, breakdown)
    returns = list_returns_using(ruleset, address.indicator.code)
    facts = read_facts(request, session, address, returns)
    lineage = () if facts.restricted else facts.result["lineage"] or ()
    sources = list_figure_sources(session, ruleset, principal, lineage)
    cells = find_cell_uses(request, session, address, returns)
    withheld = find_withheld_periods(request, session, address, returns)
    uses = list_uses(
        ruleset, address, cells, newest=newest_standing(read_editions(session)), names=account_titles(session),
        may_read_draft=lambda code: can_read_draft(principal, replace(facts.subject, return_code=code)),
    )  # fmt: skip
    page = figure_page(facts, ruleset, sources, name_cells(request, sources))
    return render_page(
        request, "figure.html", title=page.title, section="figure", page=page, area_note=area_note, uses=uses,
        trail=_trail_path(address) if can_read_draft(principal, facts.subject) else "",
        checks=_list_checks(ruleset, principal, sources), records=_list_records(ruleset, facts, sources),
        marks=MARKS, drawn=_draw(facts, page.area, withheld),
    )  # fmt: skip


def _trail_path(address: NamedFigure) -> str:
    """Where the figure's life is told."""
    path = page_path("figures", address.indicator.code, address.area, address.period.code, "trail")
    return path if address.breakdown == "total" else f"{path}?{urlencode({'breakdown': address.breakdown})}"


@dataclass(frozen=True)
class DrawnSeries:
    """``no_process``: why there is no process chart."""

    trend: TrendView
    process: ProcessView | None
    no_process: str


def _draw(facts: FigureFacts, area: str, withheld: frozenset[str]) -> DrawnSeries | None:
    """The trend and the process chart; of a restricted indicator neither."""
    if facts.restricted:
        return None
    indicator, here = facts.address.indicator, facts.address.period.code
    process = make_process_view(indicator, area, facts.series, withheld)
    trend = make_trend(indicator, area, facts.series, here, opens_peers=facts.opens_peers)
    if isinstance(process, str):
        return DrawnSeries(trend, None, process)
    return DrawnSeries(trend, process, "")


def _list_checks(ruleset: Ruleset, principal: Principal, sources: list[TracedSource]) -> list[object]:
    """Of each file once, for who may read its receipt."""
    by_file = {(source.figure["file"], source.figure["locator"]): source for source in sources if source.submission}
    readable = [
        source for source in by_file.values()
        if source.submission is not None
        and can_read_submission(principal, build_subject(ruleset, agency=source.submission.agency))
    ]  # fmt: skip
    checks = (describe_checks(ruleset, source, may_read=True) for source in readable[:3])
    return [each for each in checks if each is not None]


def _list_records(ruleset: Ruleset, facts: FigureFacts, sources: list[TracedSource]) -> list[object]:
    records = (describe_records(ruleset, facts.address.indicator, source) for source in sources[:3])
    return [each for each in records if each is not None]


def _faults(ruleset: Ruleset, entered: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field, in words."""
    tries: dict[str, tuple[str, Callable[[str], object]]] = {
        "indicator": ("Write an indicator, such as NI 62.", lambda text: indicator_code(ruleset, text)),
        "area": ("Write an area, such as Lewisham.", lambda text: ruleset.areas.find(text)),
        "period": ("Write a period, such as FY2009-10.", read_period),
    }
    return {name: told for name, (missing, read) in tries.items() if (told := _fault(entered[name], missing, read))}


def _fault(text: str, missing: str, read: Callable[[str], object]) -> str:
    if not text:
        return missing
    try:
        read(text)
    except ReturnOnceError as error:
        return f"{error.what} {error.mend or ''}".rstrip()
    return ""
