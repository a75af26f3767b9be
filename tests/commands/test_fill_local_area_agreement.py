"""The how-to of a local area agreement as somebody types it, and the workbook and files that come of it."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.exports.reading import table
from tests.repository import ROOT

PAGE = (ROOT / "docs" / "howto" / "follow-a-local-area-agreement.md").read_text(encoding="utf-8")
STEM = "local-area-agreement_E10000024_FY2010-11"


def test_targets_and_the_way_to_them_stand_beside_what_was_reached(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    for name, text in re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", PAGE, re.M | re.S):
        Path(name).write_text(text, encoding="utf-8")
    for command in re.findall(r"^\$ returnonce (.*)$", PAGE, re.M):
        code, _, said = run(capsys, *shlex.split(command))
        assert code == 0, (command, said)
    rows = {row["Line"]: row for row in table((home / "exports" / f"{STEM}.xlsx").read_bytes(), "Agreement", "Line")}
    stability = rows["LAA NI 62"]
    # 63 of 504 is 12.5, which is printed as 13.
    assert [stability[name] for name in ("Actual", "Trajectory", "Less trajectory", "Target")] == [13, 11, 2, 12]
    assert [stability[name] for name in ("Against trajectory", "Against target")] == ["not met", "not met"]
    assert stability["Standing"] == "To submit"
    assert (rows["LAA NI 192"]["Target"], rows["LAA NI 192"]["Against target"]) == (48, "met")
    body = json.loads((home / "exports" / f"{STEM}.json").read_text(encoding="utf-8"))
    cells = {cell["line"]: cell for cell in body["cells"]}
    assert [cells["LAA NI 62"][name] for name in ("value", "target", "trajectory")] == [13, 12, 11]
    assert body["illustrative"] is True
