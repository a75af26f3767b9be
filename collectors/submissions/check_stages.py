"""The stages of a check, as whoever waits for it is told of them while it is under way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from returnonce.progress import show_progress


class CheckStage(StrEnum):
    """What is done with a file just now, in this order; the values are what is kept of it."""

    READING = "being read"
    CHECKING = "being checked"
    COMPARING = "being compared"
    STORING = "being stored"


#: What a console says of each.
_WORDS = {
    CheckStage.READING: "Reading the file", CheckStage.CHECKING: "Checking what it says",
    CheckStage.COMPARING: "Comparing it with what is stored", CheckStage.STORING: "Storing it",
}  # fmt: skip
_STAGES = {words: stage for stage, words in _WORDS.items()}
_KEPT = re.compile(rf"({'|'.join(CheckStage)})(?:, step ([0-9]{{1,4}}) of ([0-9]{{1,4}}))?")


@dataclass(frozen=True)
class StageReached:
    """How far a check is. ``step``: which of ``steps`` is under way; both 0 where the stage has none."""

    stage: CheckStage
    step: int = 0
    steps: int = 0

    def __str__(self) -> str:
        return f"{self.stage}, step {self.step} of {self.steps}" if self.steps else str(self.stage)


@contextmanager
def in_stage(stage: CheckStage, steps: int = 0) -> Iterator[Callable[[int], None]]:
    """Say that a stage begins; yields what is called with how many more of its steps are done."""
    with show_progress(_WORDS[stage], steps or None) as advance:
        yield advance


def find_stage(words: str) -> CheckStage | None:
    """The stage of which work in progress speaks; None of other work."""
    return _STAGES.get(words)


def parse_stage(text: str) -> StageReached | None:
    """A stage from its text; None of anything else."""
    found = _KEPT.fullmatch(text)
    if found is None:
        return None
    name, step, steps = found.groups()
    return StageReached(CheckStage(name), int(step or 0), int(steps or 0))
