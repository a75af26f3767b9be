from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from mappings.reminders.date_ledger import DateLedgerRow, PlannedDate, format_moment, read_latest_rows, record_changes
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from tests.conftest import NOON
from tests.examples import at_most

HELD = PlannedDate(
    key="collection lewisham/lewisham-yot/national-indicators/FY2009-10",
    kind="collection",
    place="lewisham",
    agency="lewisham-yot",
    who="Lewisham Youth Offending Team",
    return_code="national-indicators",
    period="FY2009-10",
    title="National Indicators",
    day=date(2026, 11, 27),
    at="17:00",
    explanation="10 working days after the end.",
    assumed=True,
)


def noted(engine: Engine, clock: FixedClock, *holds: PlannedDate, view: bool = True) -> list[tuple[str, int, int]]:
    with transaction(engine) as session:
        rows = record_changes(session, clock, holds, is_in_view=lambda _: view)
        return [(row.change, row.revision, row.sequence) for row in rows]


def days(clock: FixedClock, count: int) -> FixedClock:
    return FixedClock(clock.instant + timedelta(days=count))


def test_a_date_is_new_once(sqlite_engine: Engine, clock: FixedClock) -> None:
    assert noted(sqlite_engine, clock, HELD) == [("new", 0, 0)]
    assert noted(sqlite_engine, days(clock, 1), HELD) == []


def test_a_date_that_moves_vanishes_and_comes_back(engine: Engine, clock: FixedClock) -> None:
    moved = replace(HELD, day=date(2026, 12, 4))
    noted(engine, clock, HELD)
    assert noted(engine, days(clock, 1), moved) == [("moved", 1, 1)]
    assert noted(engine, days(clock, 2)) == [("cancelled", 2, 2)]
    assert noted(engine, days(clock, 3)) == []
    assert noted(engine, days(clock, 4), moved) == [("revived", 3, 3)]
    with reading(engine) as session:
        rows = session.exec(select(DateLedgerRow).order_by("revision")).all()
    assert [(row.day, row.cancelled) for row in rows] == [
        (HELD.day, False), (moved.day, False), (moved.day, True), (moved.day, False)
    ]  # fmt: skip
    assert rows[1].reason == "Moved from Friday 27 November 2026, 5pm."
    assert rows[2].reason == "Nothing is owed any more; it was due Friday 4 December 2026, 5pm."


def test_only_the_hour_may_move(sqlite_engine: Engine, clock: FixedClock) -> None:
    noted(sqlite_engine, clock, HELD)
    assert noted(sqlite_engine, clock, replace(HELD, at="12:00")) == [("moved", 1, 1)]


def test_other_words_for_the_same_date_raise_no_sequence(sqlite_engine: Engine, clock: FixedClock) -> None:
    noted(sqlite_engine, clock, HELD)
    assert noted(sqlite_engine, clock, replace(HELD, assumed=False)) == [("reworded", 1, 0)]
    assert noted(sqlite_engine, clock, replace(HELD, assumed=False)) == []


def test_what_was_not_looked_at_has_not_vanished(sqlite_engine: Engine, clock: FixedClock) -> None:
    noted(sqlite_engine, clock, HELD)
    assert noted(sqlite_engine, clock, view=False) == []


def test_a_date_out_of_view_that_is_told_is_compared_all_the_same(sqlite_engine: Engine, clock: FixedClock) -> None:
    noted(sqlite_engine, clock, HELD)
    assert noted(sqlite_engine, clock, replace(HELD, day=date(2027, 1, 4)), view=False) == [("moved", 1, 1)]


def test_moments_in_words() -> None:
    assert format_moment(date(2026, 11, 27), "17:00") == "Friday 27 November 2026, 5pm"
    assert format_moment(date(2026, 11, 27), "09:30") == "Friday 27 November 2026, 9:30am"


State = dict[str, tuple[int, bool]]


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, int]]:
    """What holds, night after night: which of three dates, and on which of four days."""
    night = st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), max_size=3)
    return draw(st.lists(night, min_size=1, max_size=6))


@settings(max_examples=at_most(30))
@given(histories())
def test_the_ledger_agrees_with_a_slow_account(history: list[dict[str, int]]) -> None:
    """No store: rows are kept in a list, and what is told is compared with a state kept by hand."""
    kept = FakeSession()
    state: dict[str, tuple[int, bool, int]] = {}
    for night in history:
        holds = [replace(HELD, key=key, day=date(2026, 12, day)) for key, day in night.items()]
        record_changes(kept, FixedClock(NOON), holds, is_in_view=lambda _: True)  # type: ignore[arg-type]
        for key, day in night.items():
            before = state.get(key)
            if before is None:
                state[key] = (day, False, 0)
            elif before[1] or before[0] != day:
                state[key] = (day, False, before[2] + 1)
        for key in set(state) - set(night):
            day, gone, sequence = state[key]
            state[key] = (day, True, sequence if gone else sequence + 1)
    assert {row.key: (row.day.day, row.cancelled, row.sequence) for row in kept.last()} == state


class FakeSession:
    """Keeps what is added, and answers the two questions that the ledger asks of a store."""

    def __init__(self) -> None:
        self.rows: list[DateLedgerRow] = []
        self.info: dict[str, object] = {}

    def add_all(self, rows: Iterable[DateLedgerRow]) -> None:
        self.rows += [row for row in rows if isinstance(row, DateLedgerRow)]

    def add(self, row: object) -> None:
        """An audit row; not of interest here."""

    def flush(self) -> None:
        """Nothing waits."""

    def last(self) -> list[DateLedgerRow]:
        newest: dict[str, DateLedgerRow] = {}
        for row in self.rows:
            newest[row.key] = row
        return list(newest.values())

    def exec(self, statement: Any) -> FakeAnswer:
        asks_for_dates = statement.column_descriptions[0]["entity"] is DateLedgerRow
        return FakeAnswer(self.last() if asks_for_dates else [])


class FakeAnswer(list[DateLedgerRow]):
    def first(self) -> None:
        """The audit trail is empty."""


def test_the_last_row_of_each_date(engine: Engine, clock: FixedClock) -> None:
    other = replace(HELD, key="collection other")
    noted(engine, clock, HELD, other)
    noted(engine, clock, replace(HELD, day=date(2026, 12, 1)), other)
    with reading(engine) as session:
        assert [(row.key, row.revision) for row in read_latest_rows(session)] == [
            (HELD.key, 1),
            ("collection other", 0),
        ]
