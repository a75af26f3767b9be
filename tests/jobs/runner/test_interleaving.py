"""Any order of ticks of several processes whose clocks step about: each slot at most once, none early, none lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.runner.job_function import Finish
from jobs.runner.run_times import list_slots
from mappings.ruleset.app_context import AppContext
from tests.examples import at_most
from tests.jobs.runners import Killed, at, count, duty, effects, keeper, memory, rows, utc

START = utc("2026-03-28T12:00")
MINUTE = timedelta(minutes=1)
#: Onwards by minutes to days; back by an hour or a day; far ahead by mistake.
STEPS = (1, 30, 61, 600, 1440, 4320, -1, -60, -1440, 30_000)
CATCH_UPS = ("each", "newest", "none")


class Witness:
    """The slots that were done before their time, by the clock of whoever did them."""

    def __init__(self) -> None:
        self.early: list[datetime] = []

    def __call__(self, context: AppContext, slot: datetime) -> Finish:
        self.early += [slot] if slot > context.clock.now() else []
        return count(context, slot)


@settings(max_examples=at_most(25), suppress_health_check=[HealthCheck.too_slow])
@given(
    catch_up=st.sampled_from(CATCH_UPS),
    rhythm=st.sampled_from([{"at": "01:30"}, {"at": "00:00"}, {"every": 480}, {"at": "01:30", "days": ["03-29"]}]),
    moves=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(STEPS), st.sampled_from(["tick", "tick", "die"])), max_size=8
    ),
)
def test_each_slot_at_most_once_and_never_early(
    catch_up: str, rhythm: dict[str, Any], moves: list[tuple[int, int, str]]
) -> None:
    engine, witness = memory(), Witness()
    one = duty(catch_up=catch_up, **rhythm)
    nows, workers = [START] * 3, [keeper(engine, START, one, name=str(n), tasks={"count": witness}) for n in range(3)]
    for number, step, what in moves:
        nows[number] += step * MINUTE
        mine = at(workers[number], nows[number])
        if what == "die":
            _dies_at_work(mine)
        else:
            mine.run_due()
    done = effects(engine)
    assert len(done) == len(set(done))
    assert witness.early == []
    assert set(done) <= set(list_slots(one, START - timedelta(days=30), max(nows) + timedelta(days=400)))
    engine.dispose()


def _dies_at_work(mine: Any) -> None:
    """Claims, and is gone before anything is written; as much as a process can do that is killed."""

    def gone(_context: AppContext, _slot: datetime) -> str:
        raise Killed

    with suppress(Killed):
        replace(mine, functions={"count": gone}).run_due()


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.sampled_from([1, 30, 60, 600, 1440, 4320])), max_size=8))
def test_with_clocks_that_only_go_on_nothing_is_lost(moves: list[tuple[int, int]]) -> None:
    engine, one = memory(), duty(catch_up="each", at="01:30")
    now, workers = START, [keeper(engine, START, one, name=str(n)) for n in range(3)]
    workers[0].run_due()
    for number, step in moves:
        now += step * MINUTE
        at(workers[number], now).run_due()
    assert effects(engine) == list(list_slots(one, START - timedelta(hours=12), now))
    assert {row.state for row in rows(engine)} <= {"done"}
    engine.dispose()
