"""Over real HTTP: many at once, the slow and the large, and what is read meanwhile."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.app_state import state_of
from api.http.request_body import ReadTimeouts
from returnonce.settings import Settings
from tests.api.real_server import serve_app
from tests.api.services import AGENCY, GOOD, service

pytestmark = pytest.mark.long

WHERE = f"/v1/submissions?agency={AGENCY}&file_name=a.csv"
IDENTICAL, RACERS = 100, 32


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    made = service(Settings(home=tmp_path_factory.mktemp("at-once"), upload_limit=1))
    state_of(made).read_timeouts = ReadTimeouts(idle=0.3, grace=0.6, rate=1_000_000)
    return made


@pytest.fixture(scope="module")
def base(app: FastAPI) -> Iterator[str]:
    with serve_app(app) as address:
        yield address.rstrip("/")


def post(base: str, data: bytes, **headers: str) -> httpx2.Response:
    return httpx2.post(base + WHERE, content=data, headers={"Content-Type": "text/csv"} | headers, timeout=60)


def rows(app: FastAPI, query: str) -> int:
    with state_of(app).context.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def at_once(base: str, bodies: list[bytes], **headers: str) -> list[httpx2.Response]:
    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(lambda data: post(base, data, **headers), bodies))


def test_a_hundred_of_the_same_are_one_and_answered_alike(app: FastAPI, base: str) -> None:
    headers = {"Idempotency-Key": "one"}
    answers = at_once(base, [GOOD] * IDENTICAL, **headers)
    assert Counter(each.status_code for each in answers) == {201: IDENTICAL}
    assert len({each.content for each in answers}) == 1
    assert rows(app, "SELECT count(*) FROM submission") == 1
    assert rows(app, "SELECT count(*) FROM audit WHERE act = 'accept-upload'") == 1


def test_of_many_that_differ_one_wins_and_the_others_are_told_who_did(app: FastAPI, base: str) -> None:
    head = httpx2.get(base + f"/v1/submissions?agency={AGENCY}").json()["head"]
    before = rows(app, "SELECT count(*) FROM submission")
    files = [GOOD.replace(b",45,", f",{n},".encode()) for n in range(100, 100 + RACERS)]
    answers = at_once(base, files, **{"If-Match": f'"{head}"'})
    assert Counter(each.status_code for each in answers) == {201: 1, 412: RACERS - 1}
    [winner] = [each.json()["submission"] for each in answers if each.status_code == 201]
    for each in answers:
        assert each.status_code == 201 or (winner in each.json()["detail"] and "by operator" in each.json()["detail"])
    assert rows(app, "SELECT count(*) FROM submission") == before + 1
    assert httpx2.get(base + f"/v1/submissions?agency={AGENCY}").json()["head"] == winner


def test_what_is_too_large_is_refused_while_it_comes(app: FastAPI, base: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    for answer in (post(base, b"x" * (2 << 20)), post(base, pieces())):  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert httpx2.get(base + "/health").status_code == 200


@pytest.mark.parametrize("length", [b"Content-Length: 900000", b"Transfer-Encoding: chunked"])
def test_who_dawdles_is_let_go(base: str, length: bytes) -> None:
    parts = urlsplit(base)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as line:
        line.sendall(b"POST " + WHERE.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\n" + length)
        line.sendall(b"\r\n\r\n")
        began = time.monotonic()
        answer = line.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 5


def test_a_full_disk_refuses_and_reading_goes_on(app: FastAPI, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("returnonce.blobs.files._write", full)
    answer = post(base, GOOD.replace(b",45,", b",47,"))
    assert (answer.status_code, answer.json()["type"]) == (507, "urn:returnonce:problem:no-room")
    assert httpx2.get(base + "/v1/submissions").status_code == 200
    monkeypatch.undo()
    assert post(base, GOOD.replace(b",45,", b",47,")).status_code == 201


def test_checking_leaves_every_byte_of_the_store_as_it_was(app: FastAPI, base: str) -> None:
    store = state_of(app).context.home / "store.sqlite3"
    before = store.read_bytes(), sorted(state_of(app).context.home.rglob("*"))
    unseen = GOOD.replace(b",45,", b",48,")
    answer = httpx2.post(base + WHERE + "&check_only=true", content=unseen, headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["state"]) == (200, "checked")
    assert (store.read_bytes(), sorted(state_of(app).context.home.rglob("*"))) == before
