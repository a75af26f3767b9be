"""What the store says at the moment of a scrape; every process of a service says the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from api.metrics.next_deadline import NextDeadline
from api.readiness.check import ReadinessContext
from jobs.runner.run_times import list_slots
from returnonce.claims import background_tasks, job_runs
from returnonce.db import reading
from returnonce.errors import ReturnOnceError
from upkeep.act_tally import BACK_UP, EXAMINE

#: The acts by which an upload ends, as kind and verdict.
VERDICTS = {
    f"{verb}-{act}": (kind, verdict)
    for verb, verdict in (("accept", "accepted"), ("refuse", "refused"))
    for act, kind in (("upload", "figures"), ("records", "records"), ("published", "published"))
}


class StoreMetrics(Collector):
    """A collector of prometheus_client. A store that does not answer leaves ``returnonce_store_up`` alone, at 0."""

    def __init__(self, context: ReadinessContext) -> None:
        self.context = context
        self.next_deadline = NextDeadline(context.app)

    def describe(self) -> list[Metric]:
        """Nothing: to be registered is no reason to ask the store."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Every metric of the store."""
        try:
            with reading(self.context.engine) as session:
                metrics = [*self._read(session)]
        except (ReturnOnceError, SQLAlchemyError):
            metrics = []
        yield GaugeMetricFamily("returnonce_store_up", "1 while the store answers.", bool(metrics))
        free = shutil.disk_usage(self.context.app.home).free
        yield GaugeMetricFamily("returnonce_room_bytes", "Free on the disk of the home folder.", free)
        yield from metrics

    def _read(self, session: Session) -> Iterator[Metric]:
        yield self._uploads(session)
        yield from self._work(session)
        yield from self._jobs(session)
        yield from self._upkeep(session)
        days = self.next_deadline.read_days(session)
        if days is not None:
            yield GaugeMetricFamily("returnonce_next_deadline_days", "Days until the next return falls due.", days)

    def _uploads(self, session: Session) -> Metric:
        counts = self.context.tally.read(session)
        family = CounterMetricFamily("returnonce_uploads", "Uploads that were judged.", labels=("kind", "verdict"))
        for act, labels in VERDICTS.items():
            family.add_metric(labels, counts[act].times if act in counts else 0)
        return family

    def _work(self, session: Session) -> Iterator[Metric]:
        now = self.context.app.clock.now()
        tasks = [task for task in background_tasks.read_unfinished(session) if task.due_at <= now]
        running = [task for task in tasks if task.state == "running" and task.held_until and task.held_until > now]
        family = GaugeMetricFamily("returnonce_work", "Background work that is not done.", labels=("state",))
        family.add_metric(("running",), len(running))
        family.add_metric(("waiting",), len(tasks) - len(running))
        yield family
        oldest = min((task.due_at for task in tasks if task not in running), default=now)
        yield GaugeMetricFamily(
            "returnonce_work_oldest_seconds", "How long the oldest of it has waited.", (now - oldest).total_seconds()
        )

    def _jobs(self, session: Session) -> Iterator[Metric]:
        jobs, clock = self.context.app.ruleset.jobs.jobs, self.context.app.clock
        settled = job_runs.read_settled_until(session, clock, [job.code for job in jobs])
        family = GaugeMetricFamily(
            "returnonce_job_delay_seconds",
            "How long a job of the clock is overdue, else 0.",
            labels=("job",),
        )
        for job in jobs:
            if job.code in settled:
                due = next(list_slots(job, settled[job.code], clock.now()), clock.now())
                family.add_metric((job.code,), (clock.now() - due).total_seconds())
        yield family

    def _upkeep(self, session: Session) -> Iterator[Metric]:
        for act, name in ((BACK_UP, "backup"), (EXAMINE, "examination")):
            row = self.context.tally.read_last(session, act)
            yield _instant(f"returnonce_last_{name}_timestamp_seconds", f"The last {name}.", row.at if row else None)
        last = self.context.tally.read_last_examination(session)
        if last is not None:
            yield GaugeMetricFamily("returnonce_examination_errors", "What the doctor found at last.", last.errors)


def _instant(name: str, help_text: str, at: datetime | None) -> Metric:
    """Seconds since 1970; 0 where it never was."""
    return GaugeMetricFamily(name, f"{help_text} 0: never.", at.timestamp() if at else 0)
