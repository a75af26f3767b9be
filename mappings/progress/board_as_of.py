"""A board as known at an earlier instant, by the rules of then."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.as_of import as_of_instant
from mappings.ruleset.ruleset_history import RulesOfInstant
from returnonce.db import reading


def read_board_as_of(context: AppContext, scope: PlanScope, as_of: datetime) -> tuple[pl.DataFrame, RulesOfInstant]:
    """The board (``BOARD_SCHEMA``) at an instant, and the rules of that instant.

    Raises:
        NotFound, Unavailable: as :func:`mappings.plan.plan_as_of.read_plan_as_of`.
    """
    with as_of_instant(context, as_of) as past, reading(context.engine) as session:
        board = build_board(past.ruleset, session, start=scope.start, end=scope.end, now=as_of, place=scope.place)
        return board, past.rules
