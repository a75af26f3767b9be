"""A refused file is to be mended for the return that it was made for, and for no other that shares a figure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine

from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board_of_plan
from mappings.progress.refusals import ReturnsByCollection
from returnonce import audit
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.shipped import load_ruleset

AGENCY, SHARED = "lewisham-drug-partnership", "drug-users-in-effective-treatment"
KEY = f"lewisham/{AGENCY}/vital-signs/FY2009-10"


@pytest.mark.parametrize(
    ("file", "returns", "another"),
    [
        ("a", "vital", False),
        ("ax", "vital", True),
        ("ab", "vital", False),
        ("abx", "vital", False),
        ("xy", "vital", False),
        ("ax", "treatment", False),
        ("ax", "vital treatment", False),
        ("q", "vital", False),
    ],
)
def test_a_file_of_which_another_return_has_all_and_more_is_of_that(file: str, returns: str, another: bool) -> None:
    indicators = {"vital": frozenset("abc"), "treatment": frozenset("axy")}
    found = ReturnsByCollection({"key": frozenset(returns.split())}, indicators)
    assert found.is_of_another("key", frozenset(file)) is another


@pytest.mark.parametrize(
    ("indicators", "areas", "state"),
    [
        ([SHARED], ["E09000023"], "needs_fixing"),
        ([SHARED], [], "needs_fixing"),
        ("ndtms", ["E09000023"], "not_started"),
        ("ndtms", [], "not_started"),
    ],
)
def test_a_refused_file_of_ndtms_is_not_one_of_vital_signs(
    engine: Engine, indicators: Any, areas: list[str], state: str
) -> None:
    rules = load_ruleset()
    named = sorted({line.object_id for line in rules.returns["ndtms"].lines}) if indicators == "ndtms" else indicators
    assert SHARED in named
    about = {"indicators": named, "areas": areas, "periods": ["FY2009-10"]}
    sent, now = datetime(2010, 4, 12, 12, tzinfo=UTC), datetime(2010, 4, 13, 12, tzinfo=UTC)
    with transaction(engine) as session:
        details = {"agency": AGENCY, "about": about}
        audit.record(session, FixedClock(sent), act="refuse-upload", subject="s", details=details)
    plan = make_plan(rules, PlanScope(date(2010, 3, 31), date(2010, 3, 31), "lewisham", AGENCY))
    with reading(engine) as session:
        board = build_board_of_plan(rules, session, plan, now=now)
    assert board.filter(pl.col("key") == KEY)["state"].to_list() == [state]
