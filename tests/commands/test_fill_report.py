"""Reports of chosen indicators as somebody types them: the how-to, and what each file holds."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.exports.reading import opened, table
from tests.repository import ROOT

PAGE = (ROOT / "docs" / "howto" / "write-a-report.md").read_text(encoding="utf-8")
PUBLISHED = ROOT / "demo" / "published"


@pytest.fixture
def followed(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of somebody who typed everything that stands in the how-to."""
    monkeypatch.chdir(home)
    for name, text in re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE, re.M | re.S):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    for command in re.findall(r"^\$ returnonce (.*)$", PAGE, re.M):
        code, _, said = run(capsys, *shlex.split(command))
        assert code == 0, (command, said)
    return home


def test_base_weighting_and_interval_stand_beside_each_result_of_a_survey(followed: Path) -> None:
    stem = followed / "exports" / "voices-of-care_E10000024_FY2024-25"
    rows = {row["Indicator"]: row for row in table(stem.with_suffix(".xlsx").read_bytes(), "Report", "Indicator")}
    satisfied = rows["People who use social care and are satisfied with it (ASCOF 1D)"]
    assert (satisfied["Figure"], satisfied["Before"], satisfied["England"]) == (65.2, 63.5, 65)
    said = satisfied["Commentary and notes"]
    assert "352 answered; whether weighted is not established; interval 60.3 to 70.1." in said
    assert "not to be relied on" not in said
    control = rows["People who use social care and have control over their daily life (ASCOF 3A)"]
    few = control["Commentary and notes"]
    assert "38 answered" in few
    assert "Fewer than 50 answered, so that it is not to be relied on (our assumption)." in few
    body = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
    words = [cell["commentary"] for cell in body["cells"] if cell["value"] is not None]
    assert all("interval" in text for text in words)
    assert "352 answered" in stem.with_suffix(".csv").read_text(encoding="utf-8")


def test_a_figure_of_a_survey_says_who_stands_behind_it(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("figure", "care-users-control", "--area", "Nottinghamshire", "--period", "FY2024-25", "--json")
    code, shown, _ = run(capsys, *asked)
    result = json.loads(shown)
    assert (code, result["lower"], result["upper"]) == (0, "60.2", "82.6")
    assert (result["survey"]["base"], result["survey"]["weighting"]) == (38, "not established")
    assert result["survey"]["warning"].startswith("Fewer than 50 answered")


def test_nobody_is_told_to_propose_what_is_no_return(followed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    area = ("--area", "Nottinghamshire", "--period", "FY2024-25")
    for code in ("voices-of-care", "local-outcomes"):
        _, _, said = run(capsys, "fill", code, *area)
        assert "Next: returnonce figure INDICATOR --area Nottinghamshire --period FY2024-25" in said, code
    assert "Next: returnonce propose ascof" in run(capsys, "fill", "ascof", *area)[2]


@pytest.mark.long
def test_a_profile_for_the_public_shows_what_publishers_released_and_nothing_else(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    Path("own.csv").write_text(
        "indicator,area,period,numerator,denominator,note\n"
        "cla-three-or-more-placements,E10000024,FY2024-25,3,60,Two of them are siblings.\n"
        "cla-health-assessment,E10000024,FY2024-25,55,60,Late in one district.\n",
        encoding="utf-8",
    )
    for command in (
        ("collect", str(PUBLISHED / "cla-placement-stability.csv"), "--source", "cla-placement-stability"),
        ("collect", "own.csv", "--agency", "nottinghamshire-childrens-services"),
        ("fill", "needs-assessment-profile", "--area", "Nottinghamshire", "--period", "FY2024-25", "--out", "out"),
        ("fill", "board-report", "--area", "Nottinghamshire", "--period", "FY2024-25", "--out", "out"),
    ):
        code, _, said = run(capsys, *command)
        assert code == 0, (command, said)
    profile = Path("out/needs-assessment-profile_E10000024_FY2024-25.xlsx").read_bytes()
    rows = {row["Indicator"]: row for row in table(profile, "Report", "Indicator")}
    assert rows["Looked-after children who had their annual health assessment"]["Figure"] == "[x]"
    assert rows["Looked-after children with three or more placements in the year"]["Figure"] == 5
    assert "siblings" not in str(rows)
    assert opened(profile).sheetnames[:3] == ["Cover", "Report", "Trend"]
    board = table(Path("out/board-report_E10000024_FY2024-25.xlsx").read_bytes(), "Report", "Indicator")
    own = {row["Indicator"]: row for row in board}
    health = own["Looked-after children who had their annual health assessment"]
    assert (health["Figure"], health["Commentary and notes"].strip()) == (92, "Late in one district.")
    twice = own["Children on a child protection plan for a second or later time"]
    assert "a change is a question" in twice["Commentary and notes"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("board-report", "--period", "FY2024-25"), 2),
        (("board-report", "--area", "Nottinghamshire"), 2),
        (("board-report", "--area", "Bassetlaw", "--period", "FY2024-25"), 1),
        (("bored-report", "--area", "Nottinghamshire", "--period", "FY2024-25"), 1),
    ],
)
def test_what_cannot_be_filled_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int
) -> None:
    answer, _, said = run(capsys, "fill", *arguments, "--out", str(home / "out"))
    assert (answer, "Traceback" in said) == (code, False)
