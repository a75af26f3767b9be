"""What an audience would see of a draft, as people ask for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from tests.stores import copied

SLICE = ("--area", "Lewisham", "--period", "FY2024-25")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    copied(made, tmp_path / "var")
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("RETURNONCE_DATABASE_URL", raising=False)
    path = tmp_path / "figures.csv"
    path.write_text("indicator,area,period,numerator,denominator\nCORE 26,E09000023,FY2024-25,3,40\n")
    return path


def test_a_preview_says_what_is_hidden_and_why(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["collect", str(store), "--agency", "lewisham-childrens-services"]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert main(["disclosure", "core-data-set", *SLICE, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["rule"], document["version"], document["shown"]) == ("dfe-children", "1", 0)
    assert [row["why"] for row in document["hidden"] if row["line"] == "CORE 26"] == ["a count of 1 to 5"]
    assert main(["disclosure", "core-data-set", *SLICE, "--audience", "council"]) == 0
    assert "1 of 1 figure would be shown" in capsys.readouterr().out


def test_without_a_rule_the_preview_says_so(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["disclosure", "national-indicators", "--area", "Lewisham", "--period", "FY2009-10"]) == 1
    assert "No disclosure rule" in "".join(capsys.readouterr())
