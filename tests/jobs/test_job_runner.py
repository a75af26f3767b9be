from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from jobs.runner.run_times import list_slots
from mappings.ruleset.app_context import AppContext
from returnonce.claims import claims
from returnonce.claims.job_runs import claim, claim_of
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import transaction
from tests.jobs.runners import Killed, at, count, duty, effects, keeper, memory, rows, through, tick, utc

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
START = utc("2026-11-20T12:00")


def test_of_several_processes_one_does_a_duty_and_the_next_day_again(engine: Engine) -> None:
    told: list[list[str]] = []

    def keep(number: int) -> None:
        told.append(tick(keeper(engine, START, duty(), name=str(number)), START))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(map(len, told)) == 1
    assert tick(keeper(engine, START, duty()), START + DAY) == ["count of Saturday 21 November 2026, 2:30am: counted"]
    assert effects(engine) == [utc("2026-11-20T02:30"), utc("2026-11-21T02:30")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("start", "end", "step"),
    [
        # Both changes of the clocks, and 29 February, lie between.
        ("2023-11-20T12:00", "2024-11-20T12:00", 6 * DAY),
        ("2024-03-28T12:00", "2024-04-02T12:00", 7 * HOUR),
        ("2024-10-24T12:00", "2024-10-29T12:00", HOUR),
    ],
)
def test_each_day_takes_effect_once(start: str, end: str, step: timedelta) -> None:
    engine = memory()
    kept = duty(at="01:30", catch_up="each"), duty(code="yearly", days=["02-29", "04-01"])
    one = keeper(engine, utc(start), *kept)
    through(one, utc(start), utc(end), step)
    wanted = [slot for each in kept for slot in list_slots(each, utc(start) - 12 * HOUR, utc(end))]
    assert effects(engine) == sorted(wanted)
    assert len(rows(engine)) == (utc(end) - utc(start)) // DAY + 1
    engine.dispose()


@pytest.mark.parametrize(("catch_up", "done", "passed_over"), [("each", 3, 0), ("newest", 1, 2), ("none", 0, 3)])
def test_a_machine_that_slept_for_72_hours(catch_up: str, done: int, passed_over: int, engine: Engine) -> None:
    one = keeper(engine, START, duty(catch_up=catch_up))
    tick(one, START)
    before = len(effects(engine))
    assert len(tick(one, START + 72 * HOUR)) == done
    row_list = rows(engine)
    assert len(effects(engine)) - before == done
    assert Counter(row.state for row in row_list)["skipped"] == passed_over + (1 if catch_up == "none" else 0)
    assert tick(one, START + 72 * HOUR) == []
    # From then on nothing is owed, and the next morning comes as any other.
    assert len(tick(one, utc("2026-11-24T02:30"))) == 1


def test_what_is_passed_over_says_for_what(sqlite_engine: Engine) -> None:
    one = keeper(sqlite_engine, START, duty())
    tick(one, START)
    tick(one, START + 72 * HOUR)
    outcomes = [row.outcome for row in rows(sqlite_engine)]
    collapsed = "skipped: collapsed into Monday 23 November 2026, 2:30am"
    assert outcomes == ["counted", collapsed, collapsed, "counted"]


def test_a_duty_that_must_be_in_time_is_done_in_time(sqlite_engine: Engine) -> None:
    one = keeper(sqlite_engine, START, duty(catch_up="none", grace=15))
    tick(one, START)
    assert len(tick(one, utc("2026-11-21T02:45"))) == 1
    assert tick(one, utc("2026-11-22T02:46")) == []
    assert rows(sqlite_engine)[-1].outcome == "skipped: found more than 15 minutes late"


@pytest.mark.long
def test_a_clock_set_back_fires_nothing_twice_and_nothing_early(engine: Engine) -> None:
    one = keeper(engine, START, duty(catch_up="each"), duty(code="often", every=60))
    through(one, START, START + 2 * DAY, HOUR)
    before = effects(engine)
    for back in (HOUR, DAY):
        through(one, START + 2 * DAY - back, START + 2 * DAY, HOUR / 4)
        assert effects(engine) == before
    through(one, START + 2 * DAY, START + 3 * DAY, HOUR)
    assert len(effects(engine)) == len(before) + 25


@pytest.mark.long
def test_a_clock_that_ran_ahead_for_a_while_does_not_end_the_service(engine: Engine) -> None:
    one = keeper(engine, START, duty())
    tick(one, START)
    tick(one, START + 365 * DAY)
    assert Counter(row.state for row in rows(engine)) == {"skipped": 364, "done": 2}
    assert through(one, START, START + 10 * DAY, HOUR) == 10
    assert len(set(effects(engine))) == len(effects(engine)) == 12


def test_a_duty_that_is_new_begins_today_and_asks_for_no_past(sqlite_engine: Engine) -> None:
    kept = [duty(catch_up="each"), duty(code="evening", at="18:00"), duty(code="often", every=5, catch_up="each")]
    yearly = duty(code="yearly", days=["04-01"], catch_up="each")
    assert len(tick(keeper(sqlite_engine, START, *kept, yearly), START)) == 2
    assert effects(sqlite_engine) == [utc("2026-11-20T02:30"), START]


def test_a_duty_of_midnight_is_done_on_its_first_day(sqlite_engine: Engine) -> None:
    assert len(tick(keeper(sqlite_engine, START, duty(at="00:00")), START)) == 1


def test_one_that_was_killed_is_done_by_another_when_its_lease_has_run_out(engine: Engine) -> None:
    one, other = keeper(engine, START, duty(), name="one"), keeper(engine, START, duty(), name="other")
    tick(one, START)
    slot = utc("2026-11-21T02:30")
    with transaction(engine) as session:
        claim(session, FixedClock(slot), claim_of("count", slot, "killed", RetryPolicy(10 * MINUTE)))
    assert tick(other, slot + 9 * MINUTE) == []
    assert len(tick(other, slot + 10 * MINUTE)) == 1
    assert effects(engine)[-1] == slot
    assert (rows(engine)[-1].attempts, rows(engine)[-1].state) == (2, "done")


def test_one_that_was_only_slow_undoes_what_it_did(engine: Engine) -> None:
    def slow(context: AppContext, slot: datetime) -> object:
        assert len(tick(keeper(engine, START, duty(), name="other"), START + 11 * MINUTE)) == 1
        return count(context, slot)

    tick_result = tick(keeper(engine, START, duty(), tasks={"count": slow}), START)  # type: ignore[dict-item]
    assert tick_result == ["count of Friday 20 November 2026, 2:30am: taken over by another"]
    assert effects(engine) == [utc("2026-11-20T02:30")]
    assert rows(engine)[0].outcome == "counted"


def failing(times: int) -> Callable[[AppContext, datetime], object]:
    left = [times]

    def work(context: AppContext, slot: datetime) -> object:
        left[0] -= 1
        if left[0] >= 0:
            raise RuntimeError("about a person")
        return count(context, slot)

    return work


@pytest.mark.parametrize(("times", "state", "ticks"), [(1, "done", 2), (3, "done", 4), (4, "failed", 4)])
def test_what_fails_is_tried_again_with_growing_pauses_and_harms_no_other(
    times: int, state: str, ticks: int, sqlite_engine: Engine
) -> None:
    kept = (duty(code="bad", task="bad"), duty())
    one = keeper(sqlite_engine, START, *kept, tasks={"bad": failing(times)})  # type: ignore[dict-item]
    told, now = [tick(one, START)], START
    assert len(told[0]) == 2
    for pause in (2, 10, 60):
        assert tick(one, now + pause * MINUTE - timedelta(seconds=1)) == []
        now += pause * MINUTE
        told.append(tick(one, now))
    (row,) = rows(sqlite_engine, "bad")
    assert (row.state, row.attempts) == (state, ticks)
    assert row.outcome == ("counted" if state == "done" else "failed: RuntimeError")
    assert "about a person" not in str(told)
    assert tick(one, now + 10 * HOUR) == []


def test_work_that_kills_its_workers_is_given_up(sqlite_engine: Engine) -> None:
    def fatal(_context: AppContext, _slot: datetime) -> str:
        raise Killed

    one = keeper(sqlite_engine, START, duty(), tasks={"count": fatal})
    for n in range(4):
        with pytest.raises(Killed):
            tick(one, START + n * HOUR)
    (tick_result,) = tick(one, START + 5 * HOUR)
    assert tick_result == "count of Friday 20 November 2026, 2:30am: given up: 4 workers died over it; given up"
    assert rows(sqlite_engine)[0].state == "failed"


def test_a_heartbeat_keeps_long_work(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from jobs.runner import heartbeat

    monkeypatch.setattr(heartbeat, "BEATS", 60_000)
    beaten = threading.Event()
    renew = claims.renew

    def seen(*given: object, **named: object) -> bool:
        beaten.set()
        return renew(*given, **named)  # type: ignore[arg-type]

    def slow(context: AppContext, slot: datetime) -> object:
        assert beaten.wait(10)
        return count(context, slot)

    monkeypatch.setattr(claims, "renew", seen)
    assert len(tick(keeper(engine, START, duty(), tasks={"count": slow}), START)) == 1  # type: ignore[dict-item]


def test_a_task_that_is_not_there_is_a_failure_and_no_end(sqlite_engine: Engine) -> None:
    (outcome,) = at(keeper(sqlite_engine, START, duty(task="nothing")), START).run_due()
    assert outcome.failed


def test_a_later_time_of_a_duty_does_not_repeat_yesterday(sqlite_engine: Engine) -> None:
    tick(keeper(sqlite_engine, START, duty(at="02:30")), START)
    assert tick(keeper(sqlite_engine, START, duty(at="01:30")), START + HOUR) == []
    assert len(tick(keeper(sqlite_engine, START, duty(at="01:30")), START + DAY)) == 1


def test_a_duty_that_is_taken_away_leaves_its_history(sqlite_engine: Engine) -> None:
    tick(keeper(sqlite_engine, START, duty()), START)
    assert tick(keeper(sqlite_engine, START), START + DAY) == []
    assert len(rows(sqlite_engine)) == 1


def test_a_machine_that_woke_with_the_clock_of_1970_is_not_busy_with_the_years_between() -> None:
    engine = memory()
    kept = duty(code="often", every=5), duty()
    tick(keeper(engine, START, *kept), utc("1970-01-01T12:00"))
    assert len(tick(keeper(engine, START, *kept), START)) == 2
    assert tick(keeper(engine, START, *kept), START) == []
    assert Counter(row.state for row in rows(engine, "often")) == {"done": 2, "skipped": 499}
    assert Counter(row.state for row in rows(engine)) == {"done": 2, "skipped": 499}
    engine.dispose()
