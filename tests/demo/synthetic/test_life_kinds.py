"""Made-up lives: nothing happens before a birth, however near the edge the draws come."""

from __future__ import annotations

from datetime import date

import pytest

from demo.synthetic.child_identities import SyntheticChild
from demo.synthetic.life_kinds import returning
from demo.synthetic.lives import DAY, LifeMaker
from demo.synthetic.places import council
from demo.synthetic.seeded_chance import SeededChance
from indicators.period.codes import parse_period
from mappings.ruleset.loading import load_ruleset


def test_a_child_who_comes_back_was_born_before_the_first_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def just_one_year_old(self: LifeMaker, day: date, **_: int) -> SyntheticChild:
        return self.child(day - 389 * DAY, day - 386 * DAY)

    monkeypatch.setattr(LifeMaker, "aged", just_one_year_old)
    ruleset = load_ruleset()
    draw, home = SeededChance("a life"), council("E10000024", ruleset.areas)
    teller = LifeMaker(draw, home, parse_period("FY2024-25"), ruleset.records)
    lives = [returning(teller) for _ in range(400)]
    assert all(life.child.born < life.stays[0].episodes[0].began for life in lives)
