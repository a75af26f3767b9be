"""The bench of start-up at its smallest: every verb answers, and the table has a row for each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.start_up import BARE, PROGRAM, _environment, measure, start_up_table, verbs

pytestmark = pytest.mark.long


def test_each_verb_is_timed_beside_the_bare_import(tmp_path: Path) -> None:
    seconds = measure(tmp_path, turns=1)
    assert list(seconds) == [BARE, *verbs(tmp_path)]
    assert all(value > 0 for value in seconds.values())
    table = [row.strip("| ").split() for row in start_up_table(seconds).splitlines()]
    assert len(table) == len(seconds) + 2
    assert [*BARE.split(), "|", f"{seconds[BARE]:.3f}", "|", "1.00"] in table


def test_what_is_timed_is_the_answer_and_no_refusal(tmp_path: Path) -> None:
    measure(tmp_path, turns=1)
    codes = {
        name: subprocess.run(
            [sys.executable, "-c", PROGRAM, *words], env=_environment(tmp_path), capture_output=True, check=False
        ).returncode
        for name, words in verbs(tmp_path).items()
    }
    assert {name for name, code in codes.items() if code} == {"a mistyped verb"}
