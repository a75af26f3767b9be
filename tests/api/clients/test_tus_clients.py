"""Other people's tus clients send a file in parts, are cut off, and go on where they were."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.clients.tools import FOLDER, NODE_TOOLS, PYTHON_TOOLS, node_package, run
from tests.api.real_server import serve_app
from tests.api.tenants import Tenants, furnished

pytestmark = pytest.mark.long
#: Bytes of a part; the file has four whole ones and a bit.
PART = 10_000
AGENCY = "county"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tenants, str]]:
    tenants = furnished(tmp_path_factory.mktemp("tus") / "home")
    with serve_app(tenants.app) as address:
        yield tenants, address
    tenants.engine.dispose()


def _file(folder: Path, name: str) -> Path:
    """A file of its own for each client: the same bytes would be the same submission."""
    path = folder / f"{name}.csv"
    path.write_text("indicator,area,period,value\n" + f"NI 1,COUNTY,FY2009-10,{name}\n" * 4_000, encoding="utf-8")
    return folder / shutil.copy(path, folder / "figures.csv")


def _check(served: tuple[Tenants, str], said: str, path: Path) -> None:
    """All parts came, the second client began where the first had stopped, and the file waits for its check."""
    answer, size = json.loads(said), path.stat().st_size
    assert 0 < answer["resumed_at"] < size == answer["offset"]
    tenants, _ = served
    shown = httpx2.get(answer["url"], headers={"Authorization": f"Bearer {tenants.keys['agency']}"})
    assert shown.status_code == 200
    assert shown.json()["file_name"] == "figures.csv"
    assert shown.json()["state"] not in ("receiving", "failed"), shown.text


def _words(served: tuple[Tenants, str], path: Path) -> tuple[str, ...]:
    tenants, service = served
    return f"{service}/v1/uploads?agency={AGENCY}", tenants.keys["agency"], str(path), str(PART)


def test_tuspy_sends_in_parts_and_goes_on(served: tuple[Tenants, str], tmp_path: Path) -> None:
    if not (PYTHON_TOOLS / "tusclient").exists():
        pytest.skip("tuspy is not here: make long installs it")
    path, script = _file(tmp_path, "python"), str(FOLDER / "send_by_tus.py")
    said = run(sys.executable, script, *_words(served, path), folder=tmp_path, PYTHONPATH=str(PYTHON_TOOLS))
    _check(served, said, path)


def test_tus_js_client_sends_in_parts_and_goes_on(served: tuple[Tenants, str], tmp_path: Path) -> None:
    node_package("tus-js-client")
    path = _file(tmp_path, "javascript")
    (tmp_path / "node_modules").symlink_to(NODE_TOOLS)
    shutil.copy(FOLDER / "send_by_tus.mjs", tmp_path)
    _check(served, run("node", "send_by_tus.mjs", *_words(served, path), folder=tmp_path), path)
