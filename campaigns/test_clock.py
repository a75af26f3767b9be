"""A thousand jobs over ten years, kept by four processes: each slot takes effect exactly once."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from jobs.runner.run_times import list_slots
from mappings.definitions.job_definitions import Job
from returnonce import audit
from returnonce.claims.claims import ClaimRow
from returnonce.claims.job_runs import JobRunRow
from returnonce.db import reading
from returnonce.settings import Settings
from tests.jobs.runner_processes import Ticks, processes
from tests.jobs.runners import duty, utc

START = utc("2019-12-31T12:00")
YEARS = int(os.environ.get("SOAK_YEARS", "10"))
STEP = timedelta(days=1)


def yearly(number: int) -> Job:
    """Spread over the year, 29 February and both days on which clocks change among them."""
    day = (utc("2000-01-01T00:00") + timedelta(days=number % 366)).strftime("%m-%d")
    at = f"{number % 24:02}:{number % 60:02}"
    return duty(code=f"duty-{number}", days=[day], at=at, catch_up="each")


THOUSAND = tuple(yearly(number) for number in range(1000))


@pytest.mark.soak
def test_a_thousand_duties_ten_years_four_workers(engine: Engine, settings: Settings) -> None:
    steps = YEARS * 366
    end = START + steps * STEP
    ticks = Ticks(START, 24 * 60, steps + 1, "count", THOUSAND)
    with processes(settings, ["w0", "w1", "w2", "w3"], ticks) as started:
        for one in started:
            one.process.join()
        assert [one.process.exitcode for one in started] == [0] * 4
    midnight = START - timedelta(hours=12, seconds=1)
    wanted = sorted((each.code, slot) for each in THOUSAND for slot in list_slots(each, midnight, end))
    with reading(engine) as session:
        rows = session.exec(select(JobRunRow.duty, JobRunRow.slot).where(JobRunRow.state == "claimed")).all()
        states = set(session.exec(select(ClaimRow.state)))
        effects = session.exec(select(func.count()).where(audit.AuditRow.act == "effect")).one()
        assert audit.find_first_break(session) is None
        workers = {holder.split("/")[0] for holder in session.exec(select(ClaimRow.holder)) if holder}
    assert sorted(tuple(row) for row in rows) == wanted
    assert states == {"done"}
    assert effects == len(wanted)
    assert len(workers) == 4
