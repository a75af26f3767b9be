"""``figure``: what stands beside a value, and what a version is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.command_line import run

pytestmark = pytest.mark.usefixtures("home")

CHILDREN = """indicator,area,period,kind,numerator,denominator
NI 62,E10000024,FY2009-10,actual,62,596
NI 62,E10000024,FY2009-10,target,60,600
NI 62,E10000024,FY2009-10,trajectory,61,600
"""
MONEY = """indicator,area,period,value,lower,upper,rounded_to
NI 179,E10000024,FY2009-10,1234,1200,1300,10
"""


def _show(capsys: pytest.CaptureFixture[str], home: Path, text: str, agency: str, line: str) -> list[str]:
    (home / "sent.csv").write_text(text)
    code, _, talk = run(capsys, "collect", str(home / "sent.csv"), "--agency", agency)
    assert code == 0, talk
    return run(capsys, "figure", line, "--area", "E10000024", "--period", "FY2009-10")[1].splitlines()


def test_a_target_is_told_from_an_earlier_figure(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    shown = _show(capsys, home, CHILDREN, "nottinghamshire-childrens-services", "NI 62")
    marks = [line.rpartition("  ")[2] for line in shown if " of 6" in line and "row 2" not in line]
    assert marks == ["target", "trajectory"]


def test_an_interval_and_rounding_are_scaled_and_shown(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    shown = _show(capsys, home, MONEY, "nottinghamshire-council", "NI 179")
    assert shown[1].endswith("total: 1234000, interval 1200000 to 1300000, rounded to 10000")
