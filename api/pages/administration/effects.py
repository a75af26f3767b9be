"""What a change of the definitions would do, on a page of its own before anything is written; and doing it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from api.app_state import app_state
from api.pages.page_data import PageData
from api.pages.rendering import render_page
from api.pages.upgrade import limit_report, list_hidden
from api.pages.views.upgrade import upgrade_page
from api.pages.visitor import caller
from indicators.period.arithmetic import financial_year_of
from mappings.upgrade.ruleset_versions import NOW, find_version
from upkeep.upgrade.report import UpgradeQuestion, make_report
from upkeep.workspace.place_changes import PlaceChange, apply_change, suppose_change


def effects_page(
    request: Request, change: PlaceChange, *, title: str, here: str, fields: Mapping[str, str]
) -> Response:
    """Dates, work, figures and editions that would change, and the form that does it. ``fields``: of that form.

    Raises:
        Refused: a file would be wrong.
    """
    sources = PageData(request)
    context = sources.context
    before = find_version(context, NOW, folders=False)
    question = UpgradeQuestion(before, suppose_change(context, change), financial_year_of(sources.today), 0)
    report = limit_report(make_report(context, question), sources.principal)
    kept = {name: text for name, text in fields.items() if name not in {"token", "act", "before"}}
    return render_page(
        request, "effects.html", title=title, section="administration", here=here, what=change.what, kept=kept,
        before=change.before, page=upgrade_page(report, hidden=list_hidden(sources.principal)),
    )  # fmt: skip


def do_change(request: Request, change: PlaceChange) -> None:
    """Write it, and answer by the new definitions from the next request on. Raises as :func:`apply_change`."""
    state = app_state(request)
    state.take_context(apply_change(state.context, change, by=caller(request)))
