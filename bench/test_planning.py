"""The made-up country is sound, whatever its size. No test here looks at the clock."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.synthetic_country import authorities, make_country
from mappings.plan.plan import make_plan
from mappings.plan.plan_scope import PlanScope
from mappings.ruleset.loading import load_ruleset
from tests.shipped import load_areas

pytestmark = pytest.mark.long


@pytest.mark.parametrize(("on", "count"), [(date(2010, 3, 31), 152), (date(2022, 4, 1), 152), (date(2025, 3, 31), 153)])
def test_there_are_as_many_authorities_as_there_were(on: date, count: int) -> None:
    assert len(authorities(load_areas(), on)) == count


def test_every_authority_of_a_made_up_country_is_asked_for_figures(tmp_path: Path) -> None:
    assert make_country(tmp_path / "root", tmp_path / "places", count=3, on=date(2010, 3, 31)) == 3
    rules = load_ruleset(tmp_path / "places", folders=[tmp_path / "root"])
    made = make_plan(rules, PlanScope(date(2009, 4, 1), date(2010, 3, 31)))
    assert made.proved
    assert set(made.collections["place"]) == set(rules.places)
    assert set(made.collections["return"]) == {"vital-signs", "national-indicators"}
    assert made.figure_requests["agency"].null_count() == 0
