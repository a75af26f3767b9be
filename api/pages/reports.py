"""``/reports``: reports of chosen indicators, such as a needs-assessment profile, to look at and to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.page_data import PageData
from api.pages.rendering import render_page
from api.pages.views.draft import DraftLine, DraftSources, list_draft_lines
from api.pages.views.proposal import AUDIENCES
from api.pages.views.schedule import Filter, FilterOption
from api.pages.wording import period_words
from exports.editions.named_files import MEDIA
from exports.editions.snapshots.released_tables import read_released_tables
from exports.filled_returns.render import file_name, parse_format, render
from exports.reports.compile_report import ReportRequest, compile_report, find_report
from indicators.areas.area_reading import read_area
from indicators.period.arithmetic import financial_year_of
from indicators.period.printed import read_period
from mappings.access.policy_subject import build_subject, list_reachable_places
from mappings.definitions.line_coverage import normalise_kind
from mappings.fill.cells import FilledReturn
from returnonce.access.policy import can_read_draft, check_read_draft, check_somewhere
from returnonce.db import reading
from returnonce.errors import ReturnOnceError

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

router = APIRouter(prefix="/reports")
NAMES = ("report", "area", "period", "format")
FORMATS = {"xlsx": "Workbook (XLSX)", "csv": "CSV", "json": "JSON"}
#: A report asks nobody for anything.
NOTHING_ASKED = pl.DataFrame(schema={"line": pl.String})


@router.get("")
def get_reports(request: Request) -> Response:
    """The reports that there are, and a form that asks for one of an area and a period."""
    data = PageData(request)
    check_somewhere(data.principal, "read_draft")
    return _page(request, data, {name: request.query_params.get(name, "") for name in NAMES})


@router.get("/view")
def get_report_page(request: Request) -> Response:
    """One report as a page, on which each number leads to where it comes from."""
    return _answer(request, _show)


@router.get("/file")
def get_report(request: Request) -> Response:
    """One report as a file; what stands in the way is said on the form."""
    return _answer(request, _make_file)


def _answer(request: Request, make: Callable[[Request, PageData, Mapping[str, str]], Response]) -> Response:
    data = PageData(request)
    check_somewhere(data.principal, "read_draft")
    texts = {name: request.query_params.get(name, "").strip() for name in NAMES}
    try:
        return make(request, data, texts)
    except ReturnOnceError as fault:
        return _page(request, data, texts, fault)


def _show(request: Request, data: PageData, texts: Mapping[str, str]) -> Response:
    filled = _compile(data, texts)
    sections: dict[str, list[DraftLine]] = {}
    lines = list_draft_lines(filled.cells, DraftSources(NOTHING_ASKED, {}, {}, (), filled.area.code))
    for section, line in zip(filled.cells["section"], lines, strict=True):
        sections.setdefault(section, []).append(replace(line, name=line.label))
    report = data.context.ruleset.reports[texts["report"]]
    return render_page(
        request, "report.html", title=report.title, section="returns", sections=sections, words=report.introduction,
        where=f"{filled.area.name}, {period_words(filled.period)}", illustrative=filled.illustrative,
        files=[(text, f"/reports/file?{urlencode({**texts, 'format': form})}") for form, text in FORMATS.items()],
    )  # fmt: skip


def _make_file(_request: Request, data: PageData, texts: Mapping[str, str]) -> Response:
    filled, form = _compile(data, texts), texts["format"] or "xlsx"
    body, name = render(filled, form), file_name(filled, form)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(body, media_type=MEDIA[parse_format(form)], headers=headers)


def _compile(data: PageData, texts: Mapping[str, str]) -> FilledReturn:
    """The report that a form asks for, as its readers may see it.

    Raises:
        NotFound, Forbidden, Refused: there is none, or the caller may not see it; see ``compile_report``.
    """
    ruleset, context = data.context.ruleset, data.context
    report, period = find_report(ruleset, texts["report"]), read_period(texts["period"])
    area = read_area(ruleset.areas, texts["area"], period).area
    check_read_draft(data.principal, build_subject(ruleset, area=area.code))
    with reading(context.engine) as session:
        released = read_released_tables(session, context.blobs, ruleset.former_codes).get(report.audience, ())
        wanted = ReportRequest(report.report, area.code, period.code, today=data.today)
        return compile_report(ruleset, session, wanted, released).filled


def _page(request: Request, data: PageData, texts: dict[str, str], fault: ReturnOnceError | None = None) -> Response:
    ruleset = data.context.ruleset
    texts |= {"period": texts["period"] or financial_year_of(data.today).code}
    return render_page(
        request, "reports.html", title="Reports of chosen indicators", section="returns", asked=texts, fault=fault,
        field=_find_field(fault),
        reports=[(one.title, one.introduction, AUDIENCES[one.audience].lower()) for one in ruleset.reports.values()],
        filters=_list_filters(ruleset, _list_areas(data), texts), error=fault is not None,
        status=fault.status if fault else 200,
    )  # fmt: skip


def _find_field(fault: ReturnOnceError | None) -> str:
    """The field of the form that a fault is about."""
    if fault is None or fault.status != 404:
        return "period"
    # What is not there is a report, or else an area.
    return "filter-report" if fault.where == "report" else "filter-area"


def _list_areas(data: PageData) -> dict[str, str]:
    """Names of the areas that a report is made for, at the places whose drafts the caller may see."""
    ruleset = data.context.ruleset
    kinds = {normalise_kind(kind) for report in ruleset.reports.values() for kind in report.area_kinds}
    places = (ruleset.places[name] for name in list_reachable_places(ruleset, data.principal, can_read_draft))
    codes = dict.fromkeys(code for place in places for code in place.areas if code in ruleset.areas)
    return {code: ruleset.areas.get(code).name for code in codes if ruleset.areas.get(code).kind in kinds}


def _list_filters(ruleset: Ruleset, areas: Mapping[str, str], texts: Mapping[str, str]) -> list[Filter]:
    titles = {code: report.title for code, report in ruleset.reports.items()}
    choices = (("report", "Report", titles), ("area", "Area", areas))
    return [
        Filter(name, label, tuple(FilterOption(value, text, value == texts[name]) for value, text in options.items()))
        for name, label, options in choices
    ]
