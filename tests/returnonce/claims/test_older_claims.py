"""Stores of earlier schemas: who had what, and what came of it, is in the table of claims after the migration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from returnonce.claims import background_tasks, job_runs, outbox_delivery
from returnonce.claims.claims import ClaimRow
from returnonce.clock import FixedClock
from returnonce.db import make_engine, migrate, reading
from returnonce.settings import Settings
from returnonce.sqlite_reading import MIGRATIONS

NOON = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
KEYS = ("new", "sent", "rests", "held", "died", "given", "replaced")
LATER = "2026-11-20 12:05:00.000000"
FIRING = (
    "INSERT INTO firing (duty, slot, state, claimed_at, holder, held_until, attempts, finished_at, outcome) VALUES "
)
TASK = "INSERT INTO task (key, name, arguments, queued_at, state, holder, held_until, attempts) VALUES "


def test_firings_and_tasks_keep_their_holders_rests_and_outcomes(settings: Settings, tmp_path: Path) -> None:
    at = "'2026-11-20 02:30:00.000000'"
    engine = older(
        settings, "0013",
        f"{FIRING} ('a', {at}, 'done', {at}, 'w', NULL, 2, {at}, 'unbroken')",
        f"{FIRING} ('b', {at}, 'running', {at}, 'w', '{LATER}', 1, NULL, NULL)",
        f"{FIRING} ('c', {at}, 'waiting', {at}, 'w', '{LATER}', 3, NULL, 'failed: E')",
        f"{FIRING} ('d', {at}, 'skipped', {at}, NULL, NULL, 1, {at}, 'skipped: late')",
        f"{TASK} ('k', 'pull', '{{}}', {at}, 'queued', NULL, NULL, 0)",
        f"{TASK} ('l', 'pull', '{{}}', {at}, 'running', 'w', '{LATER}', 1)",
    )  # fmt: skip
    migrate(engine)
    after = FixedClock(NOON.instant + timedelta(minutes=5))
    with reading(engine) as session:
        runs = {run.duty: (run.state, run.attempts, run.outcome) for run in job_runs.read_history(session)}
        assert runs == {
            "a": ("done", 2, "unbroken"), "b": ("running", 1, None), "c": ("waiting", 3, "failed: E"),
            "d": ("skipped", 0, "skipped: late"),
        }  # fmt: skip
        assert job_runs.read_free_runs(session, NOON) == []
        assert [run.job for run in job_runs.read_free_runs(session, after)] == ["b", "c"]
        assert [task.key for task in background_tasks.read_waiting(session, NOON)] == ["k"]
        assert [task.key for task in background_tasks.read_waiting(session, after)] == ["k", "l"]
        failures = {key.partition(" ")[0]: row.failures for key, row in everything(session).items()}
    assert failures == {"a": 1, "b": 0, "c": 3, "k": 0, "l": 0}
    before = dump(engine, "0013")
    migrate(engine)
    assert dump(engine, "0013") == before
    engine.dispose()


def test_messages_events_and_requests_keep_their_holders_rests_and_outcomes(settings: Settings, tmp_path: Path) -> None:
    at = "'2026-11-20 02:30:00.000000'"
    message = "INSERT INTO outbox (id, key, recipient, subject, body, made_at, not_before) VALUES "
    tried = "INSERT INTO attempt (message, attempt, at, until) VALUES "
    said = "INSERT INTO delivery (message, attempt, at, outcome, detail, again_at) VALUES "
    engine = older(
        settings, "0013",
        *(f"{message} ({n}, '{key}', 'p/c', 's', 'b', {at}, {at})" for n, key in enumerate(KEYS, 1)),
        *(f"{tried} ({n}, 1, {at}, {at})" for n in (2, 3, 4, 6)),
        f"{said} (2, 1, {at}, 'sent', '', NULL)",
        f"{said} (3, 1, {at}, 'again', '451', '{LATER}')",
        f"{said} (4, 1, {at}, 'held', '530', '{LATER}')",
        f"{tried} (5, 1, {at}, '{LATER}')",
        f"{said} (6, 1, {at}, 'given_up', '451', NULL)",
        f"{said} (7, 1, {at}, 'replaced', '', NULL)",
        f"INSERT INTO webhook (id, name, account, url, kinds, made_at) VALUES (1, 'hook', 'a', 'u', '[]', {at})",
        "INSERT INTO webhook_event (id, name, kind, at, return_code, area, period)"
        f" VALUES (1, 'msg', 'k', {at}, 'r', 'a', 'p')",
        f"INSERT INTO webhook_attempt (webhook, event, attempt, at, until) VALUES (1, 1, 1, {at}, {at})",
        "INSERT INTO webhook_outcome (webhook, event, attempt, at, outcome, detail)"
        f" VALUES (1, 1, 1, {at}, 'delivered', 'status 204')",
        "INSERT INTO answered (caller, key, request, holder, held_until, made_at)"
        f" VALUES ('olga', 'k', 'r', 'w', '{LATER}', {at})",
    )  # fmt: skip
    migrate(engine)
    after = FixedClock(NOON.instant + timedelta(minutes=5))
    with reading(engine) as session:
        assert {key: (row.state, row.attempts, row.failures) for key, row in everything(session).items()} == {
            "sent": ("done", 1, 0), "rests": ("waiting", 1, 1), "held": ("waiting", 1, 0), "died": ("running", 1, 0),
            "given": ("failed", 1, 0), "replaced": ("done", 0, 0), "hook/msg": ("done", 1, 0),
            "olga/k": ("running", 1, 0),
        }  # fmt: skip
        assert [row.key for row in outbox_delivery.read_sendable(session, NOON)] == ["new"]
        assert [row.key for row in outbox_delivery.read_sendable(session, after)] == ["new", "rests", "held", "died"]
        assert [row.key for row in outbox_delivery.read_waiting(session)] == ["new", "rests", "held", "died"]
    engine.dispose()


def everything(session: Session) -> dict[str, ClaimRow]:
    return {row.key: row for row in session.exec(select(ClaimRow))}


def older(settings: Settings, revision: str, *statements: str) -> Engine:
    settings.home.mkdir(parents=True)
    engine = make_engine(settings.url)
    to(engine, revision)
    with engine.execution_options(immediate=True).begin() as connection:
        for statement in statements:
            connection.execute(text(utc(engine, statement).replace(":", "\\:")))
    return engine


def utc(engine: Engine, statement: str) -> str:
    """PostgreSQL keeps instants with a zone."""
    return statement.replace(".000000", ".000000+00") if engine.dialect.name == "postgresql" else statement


def dump(engine: Engine, revision: str) -> list[tuple[object, ...]]:
    """Back to that schema: its rows."""
    to(engine, revision, up=False)
    columns = "state, holder, held_until, attempts, finished_at, outcome"
    with engine.connect() as connection:
        queries = (f"SELECT duty, {columns} FROM firing", f"SELECT key, {columns} FROM task")
        return sorted(tuple(map(str, row)) for query in queries for row in connection.execute(text(query)))


def to(engine: Engine, revision: str, *, up: bool = True) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(immediate=True).begin() as connection:
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)
