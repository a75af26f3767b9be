"""How often proposals are right, on lists whose answers are known: floors a little under what was measured."""

from __future__ import annotations

import pytest

from bench.overlap import (
    definitions,
    development,
    mark,
    table,
    unseen,
    vital_signs,
)
from mappings.overlap.comparison import find_overlap
from mappings.ruleset.ruleset import Ruleset


def test_only_what_may_be_the_same_is_of_high_confidence(ruleset: Ruleset) -> None:
    report = find_overlap(ruleset, development(0).measures)
    bands = {(each.band, each.proposal) for one in report.measures for each in one.proposals}
    assert {proposal for band, proposal in bands if band == "high"} == {"same"}
    assert {proposal for band, proposal in bands if band == "medium"} <= {"same", "close"}


def test_how_well_it_does_is_kept(ruleset: Ruleset) -> None:
    """Floors a little under what was measured, so that a change that makes it worse is seen."""
    signs, titles, never = (mark(ruleset, asked) for asked in (vital_signs(ruleset), definitions(ruleset), unseen(1)))
    assert signs.right["high"] >= 17
    assert signs.wrong["high"] == 0
    assert signs.quiet >= 23
    assert titles.right["high"] >= 74
    assert titles.wrong["high"] <= 2
    assert never.right["high"] + never.right["medium"] >= 42
    assert never.wrong["high"] + never.falsely_same == 0
    assert "| high |" in table(signs)


@pytest.mark.parametrize("half", [0, 1])
def test_high_confidence_is_right_and_nothing_is_lost(ruleset: Ruleset, half: int) -> None:
    marks = mark(ruleset, development(half))
    right, wrong = marks.right["high"], marks.wrong["high"] + marks.related["high"]
    assert right >= 0.95 * (right + wrong)
    assert sum(marks.right.values()) >= 0.9 * marks.expected
    assert marks.falsely_same <= (0, 3)[half]
