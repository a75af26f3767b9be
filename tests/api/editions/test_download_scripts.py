"""The scripts of the how-to for R and Python, run against a server; and what the Power Query text must say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from tests.api.tenants import Tenants, furnished
from tests.repository import ROOT

PAGE = ROOT / "docs" / "howto" / "pull-from-r-and-python.md"
QUERY = ROOT / "docs" / "howto" / "returns.pq"
EDITION = "/v1/editions/national/COUNTY/FY2008-09/latest"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Tenants, str]]:
    """A store with an edition behind a real server."""
    tenants = furnished(tmp_path / "home")
    server = uvicorn.Server(uvicorn.Config(tenants.app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield tenants, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    tenants.engine.dispose()


def test_the_python_scripts_pull_an_edition(served: tuple[Tenants, str], tmp_path: Path) -> None:
    tenants, service = served
    scripts = dict(re.findall(r"^```python file=(\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S))
    for name, body in scripts.items():
        (tmp_path / name).write_text(body, encoding="utf-8")

    def run(name: str, role: str) -> tuple[int, str]:
        known = {"RETURNS_SERVICE": service, "RETURNS_EDITION": EDITION, "RETURNS_KEY": tenants.keys[role]}
        done = subprocess.run([sys.executable, name], cwd=tmp_path, env=os.environ | known, capture_output=True,
                              text=True, check=False)  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    assert run("pull.py", "regulator_of_another")[0] == 1
    assert [run("pull.py", "regulator") for _ in range(2)] == [(0, "new\n"), (0, "unchanged\n")]
    code, said = run("look.py", "regulator")
    assert (code, "71347131" in said) == (0, True), said


def test_the_power_query_text_keeps_the_key_out_of_the_address() -> None:
    text = QUERY.read_text(encoding="utf-8")
    assert 'Headers = [Authorization = "Bearer " & Key' in text
    assert "RelativePath = Edition" in text
    assert text.count("(") == text.count(")")
    assert text.count("[") == text.count("]")
    assert text.count("{") == text.count("}")
