"""A child leaves how far its check is; whoever waits believes nothing of it but a stage."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from collectors.guests import stage_files
from collectors.guests.stage_files import STAGE_FILE, StageFile, read_stage, tell_stages
from collectors.submissions.check_stages import CheckStage, StageReached, in_stage
from returnonce.progress import show_progress, show_progress_on


def test_each_stage_and_step_is_left_where_it_is_looked_for(tmp_path: Path) -> None:
    assert read_stage(tmp_path) is None
    with show_progress_on(StageFile(tmp_path)):
        with show_progress("Reading the definitions"):
            assert read_stage(tmp_path) is None
        with in_stage(CheckStage.CHECKING, 2) as advance:
            assert read_stage(tmp_path) == StageReached(CheckStage.CHECKING, 1, 2)
            advance(1)
            assert read_stage(tmp_path) == StageReached(CheckStage.CHECKING, 2, 2)
            advance(1)
            assert read_stage(tmp_path) == StageReached(CheckStage.CHECKING, 2, 2)
        with in_stage(CheckStage.COMPARING):
            assert read_stage(tmp_path) == StageReached(CheckStage.COMPARING)


def test_a_check_goes_on_where_its_folder_cannot_be_written(tmp_path: Path) -> None:
    with show_progress_on(StageFile(tmp_path / "nowhere")), in_stage(CheckStage.READING):
        assert read_stage(tmp_path / "nowhere") is None


def test_what_is_no_stage_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / STAGE_FILE
    for left in (b"<script>", b"\xff", b"being read" * 100):
        path.write_bytes(left)
        assert read_stage(tmp_path) is None
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("being read")
    assert read_stage(tmp_path) is None


def test_what_is_seen_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_files, "LOOK_SECONDS", 0.01)
    told: list[StageReached] = []
    with tell_stages(tmp_path, told.append), show_progress_on(StageFile(tmp_path)):
        for stage in (CheckStage.READING, CheckStage.COMPARING):
            with in_stage(stage):
                until = time.monotonic() + 10
                while (not told or told[-1].stage != stage) and time.monotonic() < until:
                    time.sleep(0.01)
    assert [each.stage for each in told] == [CheckStage.READING, CheckStage.COMPARING]
