"""The drawing of an upload's figures: a band for each return, thicker where more figures go."""

from __future__ import annotations

from api.pages.pictures.fan_out import ROW, THICKEST, draw_fan_out
from mappings.plan.lines_filled import LinesFilled


def test_each_return_has_a_band_and_says_its_lines() -> None:
    filled = LinesFilled(9, 1, {"a": ("1", "2"), "b": ("3",)}, {"a": 8, "b": 2})
    fan = draw_fan_out(filled, {"a": "A title that is far too long for the box that it is drawn in"})
    assert fan is not None
    assert fan.height == 2 * ROW
    assert fan.root == "9 figures"
    assert [branch.lines for branch in fan.branches] == ["2 lines", "1 line"]
    assert fan.branches[0].title.endswith("\u2026")
    assert [branch.thickness for branch in fan.branches] == [THICKEST, 8]
    assert fan.description == (
        "9 figures lead to 2 lines of A title that is far too long for the box that it is drawn in; 1 line of b."
    )


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw_fan_out(LinesFilled(), {}) is None
