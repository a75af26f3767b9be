"""Views made by steps: each step on small tables, what a file left out, and the same rows as slow Python makes."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.period.codes import parse_period
from indicators.records.record_frames import Records, build_records
from indicators.records.view_context import ViewContext
from indicators.records.view_definitions import View, ViewStep
from indicators.records.views import prepare_views
from indicators.records.views.steps import StepInputs, take_step
from tests.indicators.records.views.own_record_set import (
    SET,
    load_own_definitions,
    slow_children,
    slow_first_breaks,
)

YEAR = parse_period("FY2026-27")
CHRISTMAS = ViewContext(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
ROWS = pl.DataFrame(
    {
        "who": ["A", "B", "A", None, None],
        "began": [date(2026, 5, 2), None, date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 2)],
        "ended": [date(2026, 5, 2), date(2026, 5, 3), date(2026, 4, 30), date(2026, 7, 1), None],
        "kind": ["day", "night", "other", None, "day"],
        "number": [1, 2, 3, 4, 5],
    }
)


def _records(breaks: list[dict[str, Any]], children: list[dict[str, Any]], left_out: Any = ()) -> Records:
    record_set = load_own_definitions().record_set(SET)
    records = build_records(record_set, YEAR, {"Child": children, "Break": breaks})
    return Records(record_set, YEAR, records.tables, frozenset(left_out))


def _take(step: dict[str, Any], *, context: ViewContext = CHRISTMAS, frame: pl.DataFrame = ROWS) -> pl.DataFrame:
    breaks = [
        {"child_ref": "A", "break_started": date(2026, 4, 2), "break_kind": "night"},
        {"child_ref": "A", "break_started": date(2026, 4, 3), "break_kind": "day"},
        {"break_started": date(2026, 4, 4), "break_kind": "day"},
    ]
    rows = take_step(frame, ViewStep.model_validate(step), StepInputs(_records(breaks, []), context, {}))
    assert rows is not None
    return rows


@pytest.mark.parametrize(
    ("step", "column", "expected"),
    [
        ({"where": "number > 3"}, "number", [4, 5]),
        ({"where": "began <= ended"}, "number", [1, 4]),
        ({"columns": {"twice": "number * 2", "more": "twice + 1"}}, "more", [3, 5, 7, 9, 11]),
        ({"one_per": {"by": ["who"], "keep": "first", "order": ["began"]}}, "number", [3, 4, 5, 2]),
        ({"one_per": {"by": ["who"], "keep": "last", "order": ["began"]}}, "number", [2, 1, 4, 5]),
        ({"count": {"name": "n", "of": "Break", "by": {"who": "child_ref"}}}, "n", [2, 0, 2, 0, 0]),
        (
            {"count": {"name": "n", "of": "Break", "by": {"who": "child_ref"}, "where": "break_kind = 'day'"}},
            "n",
            [1, 0, 1, 0, 0],
        ),
        (
            {"join": {"to": "Break", "by": {"who": "child_ref"}, "bring": {"kind": "break_kind"}}},
            "kind",
            ["night", None, "night", None, None],
        ),
        ({"days": {"name": "n", "from": "began", "to": "ended"}}, "n", [0, None, None, 30, None]),
        ({"recode": {"name": "k", "column": "kind", "codes": {"day": "D"}}}, "k", ["D", None, None, None, "D"]),
        (
            {"recode": {"name": "k", "column": "kind", "codes": {"day": "D"}, "other": "O"}},
            "k",
            ["D", "O", "O", None, "D"],
        ),
    ],
    ids=["where", "null is not chosen", "columns follow each other", "first; a blank date last, a blank person alone",
         "last; a blank date never before another", "count, 0 for nobody and for a blank", "count of some",
         "join, the first of several", "days, in order or none", "recode", "recode the rest"],
)  # fmt: skip
def test_each_step(step: dict[str, Any], column: str, expected: list[Any]) -> None:
    assert _take(step)[column].to_list() == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 12, 24), date(2026, 12, 24), 0),
        (date(2026, 12, 24), date(2026, 12, 23), None),
        (date(2026, 10, 2), date(2026, 10, 5), 1),
    ],
    ids=["over Christmas", "the same day", "reversed", "over a weekend"],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start: date, end: date, expected: int | None) -> None:
    frame = pl.DataFrame({"a": [start], "b": [end]})
    step = {"days": {"name": "n", "from": "a", "to": "b", "working": True}}
    assert _take(step, frame=frame)["n"].to_list() == [expected]


@pytest.mark.parametrize(
    ("born", "expected"),
    [(date(2016, 3, 31), 11), (date(2016, 4, 1), 10), (date(2016, 2, 29), 11), (None, None)],
    ids=["birthday on the day", "the day after", "29 February", "not known"],
)
def test_an_age_is_reached_on_the_birthday(born: date | None, expected: int | None) -> None:
    frame = pl.DataFrame({"born": [born], "day": [date(2027, 3, 31)]}, schema={"born": pl.Date, "day": pl.Date})
    assert _take({"age": {"name": "age", "born": "born", "day": "day"}}, frame=frame)["age"].to_list() == [expected]


@pytest.mark.parametrize(
    "step",
    [{}, {"where": "a", "columns": {"b": "c"}}, {"wher": "a"}, {"columns": {}}],
    ids=["none", "two", "misspelt", "empty"],
)
def test_a_step_is_exactly_one(step: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"step is one of|extra|at least 1"):
        ViewStep.model_validate(step)


@pytest.mark.parametrize(
    "given",
    [{"steps": [{"where": "a"}]}, {"rows_of": "Break"}],
    ids=["steps without rows", "no example"],
)
def test_a_view_of_steps_has_rows_and_an_example(given: dict[str, Any]) -> None:
    told = {"view": "v", "title": "V", "one_row_per": "v", "columns": [{"name": "a", "type": "int", "meaning": "A"}]}
    with pytest.raises(ValueError, match=r"rows_of|example"):
        View.model_validate(told | given)


DAYS = st.one_of(st.none(), st.dates(date(2026, 2, 25), date(2027, 4, 5)))
REFS = st.sampled_from(["A", "B", "C", None])
BREAKS = st.fixed_dictionaries(
    {"child_ref": REFS, "break_started": DAYS, "break_kind": st.sampled_from(["day", "night", None])}
)
CHILDREN = st.fixed_dictionaries(
    {
        "child_ref": REFS,
        "date_of_birth": st.one_of(st.none(), st.dates(date(2007, 1, 1), date(2027, 3, 31))),
        "sex": st.sampled_from(["F", "M", "U", None]),
        "referred": DAYS,
    }
)


@given(st.lists(BREAKS, max_size=8), st.lists(CHILDREN, max_size=4))
def test_steps_make_the_rows_that_slow_python_makes(
    breaks: list[dict[str, Any]], children: list[dict[str, Any]]
) -> None:
    views = prepare_views(_records(breaks, children), ViewContext())
    assert views["children"].to_dicts() == slow_children(children, breaks)
    assert views["first-breaks"].to_dicts() == slow_first_breaks(breaks)


ALL_OF_BREAK = [("Break", name) for name in ("child_ref", "break_started", "break_ended", "break_kind", "break_hours")]


@pytest.mark.parametrize(
    ("left_out", "views", "gone"),
    [
        ([("Child", "sex")], {"children", "first-breaks"}, {"sex_member"}),
        ([("Break", "break_kind")], {"children", "first-breaks"}, {"over_night"}),
        ([("Child", "referred")], {"children", "first-breaks"}, {"waited", "in_time"}),
        ([("Break", "break_started")], set(), set()),
        (ALL_OF_BREAK, set(), set()),
    ],
    ids=["a column", "a column that is counted by", "what days are counted from", "what rows are chosen by", "a table"],
)
def test_what_a_file_left_out_makes_nothing(left_out: Any, views: set[str], gone: set[str]) -> None:
    breaks = [{"child_ref": "A", "break_started": date(2026, 4, 2), "break_kind": "night"}]
    children = [{"child_ref": "A", "date_of_birth": date(2015, 1, 1), "sex": "F", "referred": date(2026, 4, 1)}]
    made = prepare_views(_records(breaks, children, left_out), ViewContext())
    assert set(made) == views
    whole = prepare_views(_records(breaks, children), ViewContext())["children"]
    if "children" in made:
        assert set(whole.columns) - set(made["children"].columns) == gone
