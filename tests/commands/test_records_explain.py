"""``records explain`` as a person types it: counts of every step, and no row of a file with ``--person-free``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from tests.collectors.records.test_client_level_data import CANARIES, SERVICE, write_csv


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("RETURNONCE_HOME", str(tmp_path / "home"))
    nobody = {"NHS_Number": "", "LA_Person_Unique_Identifier": ""}
    old, new = write_csv(tmp_path / "old.csv", SERVICE), write_csv(tmp_path / "new.csv", {}, SERVICE, nobody)
    return str(old), str(new)


def test_counts_are_printed_and_rows_named_unless_nobody_may_be(
    files: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", "explain", *files]) == 0
    named = "".join(capfd.readouterr())
    assert "nobody: submission 2 row 4." in named
    assert "2 events of 1 person up to 2026-03-31." in named
    assert "Measures of FY2025-26:" in named
    assert "2D is worked out centrally alone" in named
    assert main(["records", "explain", *files, "--person-free"]) == 0
    counted = "".join(capfd.readouterr())
    assert "row 4" not in counted
    for canary in (*CANARIES, "old.csv", "new.csv"):
        assert canary not in named + counted


@pytest.mark.long
def test_a_program_is_told_the_same(files: tuple[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["records", "explain", *files, "--person-free", "--json"]) == 0
    [told] = json.loads(capfd.readouterr().out)
    assert (told["period"], told["events"], told["people"]) == ("FY2025-26", 2, 1)
    assert {step["step"]: step["concerned"] for step in told["steps"]}["nobody"] == 1
    assert all("named" not in step for step in told["steps"])
    assert told["measured"] == "FY2025-26"
    counts = {(each["measure"], each["step"]): each["count"] for each in told["measures"]}
    assert counts["2E", "people with long-term support in the period"] == 1
    assert {measure for measure, _ in counts} == {
        "2A", "2B and 2C", "2E", "3D clients", "3D carers", "waiting times",
    }  # fmt: skip
    earlier = main(["records", "explain", *files, "--person-free", "--json", "--measures-of", "FY2024-25"])
    assert (earlier, json.loads(capfd.readouterr().out)[0]["measured"]) == (0, "FY2024-25")


def test_a_file_that_holds_no_event_is_refused_in_words(
    tmp_path: Path, files: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert main(["records", "explain", str(tmp_path / "other.csv"), files[1]]) != 0
    said = capfd.readouterr().err
    assert "No event can be read in the file" in said
    assert "file 1" in said
