"""Two machines that share nothing but PostgreSQL, a real proxy before them, workers and a clock: one is killed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.api.services import AGENCY, BAD, CSV, GOOD, HEAD
from tests.topology import Topology, wait_for

pytestmark = [
    pytest.mark.long,
    pytest.mark.postgres,
    pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed (.ci/run installs Debian's)"),
]
FIGURES = "/v1/returns/national-indicators/E09000023/FY2009-10"
UPLOAD = f"/v1/submissions?agency={AGENCY}&file_name="
CORRECTION = HEAD + b"NI 62,Lewisham,FY2009-10,,,54,450,,,,\n"
#: A process that was asked to end does so within.
MOST_SECONDS = 10


@pytest.fixture
def topology(tmp_path: Path, postgres_database: str) -> Iterator[Topology]:
    topology = Topology(tmp_path, postgres_database)
    yield topology
    topology.stop()


def make_account(topology: Topology, name: str, *grant: str) -> dict[str, str]:
    """The header of an account's key."""
    topology.run("one", "client", "add", name)
    topology.run("one", "user", "grant", name, *grant)
    key = topology.run("one", "key", "add", name)
    return {"Authorization": f"Bearer {key['key']}"}


def start(topology: Topology) -> None:
    topology.run("one", "init")
    for machine in ("one", "two"):
        topology.serve(machine)
        topology.start(machine, "work")
    topology.start("one", "schedule")
    topology.start_proxy()


def test_one_machine_is_killed_and_the_other_answers(topology: Topology) -> None:
    start(topology)
    sender = make_account(topology, "case-system", "agency", "--agency", AGENCY)
    officer = make_account(topology, "officer-system", "officer", "--everywhere")
    with topology.client() as people, topology.direct("one") as one, topology.direct("two") as two:
        for client in (one, two, people):
            wait_for(lambda client=client: client.get("/health").status_code == 200, "health")  # type: ignore[misc]

        # Sent through one machine, read through the other, and through the proxy.
        sent = one.post(f"{UPLOAD}a.csv", content=GOOD, headers=sender | CSV)
        assert sent.status_code == 201, sent.text
        for client in (two, people):
            receipt = client.get(sent.headers["location"], headers=sender)
            assert (receipt.status_code, receipt.json()["agency"]) == (200, AGENCY)
            assert cell_of(client.get(FIGURES, headers=officer).json()) == "10"
        assert people.post(f"{UPLOAD}b.csv", content=BAD, headers=sender | CSV).status_code == 422
        # The same bytes through the other machine are the same submission.
        again = two.post(f"{UPLOAD}a.csv", content=GOOD, headers=sender | CSV)
        assert (again.status_code, again.json()["submission"]) == (200, sent.json()["submission"])

        # What is for monitors is not for the world; each machine tells the store's numbers.
        assert [people.get(path).status_code for path in ("/metrics", "/ready")] == [404, 404]
        for client in (one, two):
            assert 'returnonce_uploads_total{kind="figures",verdict="accepted"} 1.0' in client.get("/metrics").text
            assert client.get("/ready").status_code == 200
            assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403

        topology.kill("one serve")
        topology.kill("one work")
        statuses = [people.get(FIGURES, headers=officer).status_code for _ in range(20)]
        assert statuses == [200] * 20
        sent = people.post(f"{UPLOAD}c.csv", content=CORRECTION, headers=sender | CSV)
        assert sent.status_code == 201, sent.text
        assert cell_of(people.get(FIGURES, headers=officer).json()) == "12"

        # It comes back, and answers with what was sent meanwhile.
        topology.serve("one")
        wait_for(lambda: one.get("/ready").status_code == 200, "the machine that came back")
        assert cell_of(one.get(FIGURES, headers=officer).json()) == "12"
    wait_for(lambda: len(topology.run("two", "schedule", "--history")) > 3, "the clock")
    assert max(topology.stop().values()) < MOST_SECONDS
    for log in topology.folder.glob("*-*.log"):
        assert all(json.loads(line)["level"] != "error" for line in log.read_text(encoding="utf-8").splitlines()), log


def test_a_database_that_hangs_makes_a_machine_unready_and_not_dead(topology: Topology) -> None:
    topology.run("one", "init")
    topology.serve("one")
    with topology.direct("one") as one:
        wait_for(lambda: one.get("/ready").status_code == 200, "readiness")
        with psycopg.connect(topology.url) as locked:
            locked.execute("LOCK TABLE batch IN ACCESS EXCLUSIVE MODE")
            wait_for(lambda: one.get("/ready").status_code == 503, "a silent check")
            response = one.get("/ready")
            states = {check["check"]: check["state"] for check in response.json()["checks"]}
            assert (states["store"], states["keys"]) == ("silent", "ok")
            assert response.elapsed.total_seconds() < 5
            assert one.get("/health").status_code == 200
        wait_for(lambda: one.get("/ready").status_code == 200, "readiness again")


def cell_of(filled: dict[str, list[dict[str, object]]]) -> str:
    [cell] = [cell for cell in filled["cells"] if cell["line"] == "NI 62"]
    return str(cell["value"])
