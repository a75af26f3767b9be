"""``returnonce plan``: collections, a saved plan, and what changed since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commands.plan_tables import list_change_rows
from mappings.plan.plan_differences import CHANGE_SCHEMA, PlanDifferences
from returnonce.definition_files.file_tree import RELEASE
from tests.commands.command_line import run

SPAN = ("--from", "2010-04-01", "--to", "2011-03-31", "--place", "lewisham")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "140")


def data(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, talk = run(capsys, *arguments, "--json")
    assert code == 0, talk
    return json.loads(out)


def test_the_table_names_each_collection_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, talk = run(capsys, "plan", *SPAN)
    assert code == 0
    assert "lewisham-pct" in out
    assert "FY2010-11-Q1" in out
    assert all(len(line) <= 140 for line in out.splitlines())
    assert "No smaller set of figures would do." in talk


def test_all_frames_are_told_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    output = data(capsys, "plan", *SPAN, "--agency", "lewisham-pct")
    assert {"obligations", "cells", "collections", "asked", "spared", "proved"} <= set(output)
    assert {row["agency"] for row in output["asked"]} == {"lewisham-pct"}
    assert {row["collection"] for row in output["collections"]} == {row["key"] for row in output["asked"]}


def test_a_saved_plan_shows_what_changed_and_what_to_tell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = tmp_path / "plan.json"
    assert run(capsys, "plan", *SPAN, "--out", str(saved))[0] == 0
    assert "Nothing has changed" in run(capsys, "plan", "--against", str(saved))[1]
    own = tmp_path / "places" / "lewisham"
    shutil.copytree(RELEASE / "mappings" / "places" / "lewisham", own)
    text = (own / "agencies.tsv").read_text(encoding="utf-8")
    named = ("lewisham-environment", "Lewisham Council, environment", "council_department", "environment")
    row = "\t".join([*named, "E09000023", "2010-04-01", "", "", "sample"]) + "\n"
    (own / "agencies.tsv").write_text(text.replace("|environment|", "|") + row, encoding="utf-8")
    monkeypatch.setenv("RETURNONCE_PLACES", str(own.parent))
    output = data(capsys, "plan", "--against", str(saved))
    assert set(output["counts"]) == {"agency changed"}
    assert set(output["tell"]) == {"lewisham-council", "lewisham-environment"}
    assert "No longer asked of you, but of Lewisham Council, environment:" in output["tell"]["lewisham-council"]
    assert "Now asked of you, and no more of Lewisham Council: 45 figures" in output["tell"]["lewisham-environment"]
    assert run(capsys, "plan", "--against", str(saved))[1].splitlines()[0].split() == ["change", "how", "many", "of"]


def test_a_plan_for_something_else_is_not_compared(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run(capsys, "plan", *SPAN, "--out", str(saved))
    code, _, talk = run(capsys, "plan", "--against", str(saved), "--place", "nottinghamshire")
    assert code == 2
    assert "--from 2010-04-01 --to 2011-03-31 --place lewisham" in talk
    assert run(capsys, "plan", "--against", str(tmp_path / "none.json"))[0] == 1


def test_an_hour_that_alone_changed_is_told_in_the_table() -> None:
    row = {
        "what": "return's date moved",
        "return": "vital-signs",
        "before": "2010-01-29 17:00",
        "after": "2010-01-29 12:00",
    }
    schema = dict(CHANGE_SCHEMA)
    differences = PlanDifferences(pl.DataFrame([row | {k: row.get(k) for k in schema}], schema=schema), {})
    [(what, count, of)] = list_change_rows(differences)
    assert (what, count, of) == (
        "return's date moved", "1", "vital-signs (from 29 January 2010, 17:00 to 29 January 2010, 12:00)",
    )  # fmt: skip
