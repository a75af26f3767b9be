"""Wakes workers on PostgreSQL: Procrastinate shares the work out among any number of machines.

What is to be done, by whom it is held and what came of it stands in our own table of tasks. A job of
Procrastinate's is only the call to look at one of its rows, so that losing or repeating one does no harm;
its tables lie in a schema of their own and are made anew when it changes them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, text

from jobs.background.worker import BackgroundWorker
from jobs.runner.claimed_work import WorkOutcome
from returnonce.claims import background_tasks
from returnonce.clock import Clock
from returnonce.db import raw_connection, reading, transaction
from returnonce.errors import Unavailable
from returnonce.logs import get_logger

log = get_logger()
SCHEMA, QUEUE = "procrastinate", "heavy"
TASK, LOOK = "returnonce.work_on", "returnonce.look_again"
PAUSE_SECONDS = 5
#: How often it is looked whether the worker is to stop.
LOOK_SECONDS = 0.5
#: Ours must be found while a call is put there, and theirs first.
PATH = f"{SCHEMA}, public"
EVERY_MINUTE = "* * * * *"


def prepare_schema(engine: Engine) -> None:
    """Make Procrastinate's tables, or make them anew where an older version of it made them."""
    ours = version("procrastinate")
    with transaction(engine) as session:
        query = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
        schema_row = session.execute(query, {"name": SCHEMA}).first()
        if schema_row is not None and _parts(schema_row[0] or "0") >= _parts(ours):
            return
        for statement in (
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
            f"CREATE SCHEMA {SCHEMA}",
            f"COMMENT ON SCHEMA {SCHEMA} IS '{ours}'",
            f"SET LOCAL search_path TO {PATH}",
        ):
            session.execute(text(statement))
        raw_connection(session).execute(SchemaManager.get_schema())


def call_workers(engine: Engine, clock: Clock) -> int:
    """Call workers to whatever waits and was not called out yet; how much that was."""
    with reading(engine) as session:
        keys = [task.key for task in background_tasks.read_waiting(session, clock)]
    if not keys:
        return 0
    prepare_schema(engine)
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
    with transaction(engine) as session:
        session.execute(text(f"SET LOCAL search_path TO {PATH}"))
        called = session.execute(text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")).scalars()
        new = sorted(set(keys) - set(called), key=keys.index)
        connection = raw_connection(session)
        for key in new:
            # The lock keeps the same work from being called out twice, by whichever process.
            app.configure_task(TASK, queue=QUEUE, queueing_lock=key, connection=connection).defer(key=key)
    return len(new)


def run_worker(
    worker: BackgroundWorker, url: str, *, once: bool, tell: Callable[[WorkOutcome], None] = lambda _told: None
) -> None:
    """Work until the worker is to stop, or with ``once`` until nothing waits; ``tell`` is given what came of each.

    A database that goes away is waited for.

    Raises:
        Unavailable: it went away, and ``once`` was asked for.
    """
    prepare_schema(worker.context.engine)
    call_workers(worker.context.engine, worker.context.clock)
    while not worker.stopping.is_set():
        try:
            asyncio.run(_run(build_app(worker, url, tell), worker, once))
            return
        except (ConnectorException, psycopg.Error, Unavailable) as error:
            if once:
                raise Unavailable("The database went away.", mend="Try again; nothing is lost.") from error
            log.warning("the database went away", action="database_gone", kind=type(error).__name__)
            worker.stopping.wait(PAUSE_SECONDS)


async def _run(app: procrastinate.App, worker: BackgroundWorker, once: bool) -> None:
    async with app.open_async():
        # Signals are the command's: here a job that is under way would be waited for without end.
        work = asyncio.create_task(app.run_worker_async(
            queues=[QUEUE], name=worker.name, wait=not once, delete_jobs="always", listen_notify=not once,
            install_signal_handlers=False,
        ))  # fmt: skip
        while not work.done() and not worker.stopping.is_set():
            await asyncio.wait([work], timeout=LOOK_SECONDS)
        work.cancel()
        await asyncio.wait([work])
        with suppress(asyncio.CancelledError):
            work.result()


def build_app(worker: BackgroundWorker, url: str, tell: Callable[[WorkOutcome], None]) -> procrastinate.App:
    """Procrastinate with our one task, and a look every minute for work that a dead worker had."""
    connector = procrastinate.PsycopgConnector(
        conninfo=url.replace("postgresql+psycopg://", "postgresql://", 1),
        kwargs={"options": f"-c search_path={SCHEMA}"},
    )
    app = procrastinate.App(connector=connector)

    @app.task(name=TASK, queue=QUEUE)
    def work_on(key: str) -> None:
        for outcome in worker.do_task(key):
            log.info("heavy work was done", action="task_done", outcome=outcome.text)
            tell(outcome)

    @app.periodic(cron=EVERY_MINUTE)
    @app.task(name=LOOK, queue=QUEUE, queueing_lock=LOOK)
    async def look_again(timestamp: int) -> None:  # noqa: ARG001
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        await asyncio.to_thread(call_workers, worker.context.engine, worker.context.clock)

    return app


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
