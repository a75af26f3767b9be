"""Everything that can be asked of an instant, as bytes by name."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from exports.as_of import DraftRequest, render_draft_as_of
from exports.calendars_as_of import render_calendar_as_of
from mappings.plan.plan_as_of import read_plan_as_of
from mappings.plan.plan_file import save_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board_as_of import read_board_as_of
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.definitions_as_of import describe_as_of, describe_lines

FORMS = ("xlsx", "csv", "json", "parquet")
DRAFT = ("national-indicators", "Lewisham", "FY2009-10")
SCOPE = PlanScope(date(2009, 4, 1), date(2010, 3, 31), "lewisham")


def ask_everything(asking: AppContext, instant: datetime, scratch: Path) -> dict[str, bytes]:
    """Drafts in every form, the plan, the board, a calendar and a return's lines, as known at an instant."""
    answers = {form: render_draft_as_of(asking, DraftRequest(*DRAFT, as_of=instant), form).data for form in FORMS}
    save_plan(scratch / "plan.json", read_plan_as_of(asking, SCOPE, instant)[0])
    answers["plan"] = (scratch / "plan.json").read_bytes()
    answers["board"] = read_board_as_of(asking, SCOPE, instant)[0].serialize()
    answers["calendar"] = render_calendar_as_of(asking, "officer", "lewisham", instant)[0]
    answers["lines"] = json.dumps(describe_as_of(asking, instant, describe_lines, return_code="crc")[0]).encode()
    return answers
