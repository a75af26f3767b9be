"""The board of a real plan: extensions before and after the lock, for all and for one; agencies that end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from mappings.obligations.extension_ledger import ExtensionTerms
from mappings.obligations.grant_extensions import grant_extension, revoke_extension
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import BOARD_SCHEMA, build_board
from mappings.progress.states import STATES
from mappings.ruleset.ruleset import Ruleset
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.errors import NotFound
from tests.contexts import make_context
from tests.shipped import load_ruleset

START, END = date(2009, 4, 1), date(2010, 3, 31)
TERMS = ExtensionTerms("lewisham", "national-indicators", "FY2009-10")
WHY: dict[str, Any] = {"by": "the Department", "reason": "their system was down"}


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset()


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"2010-{text}").replace(tzinfo=UTC)


def states(engine: Engine, ruleset: Ruleset, now: str) -> dict[str, str]:
    """State of each agency's part of the national indicators."""
    with reading(engine) as session:
        board = build_board(ruleset, session, start=START, end=END, now=on(now), place="lewisham")
    return dict(board.filter(pl.col("return") == "national-indicators").select("agency", "state").iter_rows())


def test_the_board_has_what_the_plan_asks(sqlite_engine: Engine, ruleset: Ruleset) -> None:
    with reading(sqlite_engine) as session:
        board = build_board(ruleset, session, start=START, end=END, now=on("05-14 15:00"))
        collection_plan = make_plan(ruleset, PlanScope(START, END), session)
    assert dict(board.schema) == BOARD_SCHEMA
    assert set(board["key"]) == set(collection_plan.collections["key"])
    assert board["owed"].sum() == collection_plan.figure_requests.height
    assert set(board["state"]) <= {*STATES}
    assert board["due"].drop_nulls().is_sorted()


def test_an_extension_after_the_lock_opens_it_again_from_then_on(sqlite_engine: Engine, ruleset: Ruleset) -> None:
    late = states(sqlite_engine, ruleset, "08-01 12:00")
    assert set(late.values()) == {"late"}
    context = make_context(sqlite_engine, ruleset=ruleset, clock=FixedClock(on("08-02 12:00")))
    grant_extension(context, TERMS, date(2010, 9, 30), **WHY)
    assert states(sqlite_engine, ruleset, "08-02 11:59:59") == late
    assert set(states(sqlite_engine, ruleset, "08-02 12:00").values()) == {"not_started"}
    revoke_extension(context.replace(clock=FixedClock(on("08-03 12:00"))), TERMS, **WHY)
    assert set(states(sqlite_engine, ruleset, "08-02 12:00").values()) == {"not_started"}
    assert states(sqlite_engine, ruleset, "08-03 12:00") == late


def test_an_agencys_own_extension_is_its_own(engine: Engine, ruleset: Ruleset) -> None:
    who = "lewisham-childrens-services"
    context = make_context(engine, ruleset=ruleset, clock=FixedClock(on("04-02 12:00")))
    grant_extension(context, TERMS._replace(agency=who), date(2010, 8, 31), **WHY)
    now = states(engine, ruleset, "08-01 12:00")
    assert {agency for agency, state in now.items() if state != "late"} == {who}
    assert set(states(engine, ruleset, "09-01 12:00").values()) == {"late"}


def test_a_place_that_is_not_there_is_refused(sqlite_engine: Engine, ruleset: Ruleset) -> None:
    with reading(sqlite_engine) as session, pytest.raises(NotFound):
        build_board(ruleset, session, start=START, end=END, now=on("05-14 15:00"), place="atlantis")
