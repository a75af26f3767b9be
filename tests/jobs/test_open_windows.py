from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from jobs.open_windows import open_windows
from tests.jobs.contexts import acts, finished, letters, with_mailboxes, work


def opened(engine: Engine, home: Path, now: str) -> str:
    doing = work(engine, home, now, with_mailboxes())
    return finished(doing, open_windows(doing, doing.clock.now()))


def test_each_window_is_told_of_once(sqlite_engine: Engine, tmp_path: Path) -> None:
    # The quarter to 30 September 2009 opens on 1 October.
    assert opened(sqlite_engine, tmp_path, "2009-09-30T06:30") == "0 opened, 0 messages written"
    outcome = opened(sqlite_engine, tmp_path, "2009-10-01T06:30")
    subjects = acts(sqlite_engine, "open-window")
    assert outcome == f"{len(subjects)} opened, 1 message written"
    assert all(subject.endswith("/vital-signs/FY2009-10-Q2") for subject in subjects)
    assert {subject.split("/")[0] for subject in subjects} == {"lewisham", "nottinghamshire"}
    for later in ("2009-10-01T06:30", "2009-10-02T06:30"):
        assert opened(sqlite_engine, tmp_path, later) == "0 opened, 0 messages written"


def test_the_message_says_what_and_by_when_and_why(sqlite_engine: Engine, tmp_path: Path) -> None:
    opened(sqlite_engine, tmp_path, "2009-10-01T05:30")
    (letter,) = letters(sqlite_engine)
    assert letter.recipient == "lewisham/returns"
    assert letter.subject == "Open now: Vital Signs monitoring, July to September 2009 (quarter 2 of 2009-10)"
    assert "send by Wednesday 21 October 2009, 5pm." in letter.body
    assert "5 working days before Wednesday 28 October 2009" in letter.body
    assert "The rule behind this date is assumed" in letter.body
    assert (letter.not_before.hour, letter.not_before.day) == (7, 1)
    assert "@" not in letter.body


def test_a_machine_that_slept_over_the_opening_tells_of_it_when_it_wakes(sqlite_engine: Engine, tmp_path: Path) -> None:
    assert not opened(sqlite_engine, tmp_path, "2009-10-04T06:30").startswith("0 ")
