"""``returnonce sent``, ``plan``, ``burden`` and ``fill`` of a return that is made elsewhere, as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.mappings.scheduled_places import KENT, place_files, write_folder

Told = pytest.CaptureFixture[str]
SEN2 = ("sen2", "--area", "Kent", "--period", "FY2025-26")
REPORT = "Severity,Rule,Line,Message\nError,R12,Table 3,Not the sum\nWarning,R2,,Higher than last year\n"


@pytest.fixture(autouse=True)
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = write_folder(home / "kent-own", place_files("kent", {KENT: "council"}))
    monkeypatch.setenv("RETURNONCE_DEFINITIONS", str(pack))
    monkeypatch.setenv("COLUMNS", "200")
    return home


def test_sent_its_report_and_taken_back(capsys: Told, home: Path) -> None:
    (home / "report.csv").write_text(REPORT)
    assert "was not sent yet" in run(capsys, "sent", *SEN2)[1]
    assert run(capsys, "sent", *SEN2, "--report", str(home / "report.csv"))[0] == 1
    code, out, _ = run(capsys, "sent", *SEN2, "--portal", "other", "--receipt", "R-1", "--sent-by", "Omar")
    assert (code, "R-1" in out, "Omar" in out, "no report" in out) == (0, True, True, True)
    code, out, _ = run(capsys, "sent", *SEN2, "--report", str(home / "report.csv"), "--json")
    (sending,) = json.loads(out)["sendings"]
    found = [(one["severity"], one["line"], one["row"]) for one in sending["reports"][0]["findings"]]
    assert found == [("error", "Table 3", 2), ("query", None, 3)]
    assert "wrong year" in run(capsys, "sent", *SEN2, "--mistaken", "wrong year")[1]


def test_a_fill_says_that_there_is_nothing_to_fill_and_how_to_add_lines(capsys: Told) -> None:
    code, _, talk = run(capsys, "fill", *SEN2)
    assert code == 1
    assert "stands in the schedule alone" in talk
    assert "mappings/returns/sen2/lines.tsv" in talk


def test_the_plan_and_the_burden_tell_of_them(capsys: Told) -> None:
    year = ("--place", "kent", "--from", "2026-04-01", "--to", "2027-03-31")
    _, out, talk = run(capsys, "plan", *year)
    assert "school-census, summer" in out
    assert "70 returns fall due" in talk
    _, out, _ = run(capsys, "burden", *year)
    assert "31 returns made 70 times that are not filled here" in " ".join(out.split())
    _, out, _ = run(capsys, "burden", *year, "--json")
    scheduled = {row["code"]: row for row in json.loads(out)["scheduled"]}
    assert (scheduled["wastedataflow"]["times"], scheduled["wastedataflow"]["hours"]) == (4, None)


def test_the_year_is_one_row_for_each_return(capsys: Told) -> None:
    year = ("--place", "kent", "--from", "2026-04-01", "--to", "2027-03-31")
    run(capsys, "sent", "sen2", "--area", "Kent", "--period", "FY2026-27", "--portal", "other", "--receipt", "R-1")
    _, out, talk = run(capsys, "progress", *year, "--returns", "--json")
    rows = {row["return"]: row for row in json.loads(out)["returns"]}
    assert len(rows) == 31
    assert (rows["wastedataflow"]["collections"], rows["wastedataflow"]["next_due"]) == (4, "2026-09-30")
    assert (rows["sen2"]["done"], rows["sen2"]["next_due"], rows["sen2"]["made"]) == (1, None, "elsewhere")
    assert [*rows][-1] == "sen2"
    assert "31 returns, 1 of them done" in talk
