"""The stages of a check have texts that are read back, and nothing else is."""

from __future__ import annotations

import pytest

from collectors.submissions.check_stages import CheckStage, StageReached, parse_stage


@pytest.mark.parametrize(
    ("reached", "text"),
    [
        (StageReached(CheckStage.READING), "being read"),
        (StageReached(CheckStage.CHECKING, 3, 14), "being checked, step 3 of 14"),
        (StageReached(CheckStage.COMPARING), "being compared"),
    ],
)
def test_a_stage_is_read_back_from_its_text(reached: StageReached, text: str) -> None:
    assert str(reached) == text
    assert parse_stage(text) == reached


@pytest.mark.parametrize("text", ["", "failed: Unavailable", "being read, step 1", "being read\n<b>"])
def test_another_text_is_no_stage(text: str) -> None:
    assert parse_stage(text) is None
