"""The register of agreements as a person reads it: a table in a common window, and what comes after its warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.command_line import run
from tests.terminal import run_on_terminal

pytestmark = pytest.mark.usefixtures("home")
ON = ("--on", "2026-11-23")
CALL = f"from cli import main\nmain(['agreements', *{ON!r}])"


def test_a_window_of_80_columns_has_it_as_a_table() -> None:
    drawn = run_on_terminal(["-c", CALL], NO_COLOR="1")
    assert "No room here for: purpose, place." in drawn
    assert "from: " not in drawn


def test_after_a_warning_comes_what_is_kept_of_that_agency(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, said = run(capsys, "agreements", *ON)
    assert code == 1
    assert "Nottinghamshire Healthcare NHS Trust" in out
    assert said.endswith("Next: returnonce records --agency nottinghamshire-healthcare\n")


def test_without_a_warning_comes_what_is_kept(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    code, out, said = run(capsys, "agreements", "--place", "lewisham")
    assert (code, out) == (0, "This place has no register; add sharing_agreements.tsv to its folder.\n")
    assert said.endswith("Next: returnonce records\n")
