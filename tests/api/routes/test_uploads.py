"""A large file is answered with the address of its progress, and judged in turn; what can be said at once is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.app_state import state_of
from collectors.submissions.pending_uploads import TASK
from jobs.background.worker import BackgroundWorker
from jobs.judge_upload import UploadJudge
from mappings.definitions.job_definitions import QueueSettings
from returnonce.access.principals import Grant, Principal
from returnonce.clock import FixedClock
from returnonce.errors import Unavailable
from returnonce.fork_server.client import ChildFailed
from returnonce.settings import Settings
from tests.api.services import AGENCY, BAD, GOOD, client_of, send, service
from tests.collectors.records.files import zipped
from tests.jobs.test_judge_upload import CheckerHere

ELSEWHERE = Principal("eve", "person", (Grant("agency", agencies=frozenset({"ashfield-council"})),))


@pytest.fixture
def app(engine: Engine, settings: Settings) -> FastAPI:
    return service(settings.model_copy(update={"upload_at_once": 0}), engine=engine)


def work(app: FastAPI, fault: Exception | None = None, seen: Callable[[], object] | None = None) -> None:
    context, checker = state_of(app).context, CheckerHere(fault)
    if seen is not None:
        checker.seen = lambda _: seen()
    judge = UploadJudge(checker)
    worker = BackgroundWorker(
        context.replace(ruleset=context.ruleset), "one", QueueSettings(), functions={TASK: judge.judge}
    )
    worker.do_waiting()


def received(client: TestClient, data: bytes = GOOD, **more: Any) -> str:
    answer = send(client, data, **more)
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "5")
    return str(answer.headers["location"])


def test_from_received_to_accepted(app: FastAPI) -> None:
    client = client_of(app)
    first, second = received(client), received(client, GOOD.replace(b",45,", b",46,"))
    waiting = client.get(second)
    assert waiting.headers["retry-after"] == "5"
    assert (waiting.json()["state"], waiting.json()["ahead"]) == ("waiting", 1)
    assert client.get("/v1/submissions").json()["submissions"] == []
    work(app)
    done = client.get(first)
    assert (done.json()["state"], done.json()["file_name"], "retry-after" in done.headers) == (
        "accepted", "figures.csv", False,
    )  # fmt: skip
    assert client.get(done.json()["receipt"]).json()["submission"] == done.json()["submission"]
    assert client.get(first, headers={"If-None-Match": done.headers["etag"]}).status_code == 304
    newest = client.get(second).json()["submission"]
    assert client.get(f"/v1/submissions?agency={AGENCY}").json()["head"] == newest


def test_while_it_is_checked_its_stage_is_said(app: FastAPI) -> None:
    client, seen = client_of(app), []
    where = received(client)
    assert client.get(where).json()["stage"] is None
    work(app, seen=lambda: seen.append(client.get(where).json()))
    assert (seen[0]["state"], seen[0]["stage"]) == ("checking", {"name": "checking", "step": 3, "steps": 14})
    assert client.get(where).json()["stage"] is None


def test_what_came_before_or_cannot_be_taken_is_said_at_once(app: FastAPI) -> None:
    client = client_of(app)
    received(client)
    work(app)
    again = send(client, GOOD)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    other = GOOD.replace(b",45,", b",46,")
    assert send(client, other, headers={"If-Match": '"none"'}).status_code == 412
    assert send(client, other, agency="nobody").status_code == 404
    assert send(client, other, headers={"Content-Digest": "sha-256=:AAAA:"}).status_code == 400
    assert [case.kind for case in state_of(app).context.vault.cases()] == ["judged"]


def test_a_check_alone_is_answered_while_its_sender_waits(app: FastAPI) -> None:
    answer = send(client_of(app), GOOD, check_only=True)
    assert (answer.status_code, answer.json()["state"]) == (200, "checked")


@pytest.mark.long
def test_what_is_refused_says_what_where_and_how_to_mend(app: FastAPI) -> None:
    client = client_of(app)
    where = received(client, BAD)
    work(app)
    refused = client.get(where).json()
    assert (refused["state"], refused["submission"], refused["counts"]["error"]) == ("refused", None, 1)
    error = refused["findings"][0]
    assert (error["code"], error["row"], error["column"]) == ("period-unclear", 2, "period")
    assert error["mend"]
    damaged = received(client, b"PK\x03\x04nothing", file_name="a.zip")
    work(app)
    assert [finding["code"] for finding in client.get(damaged).json()["findings"]] == ["record-damaged"]


@pytest.mark.long
def test_records_of_no_stated_period_are_refused_as_they_are_at_once(app: FastAPI, tmp_path: Path) -> None:
    client, child = client_of(app), "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,01/02/2010,WBRI,A123456789012,,\n"
    records = zipped(tmp_path / "a.zip", {"header.csv": child}).read_bytes()
    where = received(client, records, file_name="a.zip")
    work(app)
    shown, at_once = client.get(where).json(), send(client, records, file_name="a.zip", check_only=True)
    assert (shown["state"], shown["refusal"]["status"]) == ("refused", at_once.status_code)
    assert shown["refusal"]["detail"] == at_once.json()["detail"]


def test_a_file_whose_work_was_given_up_is_said_to_have_failed(app: FastAPI) -> None:
    client, context = client_of(app), state_of(app).context
    where = received(client)
    for minutes in (0, 2, 20, 200):
        now = context.clock.now() + timedelta(minutes=minutes)
        vars(context)["clock"] = FixedClock(now)
        work(app, Unavailable("The store is busy."))
    assert client.get(where).json()["state"] == "failed"


def test_another_agencys_upload_is_not_there(engine: Engine, settings: Settings, app: FastAPI) -> None:
    where = received(client_of(app))
    eve = client_of(service(settings, engine=engine, unsigned=ELSEWHERE))
    there, nowhere = eve.get(where), eve.get(f"/v1/uploads/{'0' * 64}")
    assert there.status_code == nowhere.status_code == 404
    assert there.json()["detail"] == nowhere.json()["detail"]


def test_an_upload_that_is_sent_again_under_its_key_waits_once(app: FastAPI) -> None:
    client, key = client_of(app), {"Idempotency-Key": "one"}
    assert received(client, headers=key) == received(client, headers=key)


def test_what_is_small_enough_is_answered_at_once(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    client = client_of(service(settings.model_copy(update={"upload_at_once": 1}), engine=engine))
    assert send(client, GOOD).status_code == 201
    large = GOOD + b",,,,,,,,,,\n" * 100_000
    assert received(client, large).startswith("/v1/uploads/")


def test_a_check_that_meets_a_bug_of_ours_says_so_and_keeps_nothing(settings: Settings, engine: Engine) -> None:
    app = service(settings, engine=engine)
    state_of(app).checker, client = CheckerHere(ChildFailed()), client_of(app)
    answer = send(client, GOOD, headers={"X-Request-Id": "seven"})
    body = answer.json()
    assert (answer.status_code, answer.headers["x-request-id"], answer.headers["retry-after"]) == (503, "seven", "3600")
    assert body["detail"].endswith("Nothing was stored.")
    assert body["mend"].endswith("by the number of this request. It is seven.")
    assert client.get("/v1/submissions").json()["submissions"] == []
