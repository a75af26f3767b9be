"""Clients that generators make of the OpenAPI document send files, whole and in parts, and read the findings."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.app_state import state_of
from jobs.background.upload_thread import UploadThreads
from tests.api.clients.tools import FOLDER, NODE_TOOLS, node_tool, python_environment, run
from tests.api.real_server import serve_app
from tests.api.tenants import furnished
from tests.jobs.test_judge_upload import CheckerHere

pytestmark = pytest.mark.long

HEAD = "indicator,area,period,value\n"
GOOD = HEAD + "cla,COUNTY,FY2009-10,5\n"
BAD = HEAD + "cla,COUNTY,FY2009-10,750\nno-such,COUNTY,FY2009-10,1\n"
#: The generator knows no media type but the common ones; parts are bytes.
CONFIG = "content_type_overrides: {application/offset+octet-stream: application/octet-stream}\n"


class Sending(NamedTuple):
    """A service that judges what is sent in parts, its document as a file, and an agency's key."""

    service: str
    document: Path
    key: str


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[Sending]:
    tenants = furnished(tmp_path / "home")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(tenants.app.openapi()), encoding="utf-8")
    uploads = UploadThreads(state_of(tenants.app).context, CheckerHere(), "clients")
    state_of(tenants.app).wake_judges = uploads.wake
    uploads.start()
    with serve_app(tenants.app) as address:
        yield Sending(address, document, tenants.keys["agency"])
    uploads.stop()
    tenants.engine.dispose()


def _check(said: str) -> None:
    """``big-change`` is a query on the figure that was taken; the other file is refused for its indicator."""
    steps: dict[str, Any] = json.loads(said)
    assert steps["checked"] == [200, "checked", None]
    assert (steps["refused"][0], steps["refused"][1][0]) == (422, "indicator-unknown")
    assert steps["sent"] == [201, 201, True]
    assert "big-change" in steps["findings"]
    assert steps["parts"] == [len(BAD) // 2, "refused"]
    assert "indicator-unknown" in steps["judged"]
    for name in ("findings", "judged"):
        heading, *rows = steps[f"{name}_csv"].splitlines()
        assert heading.startswith("position,file,sheet,row,column")
        assert len(rows) == len(steps[name])


def test_a_python_client_sends_and_reads_findings(sending: Sending, tmp_path: Path) -> None:
    environment = python_environment()
    (tmp_path / "config.yaml").write_text(CONFIG)
    words = ("-m", "openapi_python_client", "generate", "--path", str(sending.document), "--meta", "none",
             "--config", "config.yaml", "--output-path", str(tmp_path / "made"))  # fmt: skip
    run(sys.executable, *words, folder=tmp_path, **environment)
    shutil.copy(FOLDER / "send_everything.py", tmp_path)
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "bad.csv").write_text(BAD)
    script = (sys.executable, "send_everything.py", sending.service, sending.key, "good.csv", "bad.csv")
    _check(run(*script, folder=tmp_path, **environment))


def test_a_typescript_client_sends_and_reads_findings(sending: Sending, tmp_path: Path) -> None:
    generator, compiler = node_tool("openapi-typescript"), node_tool("tsc")
    (tmp_path / "node_modules").symlink_to(NODE_TOOLS)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(FOLDER / "send_everything.ts", tmp_path)
    run(generator, str(sending.document), "-o", "schema.d.ts", folder=tmp_path)
    run(compiler, "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom", "--skipLibCheck",
        "send_everything.ts", folder=tmp_path)  # fmt: skip
    _check(run("node", "send_everything.js", sending.service, sending.key, GOOD, BAD, folder=tmp_path))
