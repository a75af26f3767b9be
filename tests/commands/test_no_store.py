"""No command but ``start``, ``init``, ``demo`` and the setup of ``serve`` makes a store; backups bring theirs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from cli import main
from tests.repository import modules

MAKERS = {"commands/demo.py", "commands/serve.py", "commands/start.py"}
VERBS = (
    ("user", "add", "ann"), ("user", "list"), ("key", "list"), ("collect", "figures.csv", "--agency", "lewisham-pct"),
    ("figure", "cla-rate", "--area", "Lewisham", "--period", "FY2009-10"), ("submissions",), ("editions",),
    ("fill", "crc", "--area", "Lewisham", "--period", "FY2010-11"), ("records",), ("schedule", "--once"),
    ("work", "--once"), ("feed", "list"), ("backup", "here.backup"), ("doctor",), ("progress",),
    ("plan", "--place", "lewisham", "--from", "2010-03-31", "--to", "2010-03-31"), ("packs", "list"), ("burden",),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RETURNONCE_HOME", raising=False)
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "figures.csv").write_text("indicator,area,period,value\nNI 62,E09000023,FY2009-10,1\n")


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_command_makes_no_store(verb: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(list(verb))
    printed = capsys.readouterr()
    assert code in {0, 1}, printed.err
    assert "Something went wrong" not in printed.err
    assert list(tmp_path.rglob("*.sqlite3")) == []
    if code == 1 and verb != ("doctor",):
        assert "no store" in printed.err


def test_nothing_else_may_make_one() -> None:
    makers = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "makes_store" and ast.unparse(node.value) == "True"
    }
    assert makers == MAKERS


def test_a_home_of_before_is_found_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "store.sqlite3").touch()
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "new"))
    assert main(["user", "list"]) == 1
    assert f"One of before lies in {tmp_path / 'var'}" in capsys.readouterr().err


def test_an_empty_database_is_no_store(
    postgres_database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETURNONCE_DATABASE_URL", postgres_database)
    assert main(["user", "list"]) == 1
    assert "The database holds no store" in capsys.readouterr().err
