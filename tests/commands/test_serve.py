"""``serve`` as an operator runs it: a file that hangs, dies or is given up holds up nobody; a signal ends it all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from collectors.submissions.pending_uploads import PendingUpload, keep_pending, read_progress
from jobs.background.upload_turns import list_turns
from mappings.ruleset.app_context import AppContext
from returnonce.access.accounts import NewAccount, add_account
from returnonce.access.api_secrets import SecretTerms, issue_secret
from returnonce.access.grants import grant_role
from returnonce.access.principals import OPERATOR, Grant
from returnonce.blobs import sha256
from returnonce.clock import SystemClock
from returnonce.db import open_store, reading, transaction
from returnonce.settings import Settings
from tests.api.services import AGENCY, CSV, GOOD, HEAD
from tests.repository import ROOT
from tests.stores import copied

pytestmark = pytest.mark.long

OTHER_AGENCY = "lewisham-pct"
#: Takes a second or two to check, so that there is a child to find. Every row repeats the others' figure.
SLOW_ROWS, DENOMINATOR = 60_000, 450
SLOW = HEAD + b"".join(f"NI 62,Lewisham,FY2009-10,,,{n},{DENOMINATOR},,,,\n".encode() for n in range(SLOW_ROWS))
#: One for each row as a repeat, and one for each whose numerator is above the denominator.
SLOW_ERRORS = SLOW_ROWS + (SLOW_ROWS - DENOMINATOR - 1)
START_SECONDS, WITHIN_SECONDS = 60, 10


@dataclass(frozen=True)
class Service:
    """A process of ``serve`` on a store of its own."""

    process: subprocess.Popen[bytes]
    address: str
    key: str

    def send(self, data: bytes, agency: str = AGENCY, **query: str) -> httpx2.Response:
        asked = {"agency": agency, "file_name": "figures.csv"} | query
        headers = CSV | {"Authorization": f"Bearer {self.key}"}
        return httpx2.post(f"{self.address}/v1/submissions", params=asked, content=data, headers=headers, timeout=60)

    def send_and_leave(self, data: bytes) -> socket.socket:
        """Send a file, and do not wait for an answer."""
        host, _, port = self.address.removeprefix("http://").partition(":")
        client = socket.create_connection((host, int(port)))
        head = (
            f"POST /v1/submissions?agency={AGENCY}&file_name=a.csv HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {self.key}\r\nContent-Type: text/csv\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        client.sendall(head.encode() + data)
        return client

    def guests(self) -> list[int]:
        """Children at work: those of the process that forks them."""
        return [guest for server in _children(self.process.pid) for guest in _children(server)]

    def wait_for_guest(self) -> int:
        until = time.monotonic() + WITHIN_SECONDS
        while not (guests := self.guests()) and time.monotonic() < until:
            time.sleep(0.005)
        return guests[0]

    def wait_until_quiet(self) -> None:
        until = time.monotonic() + WITHIN_SECONDS
        while self.guests() and time.monotonic() < until:
            time.sleep(0.02)
        assert self.guests() == []


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        return []
    return [int(child) for task in os.listdir(tasks) for child in (tasks / task / "children").read_text().split()]


def make_sender(settings: Settings) -> str:
    """An account that sends for two agencies; its key."""
    engine, clock = open_store(settings), SystemClock()
    with transaction(engine) as session:
        account = add_account(session, clock, NewAccount("sender", "A sender", "person"), by=OPERATOR)
        grant_role(session, clock, account, Grant("agency", agencies=frozenset({AGENCY, OTHER_AGENCY})), by=OPERATOR)
        secret, _ = issue_secret(session, clock, account, SecretTerms("key"), by=OPERATOR)
    engine.dispose()
    return secret


def environment_of(settings: Settings) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RETURNONCE_")}
    return environment | {"RETURNONCE_HOME": str(settings.home), "PYTHONPATH": str(ROOT)}


def start(settings: Settings, key: str, **variables: str) -> Service:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = environment_of(settings) | variables
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", str(port)], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    service = Service(process, f"http://127.0.0.1:{port}", key)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            httpx2.get(f"{service.address}/health")
            return service
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("it did not start")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("serve"))
    copied(made, settings.home)
    return settings


@pytest.fixture(scope="module")
def service(settings: Settings) -> Iterator[Service]:
    service = start(settings, make_sender(settings))
    yield service
    service.process.kill()
    service.process.wait()


def test_the_document_says_where_it_is_served(service: Service) -> None:
    document = httpx2.get(f"{service.address}/v1/openapi.json").json()
    assert [server["url"] for server in document["servers"]] == [service.address]


def test_a_check_that_is_killed_is_a_refusal_in_words(service: Service) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(service.send, SLOW)
        os.kill(service.wait_for_guest(), signal.SIGKILL)
        refused = answer.result()
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert error["code"] == "file-heavy"
    assert service.send(GOOD, check_only="true").status_code == 200


def test_a_check_that_hangs_holds_up_nobody_and_ends_with_its_sender(service: Service) -> None:
    clients = [service.send_and_leave(SLOW + b"\n" * n) for n in range(2)]
    until = time.monotonic() + WITHIN_SECONDS
    while len(guests := service.guests()) < 2 and time.monotonic() < until:
        time.sleep(0.005)
    for guest in guests:
        os.kill(guest, signal.SIGSTOP)
    assert len(guests) == 2
    start_at = time.monotonic()
    assert service.send(GOOD.replace(b"NI 62", b"NI 53"), OTHER_AGENCY, check_only="true").status_code in (200, 422)
    assert time.monotonic() - start_at < WITHIN_SECONDS
    for client in clients:
        client.close()
    service.wait_until_quiet()


def test_a_signal_ends_it_within_ten_seconds_whatever_hangs(service: Service, settings: Settings) -> None:
    client = service.send_and_leave(SLOW)
    guest = service.wait_for_guest()
    os.kill(guest, signal.SIGSTOP)
    started = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(WITHIN_SECONDS)
    assert time.monotonic() - started < WITHIN_SECONDS
    client.close()
    until = time.monotonic() + WITHIN_SECONDS
    while Path(f"/proc/{guest}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{guest}").exists()
    assert count_submissions(settings) == 0


def test_a_file_that_was_received_outlives_the_process_that_checked_it(tmp_path: Path, made: Path) -> None:
    settings = Settings(home=tmp_path)
    copied(made, settings.home)
    key = make_sender(settings)
    service = start(settings, key, RETURNONCE_UPLOAD_AT_ONCE="0")
    answer = service.send(SLOW)
    assert answer.status_code == 202
    os.kill(service.wait_for_guest(), signal.SIGSTOP)
    assert ask(service, answer)["state"] == "checking"
    # Another agency's does not wait for it.
    other = service.send(GOOD, OTHER_AGENCY)
    until = time.monotonic() + WITHIN_SECONDS
    while ask(service, other)["state"] in ("waiting", "checking") and time.monotonic() < until:
        time.sleep(0.1)
    assert ask(service, other)["state"] in ("accepted", "refused")
    started = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(WITHIN_SECONDS)
    assert time.monotonic() - started < WITHIN_SECONDS
    worked = subprocess.run(
        [sys.executable, "-m", "cli", "work", "--once"], env=environment_of(settings), cwd=ROOT, capture_output=True
    )
    assert b": refused." in worked.stdout
    service = start(settings, key)
    assert (ask(service, answer)["state"], ask(service, answer)["counts"]["error"]) == ("refused", SLOW_ERRORS)
    service.process.kill()
    service.process.wait()


def test_a_worker_that_is_told_to_stop_ends_and_gives_its_file_back(tmp_path: Path, made: Path) -> None:
    settings = Settings(home=tmp_path)
    copied(made, settings.home)
    make_sender(settings)
    sent = tmp_path / "sent"
    sent.write_bytes(SLOW)
    context = AppContext(settings, SystemClock())
    name = keep_pending(context, sent, PendingUpload(AGENCY, "a.csv", sha256(SLOW), "sender"))
    worker = Service(
        subprocess.Popen([sys.executable, "-m", "cli", "work"], env=environment_of(settings), cwd=ROOT), "", ""
    )
    until = time.monotonic() + START_SECONDS
    while not worker.guests() and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(worker.guests()[0], signal.SIGSTOP)
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(WITHIN_SECONDS) == 0
    with reading(context.engine) as session:
        assert read_progress(session, context.clock, name).state == "waiting"
        assert [task.arguments["name"] for task in list_turns(session, context.clock)] == [name]
    context.engine.dispose()


def ask(service: Service, answer: httpx2.Response) -> Any:
    headers = {"Authorization": f"Bearer {service.key}"}
    return httpx2.get(service.address + answer.headers["location"], headers=headers).json()


def count_submissions(settings: Settings) -> Any:
    from collectors.submissions.receipts import list_submissions

    engine = open_store(settings)
    with reading(engine) as session:
        return len(list_submissions(session))
