"""The serving stage at its smallest: both servers answer, and the table is told. No test looks at the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import serving_table
from bench.serving import FORMS, serving

pytestmark = pytest.mark.long


def test_both_servers_answer_and_are_counted(tmp_path: Path) -> None:
    timings = serving(tmp_path / "serving", rounds=1, seconds=0.05)
    assert [(one["form"], one["status"]) for one in timings] == [(form, code) for form in FORMS for code in (200, 304)]
    assert all(one["ours"] > 0 and one["bare"] > 0 for one in timings)
    assert serving_table(timings).count("\n") == 1 + len(timings)
