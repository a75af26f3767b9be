"""What a server and a worker log of records: nobody's name, number or postcode, whatever is sent and however it fails."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from cli import main
from tests.collectors.records.files import CANARIES, ssda903, zipped
from tests.collectors.records.reading import CIN
from tests.collectors.records.test_client_level_data import GOOD, write_csv
from tests.collectors.records.test_client_level_data import CANARIES as ADULTS
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
    return text.replace("29/02/2012", f"29/02/2012 {NAME}", 1).replace(",S,", f",{NAME},", 1).replace("12,,0", "ZQUPN,,0")


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


def _send_everything(url: str, key: str, folder: Path) -> list[int]:
    """Each file checked at once and sent to be checked in its turn, then requests that are wrong in themselves."""
    answers = []
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=120) as client:
        for agency, name, data in _files(folder):
            for check_only in ("true", "false"):
                about = {"agency": agency, "file_name": name, "check_only": check_only, "period": "FY2024-25"}
                answers.append(client.post("/v1/submissions", params=about, content=data).status_code)
        for path in (f"/v1/{NAME}", f"/v1/figures?{NAME}={NAME}", f"/v1/submissions?agency={NAME}", f"/uploads/{NAME}"):
            answers += [client.get(path).status_code, client.post(path, content=NAME.encode()).status_code]
        broken = {"agency": NAME, "version": f"{NAME}\n{NAME}", "period": NAME, "sent_under": NAME}
        answers.append(client.post("/v1/submissions", params=broken, json={NAME: NAME}).status_code)
        deadline = 600
        while deadline and any(each["state"] in {"waiting", "checking"} for each in _uploads(client)):
            deadline -= 1
    return answers


def _uploads(client: httpx2.Client) -> list[dict[str, str]]:
    # The list is asked as its own page of requests; each waits a moment at the server.
    listed = client.get("/v1/uploads", params={"agency": COUNCIL}).json()
    return list(listed.get("uploads", []))
