"""The scripts of the how-to for case systems, run against a server: they send, and read what was found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.real_server import serve_app
from tests.api.services import HEAD
from tests.api.tenants import Tenants, furnished
from tests.repository import ROOT

PAGE = ROOT / "docs" / "howto" / "send-an-upload-from-a-case-system.md"
#: As the page has them, for which the test has its own.
SERVICE, AGENCY = "http://127.0.0.1:8765", "nottinghamshire-childrens-services"
GOOD, BAD = HEAD + b"NI 1,COUNTY,FY2009-10,,,,,12,,,\n", HEAD + b"NI 1,COUNTY,2009,,,,,12,,,\n"
UUIDGEN = f"#!/bin/sh\nexec {sys.executable} -c 'import uuid; print(uuid.uuid4())'\n"
#: Gives the output of a script of the page, sent with that file.
Script = Callable[[str, bytes], str]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tenants, str]]:
    tenants = furnished(tmp_path_factory.mktemp("page") / "home")
    with serve_app(tenants.app) as address:
        yield tenants, address
    tenants.engine.dispose()


@pytest.fixture
def script(served: tuple[Tenants, str], tmp_path: Path) -> Script:
    tenants, service = served
    blocks = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S))
    # Not every machine has it; where it is, ours does the same.
    uuidgen = tmp_path / "uuidgen"
    uuidgen.write_text(UUIDGEN, encoding="utf-8")
    uuidgen.chmod(0o755)
    environment = os.environ | {"KEY": tenants.keys["agency"], "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    def run(name: str, data: bytes) -> str:
        (tmp_path / "figures.csv").write_bytes(data)
        text = blocks[name].replace(SERVICE, service).replace(AGENCY, "county")
        (tmp_path / name).write_text(text + ('\necho "$WHERE"\n' if name == "parts.sh" else ""), encoding="utf-8")
        command = [sys.executable if name.endswith(".py") else "sh", name]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@needs_curl
def test_a_file_is_checked_then_sent_and_sent_again(script: Script) -> None:
    checked = json.loads(script("check.sh", GOOD))
    assert (checked["state"], checked["submission"]) == ("checked", None)
    status, name = script("send.py", GOOD).split()
    assert status == "201"
    again = json.loads(script("send.sh", GOOD))
    assert (again["submission"], again["repeated"]) == (name, True)


@needs_curl
def test_findings_say_where_and_how_to_mend(script: Script) -> None:
    refused = json.loads(script("check.sh", BAD))
    assert refused["status"] == 422
    first = refused["errors"][0]
    assert (first["row"], first["column"], first["value"]) == (2, "period", "2009")
    line = script("send.py", BAD)
    assert "row 2, column C (period)" in line
    assert first["mend"] in line


@needs_curl
def test_a_file_goes_in_parts(script: Script, served: tuple[Tenants, str]) -> None:
    data = GOOD.replace(b"12", b"13")
    where = script("parts.sh", data).splitlines()[-1]
    tenants, service = served
    shown = httpx2.get(f"{service}{where}", headers={"Authorization": f"Bearer {tenants.keys['agency']}"}).json()
    assert shown["file_name"] == "figures.csv"
    assert shown["state"] != "receiving"
