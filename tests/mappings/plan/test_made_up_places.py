"""Plans of places that are in no repository, against the integer programme: PLAN_SEED and PLAN_PLACES choose others."""

from __future__ import annotations

import os

import pytest

from mappings.ruleset.loading import load_ruleset
from mappings.ruleset.ruleset import Ruleset
from tests.mappings.plan.made_up_places import write_places
from tests.mappings.plan.plan_size import count_by_plan, count_by_solver, make_year_plan

pytestmark = pytest.mark.long
FIRST, NUMBER = int(os.environ.get("PLAN_SEED", "1")), int(os.environ.get("PLAN_PLACES", "6"))
SEEDS = range(FIRST, FIRST + NUMBER)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    places, pack = write_places(tmp_path_factory.mktemp("made-up"), SEEDS)
    return load_ruleset(places, packs=[pack])


@pytest.mark.parametrize("year", [2009, 2010, 2025])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_smaller_set_is_said_only_where_it_is_true(rules: Ruleset, seed: int, year: int) -> None:
    place = f"made-up-{seed}"
    plan = make_year_plan(rules, place, year)
    smallest, asked = count_by_solver(rules, place, year), count_by_plan(rules, plan)
    assert asked >= smallest
    if plan.proved:
        assert asked == smallest
