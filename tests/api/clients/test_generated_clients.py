"""Clients that generators make of the OpenAPI document read every operation and every format, from a real server."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.openapi import operations
from tests.api.clients.tools import FOLDER, NODE_TOOLS, RULES, generator_jar, node_tool, python_environment, run
from tests.api.real_server import serve_app
from tests.api.tenants import OWN, Tenants, furnished
from tests.api.test_permission_matrix import MATRIX, _all_filled

pytestmark = pytest.mark.long
#: Of which there is none here.
NOT_HERE = frozenset({"getPrivateCalendar", "listDeliveries"})
#: Read as JSON alone by the client for R, whose generator writes code that does not run for a choice between texts, for
#: an enumeration of numbers and for values of any kind.
NOT_TYPED_IN_R = frozenset({"getDescription", "getIndicator", "getMapping", "listMappings", "listReturns", "readAudit"})


@dataclass(frozen=True)
class Served:
    """A service with everything planted, its document as a file, and what is asked of it."""

    service: str
    document: Path
    calls: list[dict[str, Any]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("clients")
    tenants = furnished(folder / "home")
    document = folder / "openapi.json"
    document.write_text(json.dumps(tenants.app.openapi()), encoding="utf-8")
    with serve_app(tenants.app) as address:
        yield Served(address, document, list(_calls(tenants)))
    tenants.engine.dispose()


def _calls(tenants: Tenants) -> Iterator[dict[str, Any]]:
    """Every GET, with the first sample of the matrix that somebody is answered, and that one's key."""
    for path, method, operation in operations(tenants.app.openapi()):
        if method != "get" or operation["operationId"] in NOT_HERE:
            continue
        case, role = next((case, role) for case in MATRIX[f"GET {path}"] for role in _roles(case))
        names = tenants.names[OWN.place]
        kinds = list(operation["responses"]["200"]["content"])
        yield {
            "operation": operation["operationId"], "tag": operation["tags"][0], "template": path, "kind": kinds[0],
            "key": tenants.keys[role],
            "path": _all_filled(case.get("path", {}), names), "query": _all_filled(case.get("query", {}), names),
        }  # fmt: skip


def _roles(case: dict[str, Any]) -> list[str]:
    return ["officer"] if case.get("open") or case.get("mine") else list(case.get("ok", ()))


def _judge(lines: str, calls: list[dict[str, Any]]) -> None:
    answers = {answer["operation"]: answer for answer in map(json.loads, lines.splitlines())}
    assert answers.keys() == {call["operation"] for call in calls}
    wrong = [one for one in answers.values() if one["status"] != 200 or one["parsed"] == "NoneType"]
    assert wrong == []


def test_a_python_client_reads_everything(served: Served, tmp_path: Path) -> None:
    environment = python_environment()
    words = ("-m", "openapi_python_client", "generate", "--path", str(served.document), "--meta", "none",
             "--output-path", str(tmp_path / "made"))  # fmt: skip
    run(sys.executable, *words, folder=tmp_path, **environment)
    shutil.copy(FOLDER / "read_everything.py", tmp_path)
    script = (sys.executable, "read_everything.py", served.service, json.dumps(served.calls))
    _judge(run(*script, folder=tmp_path, **environment), served.calls)


def test_a_typescript_client_reads_everything(served: Served, tmp_path: Path) -> None:
    generator, compiler = node_tool("openapi-typescript"), node_tool("tsc")
    (tmp_path / "node_modules").symlink_to(NODE_TOOLS)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(FOLDER / "read_everything.ts", tmp_path)
    run(generator, str(served.document), "-o", "schema.d.ts", folder=tmp_path)
    run(compiler, "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom", "--skipLibCheck",
        "read_everything.ts", folder=tmp_path)  # fmt: skip
    script = ("node", "read_everything.js", served.service, json.dumps(served.calls))
    _judge(run(*script, folder=tmp_path), served.calls)


def test_an_r_client_reads_everything(served: Served, tmp_path: Path) -> None:
    settings = "packageName=made,operationIdNaming=PascalCase"
    run("java", "-jar", generator_jar(), "generate", "-g", "r", "-i", str(served.document), "-o", "made",
        f"--additional-properties={settings}", folder=tmp_path)  # fmt: skip
    (tmp_path / "library").mkdir()
    # Compiling it to bytes takes minutes.
    run("R", "CMD", "INSTALL", "--no-docs", "--no-test-load", "--no-byte-compile", "-l", "library", "made",
        folder=tmp_path)  # fmt: skip
    (tmp_path / "calls.json").write_text(json.dumps(served.calls))
    shutil.copy(FOLDER / "read_everything.R", tmp_path)
    script = ("Rscript", "--vanilla", "read_everything.R", served.service, "calls.json")
    said = run(*script, folder=tmp_path, R_LIBS=str(tmp_path / "library"))
    _judge(said, served.calls)
    untyped = {one["operation"] for one in map(json.loads, said.splitlines()) if not one["typed"]}
    assert untyped == NOT_TYPED_IN_R


def test_spectral_finds_nothing(served: Served, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    words = ("lint", str(served.document), "--ruleset", "rules.yaml", "--fail-severity", "hint")
    run(node_tool("spectral"), *words, folder=tmp_path)


def test_redocly_finds_nothing(served: Served, tmp_path: Path) -> None:
    said = run(
        node_tool("redocly"), "lint", str(served.document), "--format", "json", folder=tmp_path, REDOCLY_TELEMETRY="off"
    )  # fmt: skip
    assert json.loads(said[said.index("{") :])["problems"] == []
