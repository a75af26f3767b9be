"""``/health`` and ``/ready`` on both stores: each thing that is needed is taken away once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.app_state import state_of
from returnonce import audit
from returnonce.blobs.current import CurrentObjects
from returnonce.claims import background_tasks, claims, job_runs
from returnonce.claims.claims import Claim
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.settings import Settings
from tests.api.services import service
from tests.conftest import NOON
from upkeep.act_tally import BACK_UP, EXAMINE

NEEDED = ("store", "schema", "audit", "blobs", "keys", "queue")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(service(settings, engine=engine, clock=FixedClock(NOON)), raise_server_exceptions=False) as client:
        yield client


def ready(client: TestClient, **query: Any) -> tuple[int, dict[str, str]]:
    """The status, and what each check says that is not ok."""
    state_of(client.app).readiness_probe._runs.clear()  # type: ignore[arg-type]
    response = client.get("/ready", params=query)
    return response.status_code, {c["check"]: str(c["says"]) for c in response.json()["checks"] if c["state"] != "ok"}


def test_what_is_cared_for_is_ready(client: TestClient, engine: Engine) -> None:
    status, warnings = ready(client)
    assert (status, set(warnings)) == (200, {"clock", "backup", "doctor"})
    assert client.get("/ready").json()["status"] == "limited"
    with transaction(engine) as session:
        taken = job_runs.claim_of("deliver", NOON, "one", RetryPolicy(timedelta(minutes=1)))
        job_runs.claim(session, FixedClock(NOON), taken)
        audit.record(session, FixedClock(NOON), act=BACK_UP, subject="a")
        audit.record(session, FixedClock(NOON), act=EXAMINE, subject="b", details={"errors": 0, "warnings": 2})
    assert ready(client) == (200, {})
    assert client.get("/ready").json()["status"] == "ok"


def test_warnings_come_when_upkeep_is_old_or_found_something(client: TestClient, engine: Engine) -> None:
    with transaction(engine) as session:
        audit.record(session, FixedClock(NOON - 49 * HOUR), act=BACK_UP, subject="a")
        audit.record(session, FixedClock(NOON), act=EXAMINE, subject="b", details={"errors": 3, "warnings": 0})
    status, warnings = ready(client)
    assert status == 200
    assert "2026-11-18 11:00" in warnings["backup"]
    assert "3 errors" in warnings["doctor"]


def _newer_schema(engine: Engine, _settings: Settings) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def _broken_trail(engine: Engine, _settings: Settings) -> None:
    with transaction(engine) as session:
        audit.record(session, FixedClock(NOON), act="a", subject="b")
        session.flush()
        session.connection().execute(text("UPDATE audit SET subject = 'another'"))


def _no_key(_engine: Engine, settings: Settings) -> None:
    CurrentObjects(settings).write("records/ab/abcd/key", [b"sealed"])


def _bad_key(_engine: Engine, settings: Settings) -> None:
    (settings.home / "keys").mkdir(parents=True, exist_ok=True)
    (settings.home / "keys" / "master.key").write_text("short")


def _queue(engine: Engine, _settings: Settings) -> None:
    with transaction(engine) as session:
        background_tasks.queue_task(session, FixedClock(NOON - 16 * MINUTE), name="pull", key="one", arguments={})
        background_tasks.queue_task(session, FixedClock(NOON - 14 * MINUTE), name="pull", key="two", arguments={})


def _no_table(engine: Engine, _settings: Settings) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE batch RENAME TO hidden"))


@pytest.mark.parametrize(
    ("break_it", "check", "says"),
    [
        (_newer_schema, "schema", "newer release"),
        (_broken_trail, "audit", "broken"),
        (_no_key, "keys", "master key is gone"),
        (_bad_key, "keys", "not 32 bytes"),
        (_queue, "queue", "1 piece of work has waited over 15 minutes"),
        (_no_table, "store", "cannot be looked at"),
    ],
)
def test_what_is_needed_and_not_there_makes_it_unready(
    client: TestClient, engine: Engine, settings: Settings, break_it: Callable[[Engine, Settings], None], check: str,
    says: str,
) -> None:  # fmt: skip
    settings.home.mkdir(parents=True, exist_ok=True)
    break_it(engine, settings)
    status, faults = ready(client)
    assert status == 503
    assert {name for name in faults if name in NEEDED} == {check}
    assert says in faults[check]
    assert client.get("/ready").headers["retry-after"] == "10"
    assert ready(client, without=check)[0] == 200
    assert client.get("/health").status_code == 200


def test_work_that_somebody_does_is_not_stuck(client: TestClient, engine: Engine) -> None:
    _queue(engine, Settings())
    with transaction(engine) as session:
        claims.take(session, FixedClock(NOON), Claim(background_tasks.KIND, "one", "me", RetryPolicy(HOUR)))
    assert ready(client)[0] == 200


def test_a_home_that_is_gone_makes_it_unready(client: TestClient, settings: Settings) -> None:
    shutil.rmtree(settings.home, ignore_errors=True)
    status, faults = ready(client)
    assert (status, "blobs" in faults) == (503, True)


def test_a_master_key_of_the_settings_is_looked_at(settings: Settings, engine: Engine) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    for key, status in (("A" * 43 + "=", 200), ("AAAA", 503)):
        app = service(settings.model_copy(update={"master_key": SecretStr(key)}), engine=engine)
        with TestClient(app) as client:
            assert ready(client)[0] == status
