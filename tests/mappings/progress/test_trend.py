"""Shares by exact rounding, directions, and what cannot be told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.progress.board import BOARD_SCHEMA
from mappings.progress.trend import calculate_trend, format_shares
from tests.examples import at_most

NOW = datetime(2011, 1, 1, tzinfo=UTC)
PAST, AHEAD = datetime(2010, 6, 1, tzinfo=UTC), datetime(2011, 6, 1, tzinfo=UTC)


def collection(period: str, owed: int, accepted: int, on_time: int, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(BOARD_SCHEMA) | {
        "key": period, "place": "home", "agency": "county", "agency_name": "County", "return": "national",
        "period": period, "owed": owed, "received": accepted, "accepted": accepted, "on_time": on_time,
        "given_by_others": 0, "deadline": PAST, "late_by": None, "due": date(2010, 6, 1),
    }  # fmt: skip
    return row | more


def told(*rows: dict[str, Any], periods: int = 4) -> list[tuple[Any, ...]]:
    board = pl.DataFrame(rows, schema=BOARD_SCHEMA, orient="row")
    names = ("period", "complete_share", "on_time_share", "complete_direction", "on_time_direction", "said")
    return format_shares(calculate_trend(board, now=NOW, periods=periods)).select(names).rows()


def test_periods_follow_each_other_and_say_which_way_it_goes() -> None:
    rows = [
        collection("FY2009-10-Q3", 3, 3, 3),
        collection("FY2009-10-Q1", 3, 1, 1),
        collection("FY2009-10-Q2", 3, 2, 1),
    ]
    assert told(*rows) == [
        ("FY2009-10-Q1", "33.3", "33.3", None, None, "due"),
        ("FY2009-10-Q2", "66.7", "33.3", "up", "level", "due"),
        ("FY2009-10-Q3", "100.0", "100.0", "up", "up", "due"),
    ]


def test_nothing_owed_is_not_everything() -> None:
    rows = [collection("FY2008-09", 2, 2, 2), collection("FY2009-10", 0, 0, 0), collection("FY2010-11", 2, 1, 1)]
    assert told(*rows) == [
        ("FY2008-09", "100.0", "100.0", None, None, "due"),
        ("FY2009-10", None, None, None, None, "nothing owed"),
        ("FY2010-11", "50.0", "50.0", "down", "down", "due"),
    ]


def test_before_it_is_due_nobody_can_say_whether_it_was_in_time_unless_it_is_all_there() -> None:
    rows = [collection("FY2009-10", 4, 3, 3, deadline=AHEAD), collection("FY2010-11", 4, 4, 4, deadline=AHEAD)]
    assert [row[1:3] for row in told(*rows)] == [("75.0", None), ("100.0", "100.0")]
    assert told(*rows)[0][5] == "not due yet"


def test_collections_of_one_period_count_together_and_kinds_of_period_apart() -> None:
    rows = [
        collection("FY2009-10", 3, 3, 3),
        collection("FY2009-10", 1, 0, 0, key="other"),
        collection("2010-M03", 1, 1, 1),
    ]
    assert [(row[0], row[1], row[3]) for row in told(*rows)] == [
        ("FY2009-10", "75.0", None), ("2010-M03", "100.0", None),
    ]  # fmt: skip


def test_the_last_periods_only() -> None:
    rows = [collection(f"FY200{n}-{n + 1:02}", 10, n, n) for n in range(1, 8)]
    assert [(row[0], row[3]) for row in told(*rows, periods=2)] == [("FY2006-07", "up"), ("FY2007-08", "up")]


@settings(max_examples=at_most(40))
@given(st.integers(0, 2000).flatmap(lambda owed: st.tuples(st.just(owed), st.integers(0, owed))))
def test_a_share_is_rounded_half_up(counts: tuple[int, int]) -> None:
    owed, accepted = counts
    [row] = told(collection("FY2009-10", owed, accepted, accepted))
    if not owed:
        assert row[1] is None
        return
    tenths = (Fraction(accepted * 1000, owed) + Fraction(1, 2)).__floor__()
    assert row[1] == f"{tenths // 10}.{tenths % 10}"


@pytest.mark.parametrize("rows", [[], [collection("FY2009-10", 0, 0, 0, agency=None, agency_name=None)]])
def test_an_empty_board_and_nobodys_figures_do_no_harm(rows: list[dict[str, Any]]) -> None:
    assert len(told(*rows)) == len(rows)
