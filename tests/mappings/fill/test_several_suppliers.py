"""A cell made of what several gave: suppliers, agencies that differ, targets and notes beside the figure."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from returnonce.numbers import MICRO
from tests.indicators.small_contexts import count, figure, indicator
from tests.mappings.fill.filling import YEAR, filled, give, only, rules
from tests.mappings.small_ruleset import agency, line, place


def test_one_providers_extract_is_a_local_estimate(store: Engine) -> None:
    people = count(adds_over_area="none")
    give(store, figure("COUNTY", YEAR, None, None, 812, breakdown="supplier=trust"), agency="trust", number=1)
    alone = only(filled(store, rules(line("NI 40", "cla"), indicators=(people,))))
    give(store, figure("COUNTY", YEAR, None, None, 300, breakdown="supplier=charity"), agency="charity", number=2)
    together = only(filled(store, rules(line("NI 40", "cla"), indicators=(people,))))
    assert (alone["value"], alone["status"]) == (812 * MICRO, "local_estimate")
    assert (together["value"], together["symbol"]) == (None, "not_available")
    assert "counted in more than one" in together["reason"]


def test_two_agencies_that_differ_are_both_named(store: Engine) -> None:
    home = place(agencies=[agency("county", "council", "COUNTY")])
    give(store, figure("COUNTY", YEAR, 33, 260), agency="county", number=1)
    give(store, figure("COUNTY", YEAR, 35, 260), agency="trust", number=2)
    cell = only(filled(store, rules(line("NI 1", "cla"), home=home)))
    assert cell["value"] == 12_700_000
    assert "county" in cell["disagreement"]
    assert "trust" in cell["disagreement"]


@pytest.mark.parametrize(
    ("actual", "target", "trajectory", "said"),
    [
        ("a", None, None, "a"),
        (None, "b", None, "Target: b"),
        ("a", "b", "c", "a | Target: b | Trajectory: c"),
        ("a", "b", "b", "a | Target and trajectory: b"),
        ("a", "a", "c", "a | Trajectory: c"),
        ("a", "a", "a", "a"),
        (None, None, None, None),
    ],
)
def test_notes_of_actual_target_and_trajectory_stand_apart(
    store: Engine, actual: str | None, target: str | None, trajectory: str | None, said: str | None
) -> None:
    notes = {"actual": actual, "target": target, "trajectory": trajectory}
    give(store, *(figure("COUNTY", YEAR, 1, 4, kind=kind, note=note) for kind, note in notes.items()))
    assert filled(store, rules(line("NI 1", "cla"))).cells["commentary"].to_list() == [said]


@pytest.mark.parametrize(
    ("base", "area", "target"),
    [("resident", "PCT-C", 50_000_000), ("resident", "NORTH", None), ("gp_registered", "PCT-C", None)],
)
def test_a_target_shows_beside_a_figure_that_is_shared(store: Engine, base: str, area: str, target: int | None) -> None:
    give(store, figure(area, YEAR, 1, 4), figure(area, YEAR, 2, 4, kind="target"))
    (row,) = filled(store, rules(line("NI 1", "cla"), indicators=(indicator(population_base=base),))).cells.to_dicts()
    assert (row["target"], row["trajectory"]) == (target, None)
    assert (row["provenance"] == "shared") is (target is not None)


def test_a_councils_own_target_comes_before_one_on_its_ground(store: Engine) -> None:
    give(store, figure("PCT-C", YEAR, 1, 4), figure("PCT-C", YEAR, 2, 4, kind="target"))
    give(store, figure("COUNTY", YEAR, 3, 4, kind="target"), number=2)
    assert filled(store, rules(line("NI 1", "cla"))).cells["target"].to_list() == [75_000_000]
