"""Thousands of spoilt files are sent to the API: each gets a receipt or a refusal in words, and none is half stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from api.app_state import state_of
from campaigns.figures import FOLDER, Campaign, campaign, size
from campaigns.mutations import mutate
from campaigns.originals import Original, make_originals
from collectors.guests.checker import GuestChecker
from returnonce.db import reading
from returnonce.settings import Settings
from tests.api.services import service
from upkeep.audit_chain import find_break
from upkeep.doctor.row_hashes import find_misfits

#: What may come of a file: accepted, or there already; kept to be judged in its turn, as it is large; no form that is
#: known, or refused in words.
ACCEPTED, LATER, REFUSED = {200, 201}, 202, {400, 404, 409, 413, 415, 422}
ORIGINALS = make_originals()
#: Whatever belongs to an upload. A refusal leaves a row of the audit trail, and nothing here.
COUNTS = text(
    "SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM submission), (SELECT count(*) FROM finding), "
    "(SELECT count(*) FROM segment), (SELECT count(*) FROM record_submission)"
)


@pytest.fixture
def client(engine: Engine, settings: Settings) -> Iterator[TestClient]:
    app = service(settings.model_copy(update={"requests_per_minute": 1_000_000}), engine=engine)
    # As ``serve`` has: each file is checked in a limited child.
    with closing(GuestChecker(settings)) as checker, TestClient(app, raise_server_exceptions=False) as client:
        state_of(app).checker = checker
        yield client


def send(client: TestClient, file: Original, content: bytes) -> Any:
    query = {"agency": file.agency, "file_name": file.name, **file.query}
    return client.post("/v1/submissions", params=query, content=content, headers={"Content-Type": "text/csv"})


def counts(engine: Engine) -> tuple[int, ...]:
    with reading(engine) as session:
        return tuple(session.execute(COUNTS).one())


def is_answered_in_words(answer: Any) -> bool:
    """A receipt, or a problem that says what and how to mend it; never a trace."""
    if "Traceback" in answer.text:
        return False
    content = answer.json()
    if answer.status_code == LATER:
        return bool(content["state"] == "waiting")
    if answer.status_code in ACCEPTED:
        return bool(content["state"] == "accepted")
    return answer.status_code in REFUSED and len(content["detail"]) > 10


def spoil_and_send(client: TestClient, engine: Engine, number: int, run: Campaign) -> str:
    """What is wrong with the answer to one spoilt file; empty where nothing is."""
    rng = Random(f"{size('seed')}/{number}")
    # Figures are sent most often, and are checked soonest.
    file = rng.choice((*ORIGINALS, *ORIGINALS[:2] * 5))
    content, names = mutate(rng, file.content)
    before = counts(engine)
    answer = send(client, file, content)
    run.figures["answers"][str(answer.status_code)] += 1
    run.figures["mutations"].update(names)
    if answer.status_code == 422:
        run.figures["findings"].update({each["code"] for each in answer.json().get("errors", ())})
    wrong = ""
    if not is_answered_in_words(answer):
        wrong = f"answered {answer.status_code}: {answer.text[:300]}"
    elif (answer.status_code == 201) is not (counts(engine)[1] == before[1] + 1):
        wrong = f"answered {answer.status_code}, and the store went from {before} to {counts(engine)}"
    elif answer.status_code != 201 and counts(engine) != before:
        wrong = f"half stored: from {before} to {counts(engine)}"
    if wrong:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"file-{size('seed')}-{number}-{file.name}").write_bytes(content)
        wrong = f"SOAK_SEED={size('seed')}, file {number} ({file.name}; {', '.join(names)}): {wrong}"
        print(wrong, flush=True)
    return wrong


@pytest.mark.soak
def test_each_spoilt_file_gets_a_verdict_or_a_refusal_in_words(
    client: TestClient, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    wanted, faults = size("files") // 2, []
    first = 0 if engine.dialect.name == "sqlite" else wanted
    with campaign("files", engine.dialect.name, wanted) as run:
        run.figures |= {"answers": Counter(), "mutations": Counter(), "findings": Counter()}
        for number in run.each(range(first, first + wanted)):
            wrong = spoil_and_send(client, engine, number, run)
            faults += [wrong] if wrong else []
        run.figures["faults"] = len(faults)
        with engine.connect() as connection:
            assert find_break(connection) is None
            assert list(find_misfits(connection)) == []
        assert not faults, json.dumps(faults[:20], indent=1)
        answers = run.figures["answers"]
        assert min(answers["201"], answers["422"]) > 0


@pytest.mark.soak
def test_the_files_are_good_before_they_are_spoilt(client: TestClient) -> None:
    answers = {file.name: send(client, file, file.content) for file in ORIGINALS}
    good = [name for name, answer in answers.items() if answer.status_code == 201]
    print({name: answer.json().get("errors", [])[:2] for name, answer in answers.items()})
    assert good == list(answers)
