from __future__ import annotations

import json
from typing import Any

import pytest

import scheduler
from cli import main
from tests.shipped import load_jobs

pytestmark = pytest.mark.usefixtures("home")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main((*arguments, "--json")) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_kept_is_told_with_its_next_time(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told(capsys, "schedule", "--duties")
    assert [row["duty"] for row in rows] == [duty.code for duty in load_jobs()]
    assert main(("schedule", "--duties")) == 0
    assert "each year on 1 April and 1 September at 00:10" in " ".join(capsys.readouterr().out.split())


def test_all_that_is_due_is_done_once_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    done = told(capsys, "schedule", "--once")
    assert [one for one in done if one["failed"]] == []
    codes = {one["outcome"].split(" of ")[0] for one in done}
    assert "deliver" in codes
    history = told(capsys, "schedule", "--history")
    assert {row["duty"] for row in history if row["state"] == "done"} == codes
    assert {row["duty"] for row in history if row["state"] == "begun"} == {duty.code for duty in load_jobs()}
    assert main(("schedule", "--history")) == 0
    assert "kept from here on" in capsys.readouterr().out


def test_a_duty_that_fails_is_a_finding(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURNONCE_PUBLISHED", "nowhere")
    code = main(("schedule", "--once"))
    done = capsys.readouterr().out
    # At night, before 4am, the duty that looks into the drop folder is not yet due.
    assert code == (1 if "pull of" in done else 0)
    assert ("pull of" not in done) or "failed: NotFound; tried again in 2 minutes" in done


def test_the_clock_says_what_it_keeps_and_stops_when_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped:
        def start(self) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(scheduler, "build_scheduler", lambda _kept: Stopped())
    assert main(("schedule",)) == 0
    output = capsys.readouterr()
    assert "audit-chain" in output.out
    assert "Ctrl-C stops" in output.err


def test_work_that_waits_is_done_and_then_it_stops(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("work", "--once")) == 0
    assert capsys.readouterr().out == "Nothing waits.\n"


def test_the_history_of_heavy_work_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "work", "--history") == []
