"""Work says how far it has come to whoever shows it, and to nobody where nobody asked."""

from __future__ import annotations

import pytest

from returnonce.progress import WorkProgress, hide_progress, show_progress, show_progress_on, track


class Notes:
    """A display that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def begin(self, progress: WorkProgress) -> None:
        self.lines.append(f"begin {progress.what} {progress.total}")

    def end(self, progress: WorkProgress) -> None:
        self.lines.append(f"end {progress.what} {progress.done}")

    def hide(self) -> None:
        self.lines.append("hide")


def test_work_is_begun_counted_and_ended() -> None:
    notes = Notes()
    with show_progress_on(notes):
        assert list(track("Writing", [1, 2, 3])) == [1, 2, 3]
        with show_progress("Reading") as advance:
            advance(40)
        hide_progress()
    assert notes.lines == ["begin Writing 3", "end Writing 3", "begin Reading None", "end Reading 40", "hide"]


def test_work_that_fails_is_ended_too() -> None:
    notes = Notes()
    with show_progress_on(notes), pytest.raises(ValueError, match="no"), show_progress("Reading"):
        raise ValueError("no")
    assert notes.lines[-1] == "end Reading 0"


def test_a_server_within_a_command_shows_none() -> None:
    notes = Notes()
    with show_progress_on(notes), show_progress_on(None):
        assert list(track("Filling", [1])) == [1]
        hide_progress()
    assert notes.lines == []
    assert list(track("Filling", [1])) == [1]
