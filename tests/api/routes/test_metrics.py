"""``/metrics``: Prometheus can read it, the numbers are those of the store, and who may not is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from starlette.testclient import TestClient

from returnonce import audit
from returnonce.claims import background_tasks, job_runs
from returnonce.claims.retry_policy import RetryPolicy
from returnonce.clock import FixedClock
from returnonce.db import transaction
from returnonce.errors import WrongUsage
from returnonce.settings import Settings, read_settings
from tests.api.services import BAD, GOOD, send, service
from tests.conftest import NOON

HERE = ("127.0.0.1", 5000)
HOUR = timedelta(hours=1)


def read_metrics(client: TestClient) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    text = client.get("/metrics").text
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(one.name, *one.labels.values()): one.value for one in samples}


def test_it_counts_what_happened(settings: Settings, engine: Engine) -> None:
    clock = FixedClock(NOON)
    with TestClient(service(settings, engine=engine, clock=clock), client=HERE) as client:
        before = read_metrics(client)
        assert before["returnonce_uploads_total", "figures", "accepted"] == 0
        assert before["returnonce_last_backup_timestamp_seconds",] == 0
        assert [send(client, data).status_code for data in (GOOD, BAD)] == [201, 422]
        assert client.get("/v1/catalogue/none-such").status_code == 404
        with transaction(engine) as session:
            background_tasks.queue_task(session, FixedClock(NOON - HOUR), name="pull", key="one", arguments={})
            taken = job_runs.claim_of("deliver", NOON - HOUR, "one", RetryPolicy(HOUR))
            job_runs.claim(session, FixedClock(NOON - HOUR), taken)
            audit.record(session, clock, act="back-up", subject="a")
        after = read_metrics(client)
    assert after["returnonce_uploads_total", "figures", "accepted"] == 1
    assert after["returnonce_uploads_total", "figures", "refused"] == 1
    assert after["returnonce_uploads_total", "records", "accepted"] == 0
    assert after["returnonce_request_seconds_count", "POST", "/v1/submissions", "201"] == 1
    assert after["returnonce_request_seconds_count", "GET", "/v1/catalogue/{code}", "404"] == 1
    assert after["returnonce_work", "waiting"] == 1
    assert after["returnonce_work_oldest_seconds",] == 3600
    assert after["returnonce_job_delay_seconds", "deliver"] == 55 * 60
    assert after["returnonce_last_backup_timestamp_seconds",] == NOON.timestamp()
    assert after["returnonce_store_up",] == 1
    assert after["returnonce_next_deadline_days",] >= 0


def test_nothing_of_what_is_sent_is_in_it(settings: Settings, engine: Engine) -> None:
    with TestClient(service(settings, engine=engine), client=HERE) as client:
        send(client, GOOD)
        client.get("/v1/agencies/lewisham-pct?name=ZQSURNAME")
        client.get("/ZQSURNAME")
        text = client.get("/metrics").text
    assert not {word for word in ("ZQSURNAME", "lewisham", "NI 62", "figures.csv") if word in text}


@pytest.mark.parametrize(
    ("client_address", "headers", "changes", "status"),
    [
        ("127.0.0.1", {}, {}, 200),
        ("::1", {}, {}, 200),
        ("10.0.0.7", {}, {}, 403),
        ("testclient", {}, {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, {}, 403),
        ("127.0.0.1", {"Via": "1.1 proxy"}, {}, 403),
        ("10.0.0.7", {}, {"metrics_networks": "10.0.0.0/24, 127.0.0.1"}, 200),
        ("10.0.1.7", {}, {"metrics_networks": "10.0.0.0/24"}, 403),
        # Where the proxy is known, the server has put the caller's own address in place of the proxy's.
        ("10.0.0.7", {"X-Forwarded-For": "10.0.0.7"}, {"metrics_networks": "10.0.0.0/24", "proxy": "10.0.0.1"}, 200),
        ("203.0.113.9", {"X-Forwarded-For": "203.0.113.9"}, {"proxy": "127.0.0.1"}, 403),
    ],
)  # fmt: skip
def test_who_may_read_it(
    sqlite_settings: Settings, sqlite_engine: Engine, client_address: str, headers: dict[str, str],
    changes: dict[str, str], status: int,
) -> None:  # fmt: skip
    app = service(sqlite_settings.model_copy(update=changes), engine=sqlite_engine)
    with TestClient(app, client=(client_address, 5000)) as client:
        assert client.get("/metrics", headers=headers).status_code == status


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUsage, match="RETURNONCE_METRICS_NETWORKS"):
        read_settings({"RETURNONCE_METRICS_NETWORKS": "10.0.0.0/33"})


def test_a_store_that_is_gone_leaves_the_rest(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    with TestClient(service(sqlite_settings, engine=sqlite_engine), client=HERE) as client:
        client.get("/health")
        with sqlite_engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit RENAME TO hidden")
        metrics = read_metrics(client)
    assert metrics["returnonce_store_up",] == 0
    assert metrics["returnonce_request_seconds_count", "GET", "/health", "200"] == 1
    assert ("returnonce_work", "waiting") not in metrics
