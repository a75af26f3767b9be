"""A year, day by day: late, early, wrong and repeated uploads, and three workers of which one dies."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from collectors.submissions.receipts import withdraw_submission
from jobs.job_functions import JOB_FUNCTIONS
from jobs.job_runner import JobRunner
from jobs.runner.job_function import JobFunction
from mappings.obligations.extension_ledger import ExtensionTerms
from mappings.obligations.grant_extensions import grant_extension
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.progress.board import build_board
from mappings.ruleset.app_context import AppContext
from returnonce import audit
from returnonce.claims import outbox
from returnonce.claims.job_runs import JobRunRow
from returnonce.clock import FixedClock
from returnonce.db import reading
from returnonce.settings import Settings
from returnonce.vault import open_vault
from tests.contexts import make_context
from tests.jobs.year_script import LONDON, Deed, Story, all_deeds, local, stories, upload
from tests.shipped import load_calendar, load_ruleset
from tests.uploads import send_upload

pytestmark = pytest.mark.long

FIRST, LAST = date(2010, 6, 30), date(2011, 3, 31)
HOURS = (8, 12)
STEPS = (28, 14, 7, 1)
#: Codes of jobs; None for all.
Some = frozenset[str] | None
FEW = frozenset({"audit-chain", "remind"})


class Killed(BaseException):
    """Stands for a worker's sudden death: nothing that the code may catch."""


class Year:
    """The store, its three workers, and everything that happens to them."""

    def __init__(self, engine: Engine, settings: Settings, *, start: date, end: date, seed: int, only: Some) -> None:
        self.engine, self.settings, self.rules = engine, settings, load_ruleset()
        self.vault = open_vault(settings.home)
        self.start, self.end, self.random = start, end, random.Random(seed)
        made = make_plan(self.rules, PlanScope(FIRST, LAST))
        asked = made.collections.filter(pl.col("agency").is_not_null() & pl.col("due").is_between(start, end))
        self.stories = stories(asked.to_dicts(), seed)
        self.terms = {row["key"]: row for row in asked.to_dicts()}
        figures = made.figure_requests.filter(pl.col("collection").is_in(asked["key"].implode()))
        self.figures = {str(key): rows.to_dicts() for (key,), rows in figures.group_by("collection")}
        self.parts = {code: indicator.parts for code, indicator in self.rules.catalogue.items()}
        self.duties = [duty for duty in self.rules.jobs.jobs if only is None or duty.code in only]
        self.tasks: dict[str, JobFunction] = {name: self._mortal(name, task) for name, task in JOB_FUNCTIONS.items()}
        self.to_kill: str | None = None
        self.killed: list[str] = []
        self.names: dict[str, str] = {}
        self.done: Counter[tuple[str, datetime]] = Counter()

    def _mortal(self, name: str, task: JobFunction) -> JobFunction:
        def run(context: AppContext, slot: datetime) -> Any:
            if self.to_kill == name:
                self.to_kill = None
                raise Killed
            self.done[name, slot] += 1
            return task(context, slot)

        return run

    def tick(self, now: datetime) -> None:
        """One of three workers does what is due; what a killed one leaves behind is another's."""
        worker = f"worker-{self.random.randrange(3)}"
        context = make_context(
            self.engine, ruleset=self.rules, clock=FixedClock(now), vault=self.vault, settings=self.settings
        )
        kept = JobRunner(context, worker, replace(self.rules.jobs, jobs=tuple(self.duties)), self.tasks)
        try:
            kept.run_due()
        except Killed:
            self.killed.append(worker)

    def act(self, deed: Deed) -> None:
        """What an agency or an officer does."""
        clock, terms = FixedClock(deed.at), self.terms[deed.key]
        context = make_context(self.engine, ruleset=self.rules, clock=clock, vault=self.vault, settings=self.settings)
        if deed.act == "extend":
            context = make_context(self.engine, ruleset=self.rules, clock=clock)
            due = ExtensionTerms(terms["place"], terms["return"], terms["period"], agency=terms["agency"])
            until = terms["due"] + timedelta(days=8)
            grant_extension(context, due, until, by="head of performance", reason="staff were ill")
        elif deed.act == "withdraw":
            withdraw_submission(context, self.names[deed.key], reason="wrong year")
        else:
            self._send(deed, context)

    def _send(self, deed: Deed, context: AppContext) -> None:
        path = self.settings.home / f"{deed.at:%Y%m%d}.csv"
        path.write_bytes(upload(self.figures[deed.key], self.parts, deed))
        receipt = send_upload(context, path, self.terms[deed.key]["agency"])
        assert receipt.accepted == (deed.act == "send"), (deed, receipt.findings[:3])
        if receipt.name:
            self.names[deed.key] = receipt.name

    def live(self, *, look: int) -> None:
        """Every day the clock at a few hours, what agencies do at noon, and every so many days a look at the board."""
        waiting = list(all_deeds(self.stories))
        for number, day in enumerate(self._days()):
            for hour in HOURS:
                now = local(day, hour)
                while waiting and waiting[0].at <= now:
                    self.act(waiting.pop(0))
                self.tick(now)
            if number % look == 0:
                self.look(local(day, 18))
        self.tick(local(self.end, 23))

    def _days(self) -> Iterator[date]:
        day = self.start
        while day <= self.end:
            yield day
            day += timedelta(days=1)

    def look(self, now: datetime) -> None:
        """The board says of every collection what the script says."""
        with reading(self.engine) as session:
            rows = build_board(self.rules, session, start=FIRST, end=LAST, now=now).to_dicts()
        by_key = {row["key"]: row for row in rows}
        for story in self.stories:
            row = by_key[story.key]
            expected = story.due_on(now), expected_state(story, row["opens"], now), expected_lateness(story, now)
            assert (row["due"], row["state"], row["late_by"]) == expected, (story, row, now)


def expected_state(story: Story, opens: date | None, now: datetime) -> str:
    deadline = datetime.combine(story.due_on(now), time(17), LONDON)
    if story.is_complete(now):
        return "received_late" if story.completed and story.completed >= deadline else "received"
    if now >= deadline:
        return "late"
    sent = [deed for deed in story.deeds if deed.at <= now and deed.act in {"send", "send_wrong"}]
    if sent and story.habit != "withdrawn":
        return "needs_fixing" if sent[-1].act == "send_wrong" else "part_received"
    return "not_yet_open" if opens and now.astimezone(LONDON).date() < opens else "not_started"


def expected_lateness(story: Story, now: datetime) -> int | None:
    due = story.due_on(now)
    deadline = datetime.combine(due, time(17), LONDON)
    done = story.completed if story.is_complete(now) else now
    return (done.astimezone(LONDON).date() - due).days if done and done >= deadline else None


def lived(
    engine: Engine, settings: Settings, *, start: date, end: date, look: int, seed: int, only: Some = None
) -> Year:
    year = Year(engine, settings, start=start, end=end, seed=seed, only=only)
    year.to_kill = "remind"
    year.live(look=look)
    return year


def check_firings(year: Year) -> None:
    """Each time of each duty was done once, whoever did it; what a killed worker left, another did."""
    assert len(year.killed) == 1
    assert [item for item, times in year.done.items() if times > 1] == []
    with reading(year.engine) as session:
        rows = session.exec(select(JobRunRow)).all()
        assert audit.find_first_break(session) is None
    days = (year.end - year.start).days + 1
    for duty in year.duties:
        if duty.every is None and not duty.days:
            local_days = [row.slot.astimezone(LONDON).date() for row in rows if row.duty == duty.code]
            done = {day for day in local_days if year.start <= day <= year.end}
            assert len(done) == days, (duty.code, len(done))


def check_reminders(year: Year) -> None:
    """For each collection and working day on which a reminder falls: once where it was still owed, else never."""
    with reading(year.engine) as session:
        rows = session.exec(select(outbox.OutboxKeyRow)).all()
        replaced = set(
            session.exec(select(outbox.OutboxDeliveryRow.message).where(outbox.OutboxDeliveryRow.outcome == "replaced"))
        )
    standing = Counter(row.key for row in rows if row.message not in replaced)
    assert [key for key, times in standing.items() if times > 1] == []
    used = {row.key for row in rows}
    calendar, checked = load_calendar(), 0
    for story in year.stories:
        for step in STEPS:
            day = story.due - timedelta(days=step)
            now = local(day, 8)
            if not (year.start < day <= year.end and calendar.is_working(day) and story.due_on(now) == story.due):
                continue
            keys = [
                key for key in used if key.startswith("reminder/") and key.endswith(f"{story.key}/{story.due}/{step}")
            ]
            assert len(keys) == (0 if story.is_complete(now) else 1), (story, step, keys)
            checked += 1
    assert checked > 5


@pytest.mark.parametrize("seed", [8])
def test_the_busiest_weeks_of_a_year(sqlite_engine: Engine, sqlite_settings: Settings, seed: int) -> None:
    start, end = date(2011, 4, 7), date(2011, 4, 22)
    year = lived(sqlite_engine, sqlite_settings, start=start, end=end, look=3, seed=seed, only=FEW)
    assert len({story.habit for story in year.stories}) >= 7
    check_firings(year)
    check_reminders(year)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_a_whole_year(engine: Engine, settings: Settings, seed: int) -> None:
    year = lived(engine, settings, start=date(2010, 6, 25), end=date(2011, 7, 5), look=1, seed=seed)
    assert len({row["agency"] for row in year.terms.values()}) >= 20
    check_firings(year)
    check_reminders(year)
