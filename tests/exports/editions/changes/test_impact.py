"""What a file would change in what is published, before anyone confirms it."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Engine, text

from exports.editions.changes.impact import Impact, find_impacts, find_withdrawal_impacts
from indicators.figures.figure_schema import FIGURE_SCHEMA
from returnonce.db import reading
from returnonce.numbers import MICRO
from returnonce.settings import Settings
from tests.exports.editions.worlds import YEAR, World
from tests.indicators.small_contexts import figure

pytestmark = pytest.mark.long


@pytest.fixture
def two(bare: World) -> World:
    return with_two(bare)


def with_two(world: World) -> World:
    """With a figure on each line."""
    world.value(33, 100)
    world.value(5, 100, of="other")
    return world


def coming(world: World, *numbers: int | None, of: str = "cla", by: str = "county") -> list[Impact]:
    row = figure("COUNTY", YEAR, *numbers, indicator=of)
    figures = pl.DataFrame([{n: row[n] for n in FIGURE_SCHEMA}], schema=FIGURE_SCHEMA)
    return find_impacts(world.context, figures, agency=by)


def rows(world: World) -> list[int]:
    with reading(world.engine) as session:
        tables = ("batch", "figure", "audit", "code", "edition", "proposal")
        return [session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]


def test_a_correction_says_by_how_much_and_stores_nothing(engine: Engine, settings: Settings) -> None:
    world = with_two(World(engine, settings.home))
    done = world.edition()
    before = rows(world)
    (impact,) = coming(world, 45, 100)
    (cell,) = impact.cells.to_dicts()
    assert (impact.edition.name, cell["line"], cell["change"]) == (done.name, "NI 1", "changed")
    assert (cell["old_value"], cell["new_value"], cell["difference"]) == (33 * MICRO, 45 * MICRO, 12 * MICRO)
    assert rows(world) == before
    world.value(45, 100)
    assert world.edition("correction").number == 2


@pytest.mark.parametrize("numbers", [(33, 100)])
def test_what_changes_nothing_is_not_told(two: World, numbers: tuple[int, int]) -> None:
    assert coming(two, *numbers) == []
    two.edition()
    assert coming(two, *numbers) == []


def test_only_what_this_file_moves_is_its_doing(two: World) -> None:
    two.edition()
    two.value(6, 100, of="other")
    (impact,) = coming(two, 0, 100)
    assert [(c["line"], c["change"]) for c in impact.cells.to_dicts()] == [("NI 1", "fell_to_zero")]
    assert coming(two, 5, 100, of="other") == []


def test_taking_a_file_back_says_what_goes_missing(two: World) -> None:
    name = two.value(40, 100)
    two.edition()
    (impact,) = find_withdrawal_impacts(two.context, name)
    (cell,) = impact.cells.to_dicts()
    assert (cell["change"], cell["old_value"], cell["new_value"]) == ("changed", 40 * MICRO, 33 * MICRO)
    two.take_back(two.batches[0])
    (impact,) = find_withdrawal_impacts(two.context, name)
    assert [(c["change"], c["new_symbol"]) for c in impact.cells.to_dicts()] == [("went_missing", "not_available")]


def test_a_withdrawn_edition_changes_no_more(two: World) -> None:
    two.withdraw(two.edition())
    assert coming(two, 45, 100) == []
