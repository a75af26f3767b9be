"""Every hostile shape can be made and checked, at small sizes, and all but the first are told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.generate import generate
from bench.hostile_shapes import main, slope
from bench.hostile_uploads import SHAPES, SIZE
from bench.processes import read_result

pytestmark = pytest.mark.long


def test_every_shape_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(tmp_path / "made", SIZE)
    main(tmp_path / "made", tmp_path / "out", scale=0.01)
    shapes = read_result(tmp_path / "out" / "result.json")["shapes"]
    assert [one["shape"] for one in shapes] == [shape.name for shape in SHAPES]
    assert [one["shape"] for one in shapes if not all(one["findings"])] == ["sound rows"]
    assert capsys.readouterr().out.count("\n") == len(SHAPES) + 2


def test_a_slope_is_the_power_by_which_seconds_grow() -> None:
    assert [slope([1, 2, 4]), slope([1, 4, 16]), slope([1, 1, 1])] == [1, 2, 0]
