"""A server and a worker log nobody's name, number or postcode, whatever records are sent and however they fail."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from cli import main
from tests.collectors.records.files import CANARIES, ssda903, zipped
from tests.collectors.records.reading import CIN
from tests.collectors.records.test_client_level_data import CANARIES as ADULTS
from tests.collectors.records.test_client_level_data import GOOD, write_csv
from tests.stores import copied
from tests.test_json_logs import environment, free_port, lines_of, wait_until_alive

pytestmark = pytest.mark.long

COUNCIL, ADULT_CARE = "nottinghamshire-childrens-services", "nottinghamshire-adult-social-care"
#: In the names of files and members, in queries and in what is no file at all.
NAME = "ZQSURNAME 9434765919 ZQ9 9ZQ"
PLANTED = (*CANARIES, *ADULTS, "ZQSURNAME%20", "ZQ9%209ZQ")
CENSUS = CIN.replace("C1", "ZQCHILD001").replace("2015-05-17", "2012-02-29")


def _spoilt(text: str) -> str:
    """Cells of every kind that hold what they should not, among them whole rows in one cell."""
    return (
        text.replace("29/02/2012", f"29/02/2012 {NAME}", 1).replace(",S,", f",{NAME},", 1).replace("12,,0", "ZQUPN,,0")
    )


def _files(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Agency, name and content of what is sent: whole and faulty records, and junk of each form."""
    tables = ssda903()
    whole = zipped(folder / "whole.zip", tables).read_bytes()
    spoilt = {name: _spoilt(text) for name, text in tables.items()}
    strange = {f"{NAME}.csv": tables["header.csv"], f"{NAME}/{NAME}.txt": NAME, **tables}
    within = {"header.csv": tables["header.csv"], "episodes.csv": tables["episodes.csv"][:-30]}
    yield COUNCIL, f"{NAME}.zip", whole
    yield COUNCIL, f"{NAME} spoilt.zip", zipped(folder / "spoilt.zip", spoilt).read_bytes()
    yield COUNCIL, f"{NAME} strange.zip", zipped(folder / "strange.zip", strange).read_bytes()
    yield COUNCIL, f"{NAME} cut.zip", zipped(folder / "cut.zip", within).read_bytes()
    yield COUNCIL, f"{NAME} damaged.zip", whole[:-200]
    yield COUNCIL, f"{NAME} corrupt.zip", whole[:200] + b"ZQSURNAME" * 9 + whole[290:]
    yield COUNCIL, f"{NAME}.xml", CENSUS.encode()
    yield COUNCIL, f"{NAME} broken.xml", CENSUS[:900].encode()
    yield COUNCIL, f"{NAME} wrong.xml", CENSUS.replace("<Sex>", f"<{NAME.replace(' ', '_')}>").encode()
    yield COUNCIL, f"{NAME} bomb.xml", f"<!DOCTYPE a [<!ENTITY b '{NAME}'>]>{CENSUS}".encode()
    yield COUNCIL, f"{NAME}.csv", f"{NAME},{NAME}\n{NAME}\x00,{NAME}\n".encode()
    yield COUNCIL, f"{NAME}.xlsx", f"PK\x03\x04 {NAME}".encode()
    yield ADULT_CARE, f"{NAME} adults.csv", write_csv(folder / "adults.csv", {}).read_bytes()
    bad = {"NHS_Number": "9434765918", "Date_of_Birth": "17/05/1950 ZQSURNAME", "Event_Type": NAME}
    yield ADULT_CARE, f"{NAME} bad adults.csv", write_csv(folder / "bad.csv", bad, GOOD).read_bytes()
    yield ADULT_CARE, f"{NAME} wide.csv", write_csv(folder / "wide.csv", GOOD).read_text().encode("utf-16")


@contextmanager
def _running(log: Path, home: Path, *arguments: str, **settings: str) -> Iterator[None]:
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments], cwd=home, env=environment(home, **settings),
            stdout=stream, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _key(home: Path, patch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    patch.setenv("RETURNONCE_HOME", str(home))
    assert main(["client", "add", "system", "--title", "A case system"]) == 0
    assert main(["user", "grant", "system", "agency", "--agency", COUNCIL, "--agency", ADULT_CARE]) == 0
    capfd.readouterr()
    assert main(["key", "add", "system", "--json"]) == 0
    return str(json.loads(capfd.readouterr().out)["key"])


def _send_everything(url: str, key: str, folder: Path) -> set[tuple[int, str]]:
    """Each file checked at once and sent to be checked in its turn; status, and what became of it there."""
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
        answers = []
        for agency, name, data in _files(folder):
            for check_only in ("true", "false"):
                about = {"agency": agency, "file_name": name, "check_only": check_only, "period": "FY2024-25"}
                answers.append(client.post("/v1/submissions", params=about, content=data))
        return {(each.status_code, _judged(client, each.headers.get("location"))) for each in answers}


def _judged(client: httpx2.Client, location: str | None) -> str:
    """Asked until a worker has judged it, for a minute at most."""
    for _ in range(600 if location and "/uploads/" in location else 0):
        state = str(client.get(location or "").json()["state"])
        if state not in {"waiting", "checking"}:
            return state
        time.sleep(0.1)
    return ""


def _ask_nonsense(url: str, key: str) -> set[int]:
    broken = {"agency": NAME, "version": f"{NAME}\n{NAME}", "period": NAME, "sent_under": NAME}
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
        answers = [client.post("/v1/submissions", params=broken, json={NAME: NAME})]
        for path in (f"/v1/{NAME}", f"/v1/figures?{NAME}={NAME}", f"/v1/uploads/{NAME}", f"/upload/{NAME}", f"/{NAME}"):
            answers += [client.get(path), client.post(path, content=NAME.encode())]
        return {each.status_code for each in answers}


def test_nobody_is_named_in_the_log_of_a_server_or_a_worker(
    tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    home, port, logs = tmp_path / "home", free_port(), [tmp_path / "serve.log", tmp_path / "work.log"]
    copied(made, home)
    key, url = _key(home, monkeypatch, capfd), f"http://127.0.0.1:{port}"
    settings = {"upload_at_once": "0", "log_level": "debug"}
    with ExitStack() as stack:
        stack.enter_context(_running(logs[0], home, "serve", "--port", str(port), **settings))
        stack.enter_context(_running(logs[1], home, "work", **settings))
        wait_until_alive(url)
        answers, nonsense = _send_everything(url, key, tmp_path), _ask_nonsense(url, key)
    assert {status for status, _ in answers} == {200, 202, 422}
    assert {state for status, state in answers if status == 202} == {"accepted", "refused"}
    assert max(nonsense) < 500
    for log in logs:
        text = log.read_text(encoding="utf-8")
        lines_of(text)
        assert [planted for planted in PLANTED if planted in text] == []
