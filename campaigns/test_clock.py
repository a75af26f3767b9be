"""A thousand jobs over ten years, kept by four processes whose clocks jump, and of which one is killed.

Each slot takes effect exactly once. Among the duties are all days on which clocks change, and 29 February.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from campaigns.figures import campaign, size
from jobs.runner.run_times import list_slots
from mappings.definitions.job_definitions import Job
from returnonce import audit
from returnonce.claims.claims import ClaimRow
from returnonce.claims.job_runs import JobRunRow
from returnonce.db import reading
from returnonce.settings import Settings
from tests.jobs.runner_processes import Child, Ticks, processes
from tests.jobs.runners import duty, utc

START = utc("2019-12-31T12:00")
STEP = timedelta(days=1)
#: Every so many ticks the clock is set back by hours, or stands still for days and then goes on.
BACK_EVERY, BACK, LEAP_EVERY, LEAP = 17, timedelta(hours=5), 97, timedelta(days=4)


@dataclass(frozen=True)
class JumpingTicks(Ticks):
    """Ticks of a clock that somebody sets."""

    def instants(self) -> Iterator[datetime]:
        until = self.start
        for number, instant in enumerate(super().instants()):
            if (number + 1) % LEAP_EVERY == 0:
                until = instant + LEAP
            # Asleep until then, but for the last tick of all.
            if instant >= until or number == self.steps - 1:
                yield instant
                if number % BACK_EVERY == 0:
                    yield instant - BACK
                    yield instant


def yearly(number: int) -> Job:
    """Spread over the year, 29 February and both days on which clocks change among them."""
    day = (utc("2000-01-01T00:00") + timedelta(days=number % 366)).strftime("%m-%d")
    at = f"{number % 24:02}:{number % 60:02}"
    return duty(code=f"duty-{number}", days=[day], at=at, catch_up="each")


THOUSAND = tuple(yearly(number) for number in range(1000))


@pytest.mark.soak
def test_a_thousand_duties_ten_years_four_workers(engine: Engine, settings: Settings) -> None:
    years = size("years")
    steps, name = years * 366, engine.dialect.name
    end = START + steps * STEP
    midnight = START - timedelta(hours=12, seconds=1)
    wanted = sorted((each.code, slot) for each in THOUSAND for slot in list_slots(each, midnight, end))
    ticks = JumpingTicks(START, 24 * 60, steps + 1, "count", THOUSAND)
    with campaign("clock", name, len(wanted)) as run:
        with processes(settings, ["w0", "w1", "w2", "w3"], ticks) as started:
            killed = kill_in_the_middle(engine, started, len(wanted) // 3)
            for one in started:
                one.process.join()
            assert [one.process.exitcode for one in started if one is not killed] == [0] * 3
        with processes(settings, ["last"], Ticks(end + STEP, 24 * 60, 2, "count", THOUSAND)) as (last,):
            assert last.ended() == 0
        with reading(engine) as session:
            rows = session.exec(select(JobRunRow.duty, JobRunRow.slot).where(JobRunRow.state == "claimed")).all()
            claims = session.exec(select(ClaimRow)).all()
            states, attempts = {each.state for each in claims}, sum(each.attempts > 1 for each in claims)
            effects = session.exec(select(func.count()).where(audit.AuditRow.act == "effect")).one()
            assert audit.find_first_break(session) is None
            workers = {each.holder.split("/")[0] for each in claims if each.holder}
        run.done = effects
        run.figures |= {"years": years, "taken over": attempts, "workers": sorted(workers)}
        late = [each for each in wanted if each[1] <= end]
        assert [tuple(row) for row in sorted(rows) if row[1] <= end] == late
        assert states == {"done"}
        assert effects == len(rows)


def kill_in_the_middle(engine: Engine, started: list[Child], effects: int) -> Child:
    """One of them, once so much was done."""
    while any(one.process.is_alive() for one in started):
        with reading(engine) as session:
            if session.exec(select(func.count()).where(audit.AuditRow.act == "effect")).one() >= effects:
                break
        time.sleep(0.5)
    started[0].process.kill()
    started[0].process.join()
    assert started[0].process.exitcode == -signal.SIGKILL
    return started[0]
