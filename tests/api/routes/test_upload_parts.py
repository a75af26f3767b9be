"""A file in parts, by tus 1.0, over real HTTP: broken off anywhere, resumed at another machine, and taken once."""

from __future__ import annotations

import base64
import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import Engine

from api.app_state import state_of
from api.http.request_body import ReadTimeouts
from collectors.records.purge import purge_due
from collectors.submissions.uploads_in_parts import DROP_TASK, MOST_OF_ACCOUNT
from jobs.background.worker import BackgroundWorker
from jobs.drop_unfinished import drop_unfinished
from mappings.definitions.job_definitions import QueueSettings
from returnonce.access.principals import Grant, Principal
from returnonce.clock import FixedClock
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.api.real_server import serve_app
from tests.api.routes.test_uploads import ELSEWHERE, work
from tests.api.services import AGENCY, BAD, GOOD, send, service

PART = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
#: A file that is judged as GOOD is, and has several parts as they are kept.
LARGE = GOOD + b",,,,,,,,,,\n" * 40_000
#: Bytes of a part as it is kept here, so that the file has several.
SMALL = 1 << 16
COLLEAGUE = Principal("bob", "person", (Grant("agency", agencies=frozenset({AGENCY})),))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.uploads.parts.PART_BYTES", SMALL)


@pytest.fixture
def app(engine: Engine, settings: Settings) -> FastAPI:
    return service(settings, engine=engine)


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx2.Client]:
    with client_at(app) as client:
        yield client


@pytest.fixture
def other_machine(engine: Engine, settings: Settings) -> Iterator[httpx2.Client]:
    """A second process' worth of everything: of the first it has the store alone."""
    connections = open_store(settings)
    with client_at(service(settings, engine=connections)) as client:
        yield client
    connections.dispose()


@contextmanager
def client_at(app: FastAPI) -> Iterator[httpx2.Client]:
    with serve_app(app) as address, httpx2.Client(base_url=address, timeout=60) as client:
        yield client


def begin(client: httpx2.Client, length: int, *, headers: dict[str, str] | None = None, **query: str | None) -> str:
    asked = {"agency": AGENCY, "file_name": "figures.csv"} | query
    asked = {name: text for name, text in asked.items() if text}
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), **(headers or {})}
    answer = client.post("/v1/uploads", params=asked, headers=told)
    assert (answer.status_code, answer.headers["tus-resumable"]) == (201, "1.0.0"), answer.text
    assert answer.json()["state"] == "receiving"
    return answer.headers["location"]


def patch(client: httpx2.Client, where: str, data: bytes, at: int, **headers: str) -> httpx2.Response:
    told = {**PART, "Upload-Offset": str(at), **{name.replace("_", "-"): text for name, text in headers.items()}}
    return client.patch(where, content=data, headers=told)


def offset(client: httpx2.Client, where: str) -> int:
    answer = client.head(where, headers={"Tus-Resumable": "1.0.0"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return int(answer.headers["upload-offset"])


def break_off(client: httpx2.Client, where: str, data: bytes, at: int) -> None:
    """Send a part that is announced whole, and hang up before its end."""
    address = urlsplit(str(client.base_url))
    head = [f"PATCH {where} HTTP/1.1", f"Host: {address.netloc}", f"Content-Length: {len(data) + 1000}"]
    head += [f"{name}: {text}" for name, text in {**PART, "Upload-Offset": str(at)}.items()]
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + data)


def wait_for(client: httpx2.Client, where: str, at_least: int) -> int:
    deadline = time.monotonic() + 20
    while (here := offset(client, where)) < at_least and time.monotonic() < deadline:
        time.sleep(0.02)
    return here


def send_rest(client: httpx2.Client, where: str, data: bytes) -> None:
    """As a client goes on: from what is here, and again where the part before was still being kept."""
    while (here := offset(client, where)) < len(data):
        assert patch(client, where, data[here:], here).status_code in {204, 409}


def test_a_file_in_two_parts_is_judged_as_the_whole_one_would_be(app: FastAPI, client: httpx2.Client) -> None:
    where = begin(client, len(GOOD))
    first = patch(client, where, GOOD[:50], 0)
    assert (first.status_code, first.headers["upload-offset"], "upload-expires" in first.headers) == (204, "50", True)
    receiving = client.get(where).json()
    assert (receiving["state"], receiving["offset"], receiving["length"]) == ("receiving", 50, len(GOOD))
    assert patch(client, where, GOOD[50:], 50).headers["upload-offset"] == str(len(GOOD))
    waiting = client.get(where)
    assert (waiting.json()["state"], waiting.headers["retry-after"]) == ("waiting", "5")
    work(app)
    done = client.get(where).json()
    assert (done["state"], done["sha256"]) == ("accepted", hashlib.sha256(GOOD).hexdigest())
    assert offset(client, where) == len(GOOD)
    assert client.get(done["receipt"]).json()["file_name"] == "figures.csv"
    assert [case.kind for case in state_of(app).context.vault.cases()] == ["judged"]


@pytest.mark.long
def test_what_came_before_the_connection_broke_is_there_at_the_other_machine(
    app: FastAPI, client: httpx2.Client, other_machine: httpx2.Client
) -> None:
    where, sent = begin(client, len(LARGE)), SMALL + 70_000
    break_off(client, where, LARGE[:sent], 0)
    here = wait_for(other_machine, where, SMALL + 1)
    assert SMALL < here <= sent
    send_rest(other_machine, where, LARGE)
    work(app)
    done = other_machine.get(where).json()
    assert (done["state"], done["sha256"]) == ("accepted", hashlib.sha256(LARGE).hexdigest())


def test_the_same_file_again_in_any_way_gets_the_first_receipt(app: FastAPI, client: httpx2.Client) -> None:
    receipts = []
    for _ in range(2):
        where = begin(client, len(GOOD))
        assert patch(client, where, GOOD, 0).status_code == 204
        work(app)
        receipts.append(client.get(where).json())
    assert [receipt["repeated"] for receipt in receipts] == [False, True]
    whole = send(client, GOOD)
    assert {each["submission"] for each in (*receipts, whole.json())} == {receipts[0]["submission"]}
    assert whole.status_code == 200


def test_an_upload_begun_twice_under_one_key_is_one(client: httpx2.Client) -> None:
    key = {"Idempotency-Key": "one"}
    assert begin(client, 5, headers=key) == begin(client, 5, headers=key)


def test_only_a_check_says_the_same_and_stores_nothing(app: FastAPI, client: httpx2.Client) -> None:
    for data, state in ((GOOD, "checked"), (BAD, "refused")):
        where = begin(client, len(data), check_only="true")
        patch(client, where, data, 0)
        work(app)
        assert client.get(where).json()["state"] == state
    assert client.get("/v1/submissions").json()["submissions"] == []


def test_a_part_that_does_not_begin_where_the_last_one_ended_is_refused(client: httpx2.Client) -> None:
    where = begin(client, 100)
    assert patch(client, where, b"a" * 10, 0).status_code == 204
    for at in (0, 9, 11):
        wrong = patch(client, where, b"b" * 10, at)
        assert (wrong.status_code, wrong.json()["detail"]) == (409, f"10 bytes are here, and not {at}.")
    assert patch(client, where, b"b" * 91, 10).status_code == 413
    assert offset(client, where) == 10


@pytest.mark.long
def test_of_two_that_send_one_part_at_once_one_is_kept(client: httpx2.Client, other_machine: httpx2.Client) -> None:
    """One of them stops halfway for as long as it takes the other to send all."""
    where = begin(client, len(LARGE))
    address = urlsplit(str(client.base_url))
    head = [f"PATCH {where} HTTP/1.1", f"Host: {address.netloc}", f"Content-Length: {len(LARGE)}"]
    head += [f"{name}: {text}" for name, text in {**PART, "Upload-Offset": "0"}.items()]
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.sendall("\r\n".join([*head, "", ""]).encode() + b"x" * 1000)
        assert patch(other_machine, where, LARGE, 0).status_code == 204
        slow.sendall(b"x" * (len(LARGE) - 1000))
        assert slow.recv(65_536).startswith(b"HTTP/1.1 409")
    assert client.get(where).json()["sha256"] == hashlib.sha256(LARGE).hexdigest()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_with_a_checksum_is_kept_whole_or_not_at_all(client: httpx2.Client, algorithm: str) -> None:
    where = begin(client, len(GOOD))
    right = base64.b64encode(hashlib.new(algorithm, GOOD).digest()).decode()
    altered = patch(client, where, GOOD[:-1] + b"x", 0, Upload_Checksum=f"{algorithm} {right}")
    assert (altered.status_code, altered.json()["title"], offset(client, where)) == (460, "Checksum mismatch", 0)
    assert patch(client, where, GOOD, 0, Upload_Checksum="crc32 AAAA").status_code == 400
    assert patch(client, where, GOOD, 0, Upload_Checksum=f"{algorithm} {right}").status_code == 204


def test_a_client_that_knows_no_patch_sends_post(client: httpx2.Client) -> None:
    where = begin(client, len(GOOD))
    told = {**PART, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(where, content=GOOD, headers=told).status_code == 204
    assert client.post(where, content=GOOD, headers=PART).status_code == 405


def test_what_is_spoken_here_is_said_and_nothing_else_is_taken(client: httpx2.Client, settings: Settings) -> None:
    spoken = client.options("/v1/uploads")
    assert (spoken.status_code, spoken.headers["tus-version"]) == (204, "1.0.0")
    assert spoken.headers["tus-max-size"] == str(settings.upload_bytes)
    where = begin(client, 10)
    assert patch(client, where, b"", 0, Tus_Resumable="0.2.2").status_code == 412
    assert patch(client, where, b"", 0, Content_Type="text/csv").status_code == 415
    large = client.post(
        "/v1/uploads", params={"agency": AGENCY},
        headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(settings.upload_bytes + 1)},
    )  # fmt: skip
    assert large.status_code == 413
    named = begin(client, 10, file_name=None, headers={"Upload-Metadata": "filename wqMuY3N2,private"})
    assert client.get(named).json()["file_name"] == "£.csv"


def test_an_upload_is_its_accounts_own(client: httpx2.Client, engine: Engine, settings: Settings) -> None:
    where = begin(client, len(GOOD))
    for who, read in ((ELSEWHERE, 404), (COLLEAGUE, 200)):
        with client_at(service(settings, engine=engine, unsigned=who)) as other:
            assert other.get(where).status_code == read
            assert patch(other, where, GOOD, 0).status_code == 404
            assert other.delete(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    assert offset(client, where) == 0


def test_one_that_its_sender_ends_is_gone(app: FastAPI, client: httpx2.Client) -> None:
    where = begin(client, 100)
    patch(client, where, b"a" * 10, 0)
    assert client.delete(where, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert client.get(where).status_code == patch(client, where, b"a", 10).status_code == 404
    assert list(state_of(app).context.vault.cases()) == []


def test_an_account_begins_only_so_many(client: httpx2.Client) -> None:
    begun = [begin(client, 10) for _ in range(MOST_OF_ACCOUNT)]
    asked = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    refused = client.post("/v1/uploads", params={"agency": AGENCY}, headers=asked)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    client.delete(begun[0], headers={"Tus-Resumable": "1.0.0"})
    begin(client, 10)


def test_an_unfinished_one_is_dropped_after_a_day_and_its_audit_row_stays(
    app: FastAPI, client: httpx2.Client, other_machine: httpx2.Client
) -> None:
    where, context = begin(client, 100), state_of(app).context
    patch(client, where, b"a" * 10, 0)
    functions = {DROP_TASK: drop_unfinished}
    worker = BackgroundWorker(context, "one", QueueSettings(), functions=functions)
    assert worker.do_waiting() == []
    assert purge_due(context) == []
    vars(context)["clock"] = FixedClock(context.clock.now() + timedelta(days=1, minutes=1))
    assert patch(client, where, b"a", 10).status_code == 404
    assert [outcome.text for outcome in worker.do_waiting()] == [
        f"{DROP_TASK}/{where.rpartition('/')[2]}: its sender did not finish it"
    ]
    assert list(context.vault.cases()) == []
    assert client.get(where).status_code == 404


@pytest.mark.long
def test_a_machine_that_does_not_reach_the_parts_says_so(
    client: httpx2.Client, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    """As where two machines have one database, and the parts of one in a folder of its own."""
    where = begin(client, 100)
    astray = service(settings, engine=engine)
    vault = state_of(astray).context.vault
    with client_at(astray) as other, pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(vault), "holds", lambda *_: False)
        answer = patch(other, where, b"a", 0)
    assert (answer.status_code, answer.json()["title"]) == (503, "Unavailable")
    assert answer.json()["detail"] == "What came of this upload before cannot be reached from here."


def test_what_came_slowly_is_kept_as_far_as_it_came(app: FastAPI, client: httpx2.Client) -> None:
    state_of(app).read_timeouts = ReadTimeouts(idle=0.2, grace=0.4)
    where = begin(client, 100)

    def slowly() -> Iterator[bytes]:
        yield b"a" * 10
        time.sleep(1)
        yield b"a" * 90

    told = {**PART, "Upload-Offset": "0"}
    # It may hang up while the client is still sending.
    with suppress(httpx2.TransportError):
        assert client.patch(where, content=slowly(), headers=told).status_code == 408
    assert wait_for(client, where, 10) == 10


def test_without_room_nothing_is_begun(sqlite_engine: Engine, sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"least_room": 1 << 40})
    with client_at(service(settings, engine=sqlite_engine)) as client:
        asked = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
        full = client.post("/v1/uploads", params={"agency": AGENCY}, headers=asked)
        assert (full.status_code, full.json()["title"]) == (507, "No room")


@pytest.mark.long
def test_however_it_is_cut_the_bytes_are_the_same(sqlite_engine: Engine, sqlite_settings: Settings) -> None:
    app = service(sqlite_settings.model_copy(update={"requests_per_minute": 10**6}), engine=sqlite_engine)
    data = bytes(range(256)) * 1000
    with client_at(app) as client:

        @how(max_examples=6, deadline=None)
        @given(cuts=st.lists(st.integers(0, len(data)), max_size=6), broken=st.booleans())
        def cut(cuts: list[int], broken: bool) -> None:
            where = begin(client, len(data))
            for at, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
                if broken and end < len(data):
                    break_off(client, where, data[at:end], at)
                send_rest(client, where, data[:end])
            assert client.get(where).json()["sha256"] == hashlib.sha256(data).hexdigest()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("collectors.submissions.pending_uploads.MOST_OF_AGENCY", 1000)
            cut()


def test_sent_whole_or_in_parts_the_answer_to_a_refused_file_is_the_same(app: FastAPI, client: httpx2.Client) -> None:
    where = begin(client, len(BAD))
    patch(client, where, BAD, 0)
    work(app)
    whole = send(client, BAD)
    assert client.get(where).json()["findings"] == whole.json()["errors"]
