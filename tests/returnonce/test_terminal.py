"""Tables and refusals as a terminal shows them: as wide as it is, in colour unless somebody wants none."""

from __future__ import annotations

import re

from tests.terminal import run_on_terminal

TABLE = """
from returnonce.console import Console
Console().table(["code", "says", "cells"], [("[red]one", "many words " * 10, 70), ("two", "\\x1b[31mred", 5)])
"""
REFUSAL = """
from returnonce.console import Console
from returnonce.errors import Refused
Console().refuse(Refused("It cannot be read.", where="a.csv", mend="Save it again."))
"""


def _plain(drawn: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", drawn)


def test_a_table_fits_a_narrow_terminal_and_leaves_nothing_out() -> None:
    lines = _plain(run_on_terminal(["-c", TABLE], width=40)).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(lines).count("many") == 10


def test_a_code_is_never_broken() -> None:
    table = TABLE.replace("two", "cla-long-term-placement-stability")
    assert "cla-long-term-placement-stability" in run_on_terminal(["-c", table], width=60)
    assert "code: cla-long-term-placement-stability\n" in run_on_terminal(["-c", table], width=40)


def test_what_can_be_spared_is_left_out_and_named_before_a_table_is_given_up() -> None:
    table = """
from returnonce.console import Console
Console().table(["code", "by", "on"], [("cla-long-term-placement-stability", "sample-county-officer", "2026-05-11")],
                spare=("by", "on"))
"""
    wide, narrow = (" ".join(_plain(run_on_terminal(["-c", table], width=width)).split()) for width in (80, 60))
    assert "sample-county-officer" in wide
    assert "sample-county-officer" not in narrow
    assert "2026-05-11" in narrow
    assert "No room here for: by." in narrow
    assert "by:\n  sample-county-officer\n" in run_on_terminal(["-c", table], width=20)


def test_a_table_without_rows_is_a_sentence() -> None:
    drawn = run_on_terminal(["-c", "from returnonce.console import Console\nConsole().table(['a'], [], none='None.')"])
    assert drawn == "None.\n"


def test_what_a_cell_holds_colours_nothing() -> None:
    drawn = run_on_terminal(["-c", TABLE], width=200)
    assert "[red]one" in drawn
    assert "\x1b[31m" not in drawn


def test_no_colour_where_none_is_wanted() -> None:
    assert "\x1b[1m" in run_on_terminal(["-c", TABLE])
    assert run_on_terminal(["-c", REFUSAL]).startswith("\x1b[1;31mRefused: ")
    assert (
        run_on_terminal(["-c", REFUSAL], NO_COLOR="1", TERM="dumb")
        == "Refused: a.csv: It cannot be read. Save it again.\n"
    )
    assert "31m" not in run_on_terminal(["-c", REFUSAL], NO_COLOR="1")
