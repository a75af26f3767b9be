"""With JSON logs every line of a process is JSON, whoever writes it; and the log of requests names nobody."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.repository import ROOT
from tests.stores import copied

SECRET = "ZQSURNAME"


def environment(home: Path, **settings: str) -> dict[str, str]:
    others = {"RETURNONCE_HOME": str(home), "RETURNONCE_LOG_FORMAT": "json", "RETURNONCE_LOG_LEVEL": "info"}
    named = {f"RETURNONCE_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "PYTHONPATH": str(ROOT), **others, **named}


def lines_of(text: str) -> list[dict[str, Any]]:
    """Every line, each of which must be a JSON object with a level and a time."""
    lines = [json.loads(line) for line in text.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines), text
    return lines


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until_alive(url: str) -> None:
    for _ in range(600):
        try:
            if httpx2.get(f"{url}/health").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.mark.long
def test_every_line_of_serve_is_json_and_names_nobody(tmp_path: Path, made: Path) -> None:
    copied(made, tmp_path / "home")
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--port", str(port)],
            cwd=tmp_path, env=environment(tmp_path / "home"),
            stdout=stream, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until_alive(f"http://127.0.0.1:{port}")
        headers = {"X-Request-Id": "our-own-id", "User-Agent": SECRET, "Authorization": f"Bearer ro_{SECRET}"}
        httpx2.get(f"http://127.0.0.1:{port}/v1/catalogue/{SECRET}")
        httpx2.get(f"http://127.0.0.1:{port}/v1/catalogue/code?{SECRET}={SECRET}")
        httpx2.get(f"http://127.0.0.1:{port}/v1/figures?indicator={SECRET}", headers=headers)
        httpx2.get(f"http://127.0.0.1:{port}/{SECRET}")
        with socket.create_connection(("127.0.0.1", port)) as broken:
            broken.sendall(f"{SECRET} is no request\r\n\r\n".encode())
            broken.recv(100)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    text = log.read_text(encoding="utf-8")
    lines = lines_of(text)
    requests = [line for line in lines if line.get("action") == "request"]
    routes = [(line["method"], line["route"], line["status"]) for line in requests if line["route"] != "/health"]
    assert routes == [
        ("GET", "/v1/catalogue/{code}", 404), ("GET", "/v1/catalogue/{code}", 422), ("GET", "/v1/figures", 401),
        ("GET", "none", 404),
    ]  # fmt: skip
    assert [line["request_id"] for line in requests if line["status"] == 401] == ["our-own-id"]
    assert requests[0].keys() >= {"milliseconds", "bytes", "account", "request_id"}
    assert len(lines) > len(requests)
    assert SECRET not in text
    assert "127.0.0.1" not in "".join(json.dumps(line) for line in requests)


@pytest.mark.parametrize(
    ("verb", "settings", "code"),
    [
        pytest.param(["schedule", "--once"], {}, 0, marks=pytest.mark.long),
        (["work", "--once"], {}, 0),
        pytest.param(["serve"], {"home_": "x"}, 2, marks=pytest.mark.long),
        pytest.param(["serve", "--host", "0.0.0.0"], {}, 2, marks=pytest.mark.long),
        pytest.param(["serve"], {"database_url": "mysql://x"}, 2, marks=pytest.mark.long),
        (["nonsense"], {}, 2),
    ],
)
def test_what_other_verbs_and_refusals_say_is_json(
    tmp_path: Path, made: Path, verb: list[str], settings: dict[str, str], code: int
) -> None:
    copied(made, tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-m", "cli", *verb], env=environment(tmp_path / "home", **settings), cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert lines_of(done.stderr)[-1]["level"] == ("error" if code else "info")
    assert done.stdout == ""


def test_warnings_and_errors_of_threads_are_json(tmp_path: Path) -> None:
    script = f"""
import logging, threading, warnings
from returnonce.logs import configure
from returnonce.server_logs import take_over_logs
from returnonce.settings import Settings
settings = Settings(log_format="json")
configure(settings); take_over_logs(settings)
warnings.warn("an old way")
logging.getLogger("a.library").error("it broke", exc_info=ValueError("{SECRET}"))
thread = threading.Thread(target=lambda: int("{SECRET}")); thread.start(); thread.join()
raise RuntimeError("{SECRET}")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = lines_of(done.stderr)
    assert [line.get("error") for line in lines] == [None, "ValueError", "ValueError", "RuntimeError"]
    assert SECRET not in done.stderr
