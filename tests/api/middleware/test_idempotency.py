"""``Idempotency-Key``: once is once, whoever asks again is told the same, and a dead holder blocks nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from returnonce.access.principals import OPERATOR, Grant, Principal
from returnonce.claims.idempotency_keys import (
    LEASE,
    RETENTION,
    IdempotencyKeyRow,
    IdempotentRequest,
    StoredResponse,
    claim_request,
    release_request,
    store_response,
)
from returnonce.clock import FixedClock
from returnonce.db import reading, transaction
from returnonce.errors import Conflict
from returnonce.settings import Settings
from tests.api.services import BAD, GOOD, client_of, send, service
from tests.conftest import NOON

ONE = IdempotentRequest("olga", "k" * 64, "r" * 64, "first")
OTHER_HOLDER = replace(ONE, holder="second")
LATER = FixedClock(NOON + LEASE)


@pytest.fixture
def app(settings: Settings, engine: Engine) -> FastAPI:
    return service(settings, engine=engine)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return client_of(app)


def key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM submission")).scalar_one())


def test_a_claim_is_one_holders_until_it_is_settled_or_runs_out(engine: Engine, clock: FixedClock) -> None:
    def ask(asked: IdempotentRequest, at: FixedClock = clock) -> Any:
        with transaction(engine) as session:
            return claim_request(session, at, asked)

    assert [ask(ONE), ask(OTHER_HOLDER), ask(OTHER_HOLDER, LATER)] == ["claimed", "running", "claimed"]
    with transaction(engine) as session:
        store_response(session, ONE, StoredResponse(200, {}, b"late"))
    assert ask(ONE, LATER) == "running", "who lost the claim settles nothing"
    with transaction(engine) as session:
        store_response(session, OTHER_HOLDER, StoredResponse(201, {"etag": '"a"'}, b"done"))
        release_request(session, OTHER_HOLDER)
    assert ask(ONE, LATER) == StoredResponse(201, {"etag": '"a"'}, b"done")
    assert ask(replace(ONE, caller="otto")) == "claimed", "another's key is another key"
    with pytest.raises(Conflict):
        ask(replace(ONE, request="s" * 64))
    # Whoever comes after a week makes room.
    assert ask(replace(ONE, key="l" * 64), FixedClock(NOON + RETENTION + timedelta(seconds=1))) == "claimed"
    with reading(engine) as session:
        assert session.get(IdempotencyKeyRow, (ONE.caller, ONE.key)) is None


def test_the_same_request_under_the_same_key_is_done_once(client: TestClient, engine: Engine) -> None:
    first, again = (send(client, GOOD, headers=key("a-1")) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    same = ("location", "etag", "content-type", "content-digest")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert stored(engine) == 1
    # What differs in anything is another request.
    for other in (send(client, BAD, headers=key("a-1")), send(client, GOOD, headers=key("a-1"), period="FY2009-10")):
        assert (other.status_code, other.json()["where"]) == (409, "Idempotency-Key")


def test_a_refusal_is_kept_too_and_what_stood_in_the_file_is_sealed(client: TestClient, engine: Engine) -> None:
    canary = BAD.replace(b",2009,", b",canary-0000,")
    first, again = (send(client, canary, headers=key("b-1")) for _ in range(2))
    assert (first.status_code, again.content) == (422, first.content)
    assert b"canary-0000" in first.content
    with reading(engine) as session:
        [row] = session.exec(text("SELECT body, key, headers FROM answered")).all()  # type: ignore[call-overload]
    assert b"canary" not in bytes(row[0])
    assert "b-1" not in row[1] + row[2]


@pytest.mark.parametrize("bad", ["", "a b", "x" * 256])
def test_a_key_that_cannot_be_read_is_refused(client: TestClient, bad: str) -> None:
    assert send(client, GOOD, headers=key(bad)).status_code == 400


def test_another_callers_key_is_unknown(settings: Settings, engine: Engine) -> None:
    officer = Principal("olga", "person", (Grant("officer"),))
    tellers = [client_of(service(settings, engine=engine, unsigned=who)) for who in (OPERATOR, officer)]
    answers = [send(each, GOOD, headers=key("c-1")) for each in tellers]
    assert [each.status_code for each in answers] == [201, 200]
    assert "idempotency-replayed" not in answers[1].headers


def test_what_may_end_otherwise_is_not_kept(client: TestClient) -> None:
    unknown = client.post(
        "/v1/proposals", json={"return": "no", "area": "no", "period": "FY2009-10"}, headers=key("d-1")
    )
    again = client.post("/v1/proposals", json={"return": "no", "area": "no", "period": "FY2009-10"}, headers=key("d-1"))
    assert (unknown.status_code, again.status_code) == (404, 404)
    assert "idempotency-replayed" not in again.headers


def test_a_recorded_session_sent_again_changes_nothing(client: TestClient, engine: Engine) -> None:
    def session(name: str = "") -> list[Any]:
        sent = send(client, GOOD, headers=key("e-1"))
        taken = name or sent.json()["submission"]
        reason = {"reason": "wrong year"}
        gone = client.post(f"/v1/submissions/{taken}/withdrawal", json=reason, headers=key("e-2"))
        more = send(client, GOOD.replace(b",45,", b",46,"), headers=key("e-3"))
        return [(each.status_code, each.content) for each in (sent, gone, more)]

    first = session()
    with engine.connect() as connection:
        head = connection.execute(text("SELECT max(id) FROM audit")).scalar_one()
    assert session() == first
    with engine.connect() as connection:
        assert connection.execute(text("SELECT max(id) FROM audit")).scalar_one() == head
    assert [status for status, _ in first] == [201, 200, 201]
