"""From draft to edition: who, in which order, and once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from returnonce.settings import Settings
from tests.exports.editions.worlds import World


@pytest.fixture
def world(engine: Engine, settings: Settings) -> World:
    found = World(engine, settings.home)
    found.value(33, 260)
    return found


def test_a_draft_becomes_an_edition(world: World) -> None:
    one = world.propose()
    assert (one.state, one.waits_for) == ("proposed", "approval")
    done = world.publish(world.approve(one))
    assert (done.number, done.published_by, done.content) == (1, "olga", one.content)
    assert {file.name for file in done.files} >= {"national_COUNTY_FY2009-10.xlsx", "changes.json", "changes.csv"}
