"""The first files of a workspace: a template for each agency that owes figures, and the officers' calendar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collectors.template.workbook import make_template
from exports.feeds import render_feed
from indicators.period.arithmetic import Period
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.reminders.planned_dates import record_planned_dates
from mappings.ruleset.app_context import AppContext
from returnonce.blobs import write_atomic
from returnonce.db import reading, transaction
from returnonce.errors import Refused


def list_first_files(place: str, year: Period) -> tuple[str, str]:
    """The folder of templates and the calendar, from the workspace."""
    return f"templates/{year.code}", f"calendar/{place}.ics"


def write_first_files(context: AppContext, workspace: Path, place: str, year: Period) -> Iterator[str]:
    """Write those that are not there, and give back their paths from the workspace."""
    folder, calendar = list_first_files(place, year)
    for agency in _list_owing_agencies(context, place, year):
        path = f"{folder}/{agency}.xlsx"
        if not (workspace / path).exists() and _write_template(context, workspace / path, agency, year):
            yield path
    if not (workspace / calendar).exists():
        with transaction(context.engine) as session:
            record_planned_dates(session, context.clock, context.ruleset, place)
        with reading(context.engine) as session:
            data = render_feed(
                session, context.ruleset, audience="officer", scope=place, base_url=context.settings.base_url
            )
        (workspace / calendar).parent.mkdir(parents=True, exist_ok=True)
        write_atomic(workspace / calendar, data)
        yield calendar


def _list_owing_agencies(context: AppContext, place: str, year: Period) -> list[str]:
    scope = PlanScope(year.start, year.end, place=place)
    requests = make_plan(context.ruleset, scope).figure_requests
    return sorted(requests["agency"].drop_nulls().unique())


def _write_template(context: AppContext, path: Path, agency: str, year: Period) -> bool:
    with reading(context.engine) as session:
        try:
            data = make_template(context.ruleset, session, agency=agency, period=year.code, clock=context.clock)
        # It has given everything already.
        except Refused:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, data)
    return True
