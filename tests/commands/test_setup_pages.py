"""``serve`` where nothing is set up yet: from an empty folder to signed in, without a restart."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from cli import main
from commands.setup_pages import is_unset
from returnonce.settings_file import FILE
from tests.api.pages.forms import Page
from tests.repository import ROOT
from tests.test_json_logs import free_port


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "DATABASE_URL", "PLACES", "DEFINITIONS"):
        monkeypatch.delenv(f"RETURNONCE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_setup_is_for_a_folder_where_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kent").mkdir()
    (tmp_path / "kent" / FILE).touch()
    assert is_unset(tmp_path)
    assert not is_unset(tmp_path / "kent")
    (tmp_path / "old" / "var").mkdir(parents=True)
    (tmp_path / "old" / "var" / "store.sqlite3").touch()
    assert not is_unset(tmp_path / "old")
    monkeypatch.setenv("RETURNONCE_DATABASE_URL", "postgresql://nowhere")
    assert not is_unset(tmp_path)
    monkeypatch.delenv("RETURNONCE_DATABASE_URL")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "none"))
    assert not is_unset(tmp_path)


def test_a_home_that_is_named_and_holds_no_store_is_refused_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "none"))
    assert main(["serve"]) == 1
    assert "no store" in capsys.readouterr().err


def test_it_is_not_open_to_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0"]) == 2
    printed = capsys.readouterr()
    assert "without https" in printed.err
    assert "code" not in printed.out


def send(browser: httpx2.Client, path: str, **fields: str) -> httpx2.Response:
    token = Page(browser.get(path).text).token
    ours = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return browser.post(path, data={"token": token, **fields}, headers=ours)


def wait_for(browser: httpx2.Client, path: str) -> None:
    for _ in range(600):
        try:
            if browser.get(path).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(path)


@pytest.mark.long
def test_from_an_empty_folder_to_signed_in(tmp_path: Path) -> None:
    port, output = free_port(), tmp_path / "output"
    environment = {name: text for name, text in os.environ.items() if not name.startswith("RETURNONCE_")}
    (tmp_path / "work").mkdir()
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "cli", "serve", "--port", str(port)],
            cwd=tmp_path / "work", env=environment | {"PYTHONPATH": str(ROOT)}, stdout=stream, stderr=stream,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        with httpx2.Client(base_url=base, headers={"Accept": "text/html"}) as browser:
            wait_for(browser, "/setup")
            code = re.findall(r"type this code: (\w+)", output.read_text())[0]
            send(browser, "/setup", code=code)
            send(browser, "/setup/council", council="Ashford")
            send(browser, "/setup/people", administrator="ann")
            made = Page(send(browser, "/setup/check").text)
            (link,) = [str(each["href"]) for each in made.all("a") if "rol_" in str(each.get("href"))]
            # The product answers where the setup did.
            wait_for(browser, "/health")
            signed_in = send(browser, "/sign-in/link", link=link.partition("#")[2], password="three random words")
            assert signed_in.status_code == 303
            schedule = Page(browser.get(signed_in.headers["location"]).text).text
            assert "Signed in as ann" in schedule
            assert "No backup was ever made" in schedule
            assert browser.get("/setup").status_code == 404
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert link.partition("#")[2] not in output.read_text()
