"""Of the store that a demonstration leaves, the doctor has nothing to say that would have to be mended."""

from __future__ import annotations

from returnonce.clock import FixedClock
from tests.contexts import make_context
from tests.demo.conftest import DAY, Shown
from tests.shipped import load_ruleset
from upkeep.doctor.examination import examine


def test_nothing_is_wrong_with_what_a_demonstration_left(shown: Shown) -> None:
    results = examine(make_context(home=shown.out / "home", ruleset=load_ruleset(), clock=FixedClock(DAY)))
    assert [(one.check.code, one.faults) for one in results if one.is_bad] == []
    assert {one.check.code for one in results if one.state == "fault"} <= {"backed-up", "disclosure-named"}
