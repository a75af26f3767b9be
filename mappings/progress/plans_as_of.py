"""Plans and boards as known at an earlier instant; questions that :mod:`mappings.ruleset.as_of` answers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlmodel import Session

from mappings.plan.plan import Plan, plan
from mappings.plan.plan_file import PlanScope, SavedPlan, read_plan, save_plan
from mappings.progress.board import build_board
from mappings.ruleset.as_of import AsOfContext, Request, answer_as_of
from mappings.ruleset.ruleset_history import RulesOfInstant
from returnonce.clock import LONDON

if TYPE_CHECKING:
    from mappings.ruleset.ruleset import Ruleset

PLAN_FILE, BOARD_FILE = "plan.json", "board.arrow"


def read_plan_as_of(
    context: AsOfContext, scope: PlanScope, as_of: datetime, *, given: bool = True
) -> tuple[SavedPlan, RulesOfInstant]:
    """The plan as it would have been made at an instant, and the rules of that instant.

    Raises:
        NotFound, WrongUsage: as :func:`mappings.plan.plan.plan`, by the rules of that instant.
        Unavailable: the rules of that instant are not stored, or this release cannot read them.
    """
    request = _make_request(scope, as_of) | {"given": given}
    with answer_as_of(context, as_of, "mappings.progress.plans_as_of:make_plan", request) as reply:
        return read_plan(reply.folder / PLAN_FILE), reply.rules


def read_board_as_of(context: AsOfContext, scope: PlanScope, as_of: datetime) -> tuple[pl.DataFrame, RulesOfInstant]:
    """The board (``BOARD_SCHEMA``) at an instant, and the rules of that instant.

    Raises:
        NotFound, Unavailable: as :func:`read_plan_as_of`.
    """
    with answer_as_of(context, as_of, "mappings.progress.plans_as_of:make_board", _make_request(scope, as_of)) as reply:
        return pl.read_ipc((reply.folder / BOARD_FILE).read_bytes()), reply.rules


def make_plan(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """Answer the question for a plan: write it to ``out``."""
    scope, as_of = _read_request(request)
    plan_day = as_of.astimezone(LONDON).date()
    collection_plan: Plan = plan(
        ruleset, session, start=scope.start, end=scope.end, place=scope.place, agency=scope.agency, today=plan_day,
        as_of=as_of, mark_given=request["given"],
    )  # fmt: skip
    save_plan(out / PLAN_FILE, SavedPlan(scope, ruleset.hash, plan_day, collection_plan))


def make_board(ruleset: Ruleset, session: Session, request: Request, out: Path) -> None:
    """Answer the question for a board: write it to ``out``."""
    scope, as_of = _read_request(request)
    board = build_board(ruleset, session, start=scope.start, end=scope.end, now=as_of, place=scope.place)
    board.write_ipc(out / BOARD_FILE)


def _make_request(scope: PlanScope, as_of: datetime) -> dict[str, Any]:
    data = {"start": str(scope.start), "end": str(scope.end), "place": scope.place, "agency": scope.agency}
    return data | {"as_of": as_of.isoformat()}


def _read_request(request: Request) -> tuple[PlanScope, datetime]:
    start, end = date.fromisoformat(request["start"]), date.fromisoformat(request["end"])
    return PlanScope(start, end, request["place"], request["agency"]), datetime.fromisoformat(request["as_of"])
