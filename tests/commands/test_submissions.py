"""What was accepted, as a table in a common window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.terminal import run_on_terminal

AGENCY = "lewisham-childrens-services"
LONG = f"{AGENCY}_FY2009-10_sent-back-again.csv"


@pytest.fixture
def sent(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / LONG
    file.write_text("indicator,area,period,numerator,denominator,value,note\nNI 58,Lewisham,FY2009-10,,,13.9,\n")
    assert run(capsys, "collect", str(file), "--agency", AGENCY)[0] == 0


@pytest.mark.parametrize(
    ("options", "room", "shown"),
    [((), 80, AGENCY), (("--agency", AGENCY), 87, LONG)],
    ids=["of all: whose they are", "of one: which files"],
)
@pytest.mark.usefixtures("sent")
def test_a_narrow_window_has_a_table(options: tuple[str, ...], room: int, shown: str) -> None:
    call = f"from cli import main\nmain(['submissions', *{options!r}])"
    drawn = run_on_terminal(["-c", call], width=room, NO_COLOR="1")
    assert shown in drawn
    assert f"No room here for: {'agency' if options else 'file'}." in drawn
    assert "received: " not in drawn
