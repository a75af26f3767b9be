"""Real processes on one store: each slot takes effect exactly once, also when one of them is killed at its work."""

from __future__ import annotations

import signal
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from jobs.runner.run_times import list_slots
from returnonce import audit
from returnonce.claims.claims import ClaimRow
from returnonce.claims.job_runs import JobRunRow
from returnonce.db import reading
from returnonce.settings import Settings
from tests.jobs.runner_processes import DUTIES, Ticks, processes
from tests.jobs.runners import effects, utc

START = utc("2028-02-27T12:00")
HOURS = 54


def wanted(end: datetime) -> list[datetime]:
    """Every slot from the day of START on; of those of every six hours, from START itself."""
    midnight = START - timedelta(hours=12, seconds=1)
    actual_slots = [slot for duty in DUTIES if duty.every is None for slot in list_slots(duty, midnight, end)]
    return sorted([*actual_slots, *list_slots(DUTIES[1], START - timedelta(minutes=1), end)])


def states(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        actual_states = [row.state for row in session.exec(select(ClaimRow))]
        actual_states += [row.state for row in session.exec(select(JobRunRow)) if row.state == "skipped"]
    return {state: actual_states.count(state) for state in set(actual_states)}


@pytest.mark.parametrize("count", [2, 4])
def test_of_several_processes_each_slot_takes_effect_once(count: int, engine: Engine, settings: Settings) -> None:
    end = START + timedelta(hours=HOURS)
    ticks = Ticks(START, 360, HOURS // 6 + 1, "count")
    with processes(settings, [f"w{number}" for number in range(count)], ticks) as started:
        assert [one.ended() for one in started] == [0] * count
    assert effects(engine) == wanted(end)
    assert states(engine) == {"done": len(wanted(end))}
    with reading(engine) as session:
        assert audit.find_first_break(session) is None


@pytest.mark.parametrize("task", ["stuck before writing", "stuck before committing"])
def test_what_a_killed_process_had_begun_another_does_once(task: str, engine: Engine, settings: Settings) -> None:
    with processes(settings, ["killed"], Ticks(START, 60, 1, task)) as (killed,):
        slot = killed.told()
        # It is in the middle of its work.
        assert killed.process.is_alive()
        killed.process.kill()
        assert killed.ended() == -signal.SIGKILL
    # The claim is there, and the effect is not.
    assert states(engine) == {"running": 1}
    assert effects(engine) == []
    first = START + timedelta(minutes=5)
    # All clocks agree at each step: one that ran a lease ahead would take over, rightly, what another is doing.
    for now in (first, first + timedelta(minutes=15)):
        with processes(settings, ["a", "b", "c"], Ticks(now, 15, 1, "count")) as started:
            assert [one.ended() for one in started] == [0, 0, 0]
    assert effects(engine) == wanted(first)
    with reading(engine) as session:
        rows = {row.key.partition(" ")[2]: row for row in session.exec(select(ClaimRow)) if row.state == "done"}
    taken = rows[slot]
    assert (taken.attempts, (taken.holder or "").split("/")[0] in {"a", "b", "c"}) == (2, True)
    assert {row.attempts for when, row in rows.items() if when != slot} <= {1}
