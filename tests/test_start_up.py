"""What a command loads before it answers: no timing, but how many modules, and none of those that take long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.start_up import AGENCY, SMALL_FILE, verbs
from tests.repository import ROOT

#: Runs a verb, and tells on standard error which modules it loaded.
SCRIPT = """
import json, sys
from cli import main
code = main(sys.argv[1:])
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""
#: What only writing, serving, records about people or other formats need.
FORBIDDEN = {
    "alembic", "apscheduler", "asyncio", "authlib", "cryptography", "fastapi", "highspy", "holidays", "httpx2",
    "icalendar", "jinja2", "numpy", "pandera", "psycopg", "pydantic_settings", "pygments", "pysdmx", "rich",
    "sqlalchemy", "sqlmodel", "starlette", "structlog", "uvicorn", "yaml",
}  # fmt: skip
#: Modules at most, about a twentieth above what there are.
MOST = {
    "--help": 112,
    "--version": 112,
    "a mistyped verb": 112,
    "fill --help": 112,
    "figure": 625,
    "catalogue show": 390,
    "fill one return": 750,
    "plan one agency": 675,
    "check small.csv": 700,
    "submissions": 835,
    "editions": 835,
    "template of one agency": 955,
}
#: Verbs that read the store through its tables, and what these need.
BY_TABLES = {"submissions", "editions", "template of one agency"}
TABLES = {"asyncio", "sqlalchemy", "sqlmodel"}
#: Verbs that answer without a frame.
WITHOUT_POLARS = {"catalogue show"}
#: What needs neither a store nor a ruleset.
ALONE = ("--help", "--version", "a mistyped verb", "fill --help")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small store, and the ruleset in its cache."""
    folder = tmp_path_factory.mktemp("start-up")
    (folder / "small.csv").write_text(SMALL_FILE, encoding="utf-8")
    assert run(folder, "init")["code"] == 0
    assert run(folder, "collect", str(folder / "small.csv"), "--agency", AGENCY)["code"] == 0
    # Of bytes that were received, a check tells the receipt, and loads what reads it.
    (folder / "small.csv").write_text(f"{SMALL_FILE}\n", encoding="utf-8")
    return folder


def run(folder: Path, *words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "RETURNONCE_HOME": str(folder / "home")},
    )  # fmt: skip
    told: dict[str, object] = json.loads(done.stderr.splitlines()[-1])
    return told


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in MOST if name not in ALONE])
def test_a_verb_loads_what_it_needs_and_no_more(folder: Path, name: str) -> None:
    modules = loaded(run(folder, *verbs(folder)[name]), name)
    assert ("polars.dataframe" in modules) == (name not in WITHOUT_POLARS)


@pytest.mark.parametrize("name", ALONE)
def test_help_loads_no_verb_and_no_library(tmp_path: Path, name: str) -> None:
    modules = loaded(run(tmp_path, *verbs(tmp_path)[name]), name)
    ours = {each for each in modules if each.startswith("commands.")}
    assert ours == {"commands.help_page", "commands.verbs"}
    assert {each.partition(".")[0] for each in modules} & {"typer", "pydantic", "polars"} == set()


def loaded(told: dict[str, object], name: str) -> list[str]:
    """The modules of a verb, which are no more than it may load."""
    modules = told["modules"]
    assert isinstance(modules, list)
    assert told["code"] == (2 if name == "a mistyped verb" else 0)
    forbidden = FORBIDDEN - TABLES if name in BY_TABLES else FORBIDDEN
    assert {each.partition(".")[0] for each in modules} & forbidden == set()
    assert len(modules) <= MOST[name]
    return modules
