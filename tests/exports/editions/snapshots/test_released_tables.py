"""From figures to published editions: the gate has every earlier public table, and the true cells behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exports.editions.published_editions import PublishedEdition
from exports.editions.snapshots.released_tables import read_released_tables
from exports.editions.storage.edition_blobs import read_edition_cells
from returnonce.db import reading
from returnonce.numbers import MICRO
from tests.exports.editions.worlds import YEAR, World, rules
from tests.indicators.small_contexts import figure
from tests.shipped import load_ruleset

pytestmark = pytest.mark.long

PUBLIC = {"says": "as the rule says", "rule": "dfe-children", "version": 1}


@pytest.fixture
def public_world(bare: World) -> World:
    bare.ruleset = replace(
        rules(disclosure={"regulator": "true figures", "public": PUBLIC}), disclosure=load_ruleset().disclosure
    )
    return bare


def publish(world: World, counts: tuple[int, int], people: int, reason: str | None = None) -> PublishedEdition:
    for indicator, count in zip(("cla", "other"), counts, strict=True):
        world.give(figure("COUNTY", YEAR, count, people, indicator=indicator))
    return world.publish(world.approve(world.propose(reason=reason)), public=True)


def read_numerators(world: World, edition: PublishedEdition) -> list[int | None]:
    cells = read_edition_cells(world.blobs, edition, "public")
    return [None if value is None else value // MICRO for value in cells["numerator"]]


def test_the_gate_has_what_was_shown_and_what_was_true(public_world: World) -> None:
    first = publish(public_world, (3, 40), 100)
    assert read_numerators(public_world, first) == [None, 40]
    with reading(public_world.engine) as session:
        (table,) = read_released_tables(session, public_world.blobs)["public"]
    assert table.cells["numerator"].to_list() == [None, 40 * MICRO]
    assert table.true_cells["numerator"].to_list() == [3 * MICRO, 40 * MICRO]


def test_an_edition_that_differs_by_one_person_hides_what_tells_so(public_world: World) -> None:
    publish(public_world, (30, 40), 100)
    second = publish(public_world, (31, 40), 100, "correction")
    assert read_numerators(public_world, second) == [None, 40]
    third = publish(public_world, (60, 40), 100, "correction")
    assert read_numerators(public_world, third) == [60, 40]
