"""The serving stages at their smallest: servers answer, and the tables are told. No test looks at the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import serving_table, small_uploads_table
from bench.serving import FORMS, serving
from bench.small_uploads import small_uploads

pytestmark = pytest.mark.long


def test_both_servers_answer_and_are_counted(tmp_path: Path) -> None:
    timings = serving(tmp_path / "serving", rounds=1, seconds=0.05)
    assert [(one["form"], one["status"]) for one in timings] == [(form, code) for form in FORMS for code in (200, 304)]
    assert all(one["ours"] > 0 and one["bare"] > 0 for one in timings)
    assert serving_table(timings).count("\n") == 1 + len(timings)


def test_small_files_are_sent_to_the_product_as_it_is_served(tmp_path: Path) -> None:
    seconds = small_uploads(tmp_path / "small", turns=1)
    assert all(seconds[act] > 0 for act in ("check", "send"))
    assert small_uploads_table(seconds).count("\n") == 3
