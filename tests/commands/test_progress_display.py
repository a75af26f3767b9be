"""What takes more than a second says what it is and how far; what takes less, and a program, sees nothing."""

from __future__ import annotations

import io
import sys
import time

import pytest

from commands import progress_display
from commands.progress_display import showing_progress, write_progress
from returnonce.console import Console
from returnonce.progress import WorkProgress, show_progress, track
from tests.terminal import run_on_terminal


@pytest.mark.parametrize(
    ("total", "done", "line"),
    [
        (None, 0, "Reading: 12 s so far"),
        (None, 7, "Reading: 7 done, 12 s so far"),
        (400, 0, "Reading: 0 of 400, 12 s so far"),
        (400, 10, "Reading: 10 of 400, 12 s so far"),
        (400, 100, "Reading: 100 of 400, 12 s so far, about 36 s still"),
        (4_000, 3_000, "Reading: 3,000 of 4,000, 12 s so far, about 4 s still"),
    ],
)
def test_a_line_says_what_how_far_and_how_long_still(total: int | None, done: int, line: str) -> None:
    assert write_progress(WorkProgress("Reading", total, done), 12.0) == line


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_display, "SILENT", 0.01)
    monkeypatch.setattr(progress_display, "LOG_EVERY", 0.01)


def _work_until(said: str, out: io.StringIO) -> None:
    limit = time.monotonic() + 20
    with show_progress("Reading the file"):
        while said not in out.getvalue() and time.monotonic() < limit:
            time.sleep(0.01)


@pytest.mark.usefixtures("impatient")
def test_a_log_has_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", out := io.StringIO())
    with showing_progress(Console(), "check"):
        _work_until("Reading the file: ", out)
    assert "check: 0 s so far\n" in out.getvalue()
    assert "\x1b" not in out.getvalue()


@pytest.mark.usefixtures("impatient")
def test_nothing_is_shown_once_the_answer_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with showing_progress(console := Console(), "check"):
        console.text("the answer")
        before = capsys.readouterr().err
        time.sleep(0.1)
    assert capsys.readouterr().err == ""
    assert before.count("check") <= 1


@pytest.mark.usefixtures("impatient")
def test_a_program_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with showing_progress(Console(as_json=True), "check"):
        for _ in track("Reading", range(5)):
            time.sleep(0.02)
    assert capsys.readouterr().err == ""


def test_what_is_quick_shows_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_display, "SILENT", 10.0)
    with showing_progress(Console(), "check"):
        assert list(track("Reading", range(3))) == [0, 1, 2]
    assert capsys.readouterr().err == ""


WORK = """
import time
from commands import progress_display
from commands.progress_display import showing_progress
from returnonce.console import Console
from returnonce.progress import track
progress_display.SILENT = progress_display.TERMINAL_EVERY = 0.01
with showing_progress(console := Console(), "collect"):
    for _ in track("Receiving files", range(4)):
        time.sleep(0.1)
    console.text("done")
"""


def test_a_terminal_has_a_bar_that_is_gone_when_the_answer_comes() -> None:
    screen = run_on_terminal(["-c", WORK])
    assert "Receiving files" in screen
    assert "/4" in screen
    after = screen.rpartition("done")
    assert after[1] == "done"
    assert "Receiving" not in after[2]


def test_a_terminal_that_can_do_nothing_has_lines() -> None:
    assert "\x1b" not in run_on_terminal(["-c", WORK], TERM="dumb")
