"""``fill local-outcomes``: the how-to's own files and commands, and what comes of them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.exports.reading import opened, table
from tests.repository import ROOT
from tests.shipped import load_ruleset

PAGE = (ROOT / "docs" / "howto" / "compile-local-outcomes.md").read_text(encoding="utf-8")
STEM = "local-outcomes_E09000023_latest"


@pytest.fixture
def followed(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of somebody who typed everything that stands in the how-to."""
    monkeypatch.chdir(home)
    for name, text in re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE, re.M | re.S):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    for block in re.findall(r"^```console run\n(.*?)^```$", PAGE, re.M | re.S):
        commands = re.findall(r"^\$ returnonce (.*)$", block, re.M)
        output = "".join(_type(capsys, each) for each in commands)
        expected = [line for line in block.splitlines() if line and not line.startswith("$")]
        assert [line for line in expected if line not in output] == [], output
    return home


def _type(capsys: pytest.CaptureFixture[str], command: str) -> str:
    code, out, said = run(capsys, *shlex.split(command))
    assert code == 0, (command, said)
    return out + said


def test_the_how_to_gives_the_sheet_that_it_promises(followed: Path) -> None:
    data = (followed / "exports" / f"{STEM}.xlsx").read_bytes()
    assert opened(data).sheetnames == ["Cover", "Published figures", "Own records", "Where each figure came from"]
    metrics = {row["Metric"]: row for row in table(data, "Published figures", "Metric")}
    epc = metrics["Percentage of homes rated energy performance certificate (EPC) C and above"]
    assert (epc["Publisher"], epc["Latest"], epc["England"]) == ("ONS", 43, 48)
    # Lambeth is one of Lewisham's neighbours.
    assert (epc["Neighbours: median"], epc["Neighbours that have one"]) == (46.7, "1 of 10")
    assert (epc["File"], epc["Where in it"]) == ("epc.csv", "row 5")
    households = metrics["Rate of households with children in temporary accommodation per 1,000 households"]
    assert households["Latest"] == "[n]"
    (own,) = [row for row in table(data, "Own records", "Metric") if row["Latest"] != "[n]"]
    assert (own["Latest"], own["File"]) == (1864, "own.csv")
    assert own["What the council's figure is to it"] == "a related measure"
    assert households["Unit"] == "rate per 1,000"
    trail = table(data, "Where each figure came from", "Metric")
    assert {row["Metric"] for row in trail} <= metrics.keys()
    figures = {row["Its code"]: row["Figure"] for row in trail}
    assert figures["homes-rated-epc-c"] == load_ruleset().indicator("homes-rated-epc-c").title


@pytest.mark.long
def test_files_for_programs_say_the_same_and_keep_the_two_apart(followed: Path) -> None:
    folder = followed / "exports"
    body = json.loads((folder / f"{STEM}.json").read_text(encoding="utf-8"))
    values = {name: [row["value"] for row in body[name] if row["value"]] for name in ("published", "own_records")}
    assert values == {"published": ["43"], "own_records": ["1864"]}
    assert ",1864," not in (folder / f"{STEM}.csv").read_text(encoding="utf-8")
    assert ",1864," in (folder / f"{STEM}.own.csv").read_text(encoding="utf-8")


def test_what_is_missing_is_asked_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "fill", "local-outcomes")[0] == 2
    code, _, said = run(capsys, "fill", "crc", "--area", "Lewisham")
    assert code == 2
    assert "--period" in said
