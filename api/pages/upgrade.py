"""``/upgrade``: what other definitions change, against those in use or those of another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages.administration.reach import manages_all
from api.pages.page_data import PageData
from api.pages.period_spans import PeriodSpan, financial_year_of, parse_span
from api.pages.rendering import render_page
from api.pages.schedule import years
from api.pages.store_state import describe_store_state
from api.pages.views.schedule import Filter, FilterOption
from api.pages.views.upgrade import EDITIONS, FILES, WORK, upgrade_page
from api.pages.wording import day_words
from indicators.period.codes import parse_period
from mappings.ruleset.ruleset_history import list_kept_rulesets
from mappings.upgrade.ruleset_versions import NEXT, NOW, find_version
from returnonce.access.policy import (
    can_read_burden,
    can_read_edition,
    can_read_submission,
    can_somewhere,
    check_somewhere,
)
from returnonce.access.principals import PolicySubject, Principal
from returnonce.db import reading
from returnonce.errors import ReturnOnceError
from upkeep.upgrade.received_files import ReceivedFiles
from upkeep.upgrade.report import UpgradeQuestion, UpgradeReport, make_report

router = APIRouter()
#: Files that one request has judged anew; the command line judges more.
MOST_FILES = 25


@router.get("/upgrade")
def get_upgrade(request: Request, before: str = "", after: str = "", span: str = "", files: str = "") -> Response:
    """The form, and what differs where two sets of definitions are there to compare."""
    data = PageData(request)
    check_somewhere(data.principal, "read_upgrade")
    may_judge = can_somewhere(data.principal, "read_submission")
    versions = _list_versions(data)
    others = [name for name in versions if name != NOW]
    before, after = (before or NOW, after or NEXT) if NEXT in versions else (before or _first(others), after or NOW)
    year = parse_span(span or financial_year_of(data.today), data.today)
    filters = _filters(versions, before, after, year, years(data.today))
    page, fault = None, None
    try:
        if before:
            report = _read_report(data, before, after, year, judge=may_judge and bool(files))
            page = upgrade_page(limit_report(report, data.principal), hidden=list_hidden(data.principal))
    except ReturnOnceError as error:
        fault = error
    return render_page(
        request, "upgrade.html", title="What an upgrade changes", section="upgrade", page=page, filters=filters,
        judged=bool(files), most=MOST_FILES if may_judge else 0, fault=fault, error=fault is not None,
        status=fault.status if fault else 200, store=describe_store_state(data.context.engine),
        may_back_up=manages_all(data.principal, data.context.ruleset),
    )  # fmt: skip


def _list_versions(data: PageData) -> dict[str, str]:
    """Names of what may be compared, each with its words; other kept rulesets, the newest first."""
    current = data.context.ruleset.hash
    with reading(data.context.engine) as session:
        kept = list_kept_rulesets(session).unique("hash", keep="first", maintain_order=True)
    words = {NOW: f"In use now ({current[:12]})"}
    if data.context.settings.next_definitions is not None:
        words[NEXT] = "To come: the folder named for it"
    for name, since, release in kept.iter_rows():
        if name != current:
            words[name] = f"In use from {day_words(since.date())}, release {release} ({name[:12]})"
    return words


def _first(names: list[str]) -> str:
    return names[0] if names else ""


def _read_report(data: PageData, before: str, after: str, span: PeriodSpan, *, judge: bool) -> UpgradeReport:
    """The whole report, kept while neither store nor definitions change."""
    context = data.context
    versions = find_version(context, before, folders=False), find_version(context, after, folders=False)
    question = UpgradeQuestion(*versions, parse_period(span.code), MOST_FILES if judge else 0)

    def make() -> tuple[UpgradeReport, datetime]:
        return make_report(context, question), data.midnight

    hashes = tuple(each.ruleset.hash for each in versions)
    return data.cached(("upgrade", *hashes, judge), span, make)  # type: ignore[no-any-return]


def list_hidden(principal: Principal) -> tuple[str, ...]:
    """Headings of what the caller may see nowhere."""
    acts = {WORK: "read_burden", EDITIONS: "read_edition", FILES: "read_submission"}
    return tuple(heading for heading, act in acts.items() if not can_somewhere(principal, act))


def limit_report(report: UpgradeReport, principal: Principal) -> UpgradeReport:
    """What the caller may see of places, agencies' files and editions; definitions are everybody's."""
    editions = [
        each
        for each in report.editions
        if can_read_edition(
            principal, PolicySubject(place=each.place, area=each.key.area, return_code=each.key.return_code)
        )
    ]
    files = _limit_files(report, principal)
    work = [each for each in report.workload if can_read_burden(principal, PolicySubject(place=each.place))]
    return replace(report, editions=editions, files=files, workload=work)


def _limit_files(report: UpgradeReport, principal: Principal) -> ReceivedFiles | None:
    files = report.files
    if files is None or can_read_submission(principal, PolicySubject()):
        return files
    places = report.question.before.ruleset.places.values()
    homes = {agency: place.name for place in places for agency in place.agencies}
    own = (
        each
        for each in files.judged
        if can_read_submission(principal, PolicySubject(place=homes.get(each.agency), agency=each.agency))
    )
    return replace(files, judged=tuple(own), sealed=0, left=0)


def _filters(
    versions: Mapping[str, str], before: str, after: str, year: PeriodSpan, known_years: Mapping[str, str]
) -> dict[str, Filter]:
    spans = {code: words for code, words in known_years.items() if code.startswith("FY")}
    spans.setdefault(year.code, year.label)
    rows = (
        ("before", "Definitions as they were", versions, before),
        ("after", "Definitions as they would be", versions, after),
        ("span", "Work that falls due for", spans, year.code),
    )
    return {
        name: Filter(name, label, tuple(FilterOption(code, text, code == chosen) for code, text in texts.items()))
        for name, label, texts, chosen in rows
    }
