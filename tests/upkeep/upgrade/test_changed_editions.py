"""Editions whose definitions changed since: named, and left as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from exports.editions.published_editions import read_editions
from mappings.ruleset.app_context import AppContext
from mappings.ruleset.ruleset import Ruleset
from returnonce.db import reading
from returnonce.settings import Settings
from tests.exports.editions.worlds import World, rules
from tests.indicators.small_contexts import indicator
from upkeep.upgrade import changed_editions
from upkeep.upgrade.changed_editions import list_changed_editions
from upkeep.upgrade.notices import list_notices

AFTER = replace(
    rules(),
    hash="1" * 64,
    catalogue={each.code: each for each in (indicator("cla", decimals=2), indicator("other"), indicator("new"))},
)


@pytest.fixture
def world(sqlite_engine: Engine, sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    """With one edition; the small ruleset that filled it is not in the archive, which has definitions that ship."""
    world = World(sqlite_engine, sqlite_settings.home)
    world.value(33, 260)
    world.edition()
    kept = world.ruleset

    def read_kept(_context: AppContext, name: str) -> Ruleset:
        assert name == kept.hash
        return kept

    monkeypatch.setattr(changed_editions, "read_kept_ruleset", read_kept)
    return world


def describe(world: World, after: Ruleset) -> list[str]:
    with reading(world.engine) as session:
        return [each.describe() for each in list_changed_editions(world.context, session, after)]


def test_only_what_an_edition_rests_on_is_told(world: World) -> None:
    assert describe(world, AFTER) == [
        "edition national/COUNTY/FY2009-10/1 stays as it is; since then indicator cla changed: decimals was 1, is 2"
    ]
    same = replace(AFTER, catalogue={each.code: each for each in (indicator(), indicator("other"), indicator("new"))})
    assert describe(world, same) == describe(world, world.ruleset) == []


def test_a_withdrawn_edition_is_not_told(world: World) -> None:
    with reading(world.engine) as session:
        (edition,) = read_editions(session)
    world.withdraw(edition)
    assert describe(world, AFTER) == []


def test_the_start_says_so_in_one_sentence(world: World) -> None:
    world.ruleset = AFTER
    with reading(world.engine) as session:
        assert list(list_notices(world.context, session)) == [
            "One published edition rests on definitions that have changed since; it stays as it is. "
            "returnonce doctor says what changed."
        ]
    world.ruleset = replace(AFTER, catalogue={"other": indicator("other")})
    with reading(world.engine) as session:
        first, *_ = list_notices(world.context, session)
    assert first.startswith("Under cla (FY2009-10) 1 stored figure stays, and is no longer seen")
