"""How far a return is, by area: from nothing to published, withdrawn and late; on both stores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from exports.editions.proposals.approve import return_proposal
from exports.editions.return_states import RETURN_STATE_SCHEMA, RETURN_STATES, read_return_states
from indicators.period.codes import parse_period
from mappings.progress.states import STATES
from returnonce.db import reading
from returnonce.settings import Settings
from tests.exports.editions.worlds import APPROVER, START, YEAR, World, rules
from tests.indicators.small_contexts import figure
from tests.mappings.small_ruleset import a_return, agency, line, place, ruleset

#: The year ended on 31 March 2010; due 20 working days later.
DUE = datetime(2010, 4, 28, 16, 0, tzinfo=UTC)
Act = Callable[[World], Any]


@pytest.fixture
def world(engine: Engine, settings: Settings) -> World:
    return World(engine, settings.home, settings=settings)


@pytest.fixture
def embedded(sqlite_engine: Engine, sqlite_settings: Settings) -> World:
    return World(sqlite_engine, sqlite_settings.home, settings=sqlite_settings)


def states(world: World, *, now: datetime | None = None, code: str = "national") -> list[dict[str, Any]]:
    with reading(world.engine) as session:
        found = read_return_states(world.ruleset, session, code, parse_period(YEAR), now=now or world.now)
    assert dict(found.schema) == RETURN_STATE_SCHEMA
    return found.to_dicts()


def one_of_two(world: World) -> None:
    world.value(5)


def both(world: World) -> None:
    world.value(5)
    world.value(7, of="other")


def approved(world: World) -> None:
    both(world)
    world.approve(world.propose())


def sent_back(world: World) -> None:
    both(world)
    return_proposal(world.context, world.propose().name, by=APPROVER, reason="look again")


def published(world: World) -> None:
    both(world)
    world.edition()


def restated_and_put_up_again(world: World) -> None:
    published(world)
    world.value(6)
    world.edition("correction")
    world.value(8)
    world.propose(reason="correction")


def withdrawn(world: World) -> None:
    both(world)
    world.withdraw(world.edition())


#: What was done, and what is said: state, needed, received, newest edition, editions.
SITUATIONS: list[tuple[Act, tuple[Any, ...]]] = [
    (lambda _world: None, ("not_started", 2, 0, None, None)),
    (one_of_two, ("part_received", 2, 1, None, None)),
    (both, ("received", 2, 2, None, None)),
    (lambda world: (both(world), world.propose()), ("proposed", 2, 2, None, None)),
    (approved, ("approved", 2, 2, None, None)),
    (sent_back, ("received", 2, 2, None, None)),
    (published, ("published", 2, 2, 1, 1)),
    (restated_and_put_up_again, ("published", 2, 2, 2, 2)),
    (withdrawn, ("withdrawn", 2, 2, None, 1)),
]


@pytest.mark.parametrize("n", range(len(SITUATIONS)))
def test_the_furthest_that_a_return_came_is_its_state(embedded: World, n: int) -> None:
    act, expected = SITUATIONS[n]
    act(embedded)
    (row,) = states(embedded)
    assert tuple(row[name] for name in ("state", "needed", "received", "edition", "editions")) == expected
    assert (row["area"], row["place"], row["stage"], row["return"], row["period"]) == (
        "COUNTY", "home", "", "national", YEAR,
    )  # fmt: skip
    assert (row["completed_at"] is not None) == (row["needed"] == row["received"])


@pytest.mark.long
def test_a_past_instant_shows_what_was_known_then(world: World) -> None:
    both(world)
    edition = world.edition()
    earlier, [before] = world.now, states(world)
    world.now += timedelta(days=10)
    world.withdraw(edition)
    assert states(world, now=world.now + timedelta(days=1))[0]["state"] == "withdrawn"
    assert states(world, now=earlier) == [before]
    [unpublished] = states(world, now=edition.published_at - timedelta(microseconds=1))
    assert (unpublished["edition"], unpublished["state"] == "published") == (None, False)


def test_states_before_a_draft_are_named_as_those_of_collections() -> None:
    assert set(RETURN_STATES[:5]) <= set(STATES)


@pytest.mark.long
def test_it_is_late_from_the_deadline_until_it_was_first_published(world: World) -> None:
    (before,), (after,) = (states(world, now=DUE + timedelta(seconds=n)) for n in (-1, 0))
    assert (before["deadline"], before["late_by"], after["late_by"]) == (DUE, None, 0)
    assert states(world, now=datetime(2010, 3, 1, tzinfo=UTC))[0]["late_by"] is None
    world.now = DUE + timedelta(days=3)
    published(world)
    world.now = START
    world.value(6)
    world.edition("correction")
    (row,) = states(world)
    assert (row["late_by"], row["edition"]) == (3, 2)
    assert row["first_published_at"] < row["published_at"]


def test_each_area_stands_by_itself_and_one_that_published_unasked_is_there_too(
    engine: Engine, settings: Settings
) -> None:
    home = place(("national", ("COUNTY", "NORTH")), agencies=[agency("county", "council", "COUNTY")])
    lines = (line("NI 1", "cla"), line("NI 2", "other"))
    world = World(engine, settings.home, rules(), settings=settings)
    published(world)
    catalogue = world.ruleset.catalogue.values()
    world.ruleset = ruleset(catalogue, a_return(*lines), home=home)
    world.give(figure("NORTH", YEAR, 1, 10))
    assert [(row["area"], row["state"]) for row in states(world)] == [
        ("COUNTY", "published"), ("NORTH", "part_received"),
    ]  # fmt: skip
    world.ruleset = ruleset(catalogue, a_return(*lines), home=place(("national", ("NORTH",))))
    rows = {row["area"]: row for row in states(world)}
    assert (rows["COUNTY"]["state"], rows["COUNTY"]["due"], rows["COUNTY"]["place"]) == ("published", None, "home")
    assert rows["NORTH"]["state"] == "part_received"
