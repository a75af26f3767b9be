from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from exports.cells.kept_files import FOLDER, NATIONS
from jobs.gather_cells import gather_published_cells
from returnonce.access.principals import ANONYMOUS
from returnonce.db import open_store
from returnonce.settings import Settings
from tests.api.cells.services import asking
from tests.contexts import make_context
from tests.exports.cells.nations import furnish, release, upper_tier
from tests.exports.editions.worlds import REGULATOR, YEAR, World
from tests.indicators.small_contexts import figure

PATH = "/v1/returns/national/FY2009-10.parquet"


def run_job(world: World) -> str:
    context = make_context(world.engine, world.home, world.ruleset, clock=world.clock, settings=world.settings)
    return gather_published_cells(context, datetime(2026, 11, 20, tzinfo=UTC))


def names(home: Path, folder: str) -> set[str]:
    return {path.name for path in (home / folder).glob("*.parquet")}


def file_name(answer: Any) -> str:
    """The file that an answer is, by its tag."""
    return str(answer.headers["etag"].strip('"') + ".parquet")


def test_the_first_caller_gets_the_file_that_was_made_before(tmp_path: Path) -> None:
    world = furnish(open_store(Settings(home=tmp_path)), tmp_path, upper_tier(8))
    # Regulator's and public's gathered cells are of 8 editions and of 2; both have their nation.
    assert (run_job(world), run_job(world)) == ("3 files", "0 files")
    ready = {path.name: path.read_bytes() for path in (tmp_path / NATIONS).glob("*.parquet")}
    ask = asking(world)
    for who in (REGULATOR, ANONYMOUS):
        answer = ask(PATH, who)
        assert answer.content == ready.pop(file_name(answer))
        assert ask(PATH, who, if_none_match=answer.headers["etag"]).status_code == 304
    assert (ready, names(tmp_path, FOLDER)) == ({}, set())
    world.engine.dispose()


def test_a_stale_file_is_neither_sent_nor_left(tmp_path: Path) -> None:
    areas = upper_tier(8)
    world = furnish(open_store(Settings(home=tmp_path)), tmp_path, areas)
    run_job(world)
    before, old = names(tmp_path, NATIONS), asking(world)(PATH)
    world.give(figure(areas[3], YEAR, 3, 911, agency="all"), by="all")
    newest = release(world, areas[3], reason="correction")
    answer = asking(world)(PATH)
    assert answer.headers["etag"] != old.headers["etag"]
    assert 911 in pl.read_parquet(answer.content)["denominator"].cast(int).to_list()
    assert names(tmp_path, FOLDER) == {file_name(answer)}
    assert run_job(world) == "2 files"
    assert names(tmp_path, NATIONS) - before == {file_name(answer)}
    assert before - names(tmp_path, NATIONS) == {file_name(old)}
    assert asking(world)(PATH).content == answer.content
    world.withdraw(newest)
    assert asking(world)(PATH).content == old.content
    assert run_job(world) == "1 file"
    assert names(tmp_path, NATIONS) == before
    world.engine.dispose()


def test_a_file_that_is_gone_is_made_for_whoever_asks(tmp_path: Path) -> None:
    world = furnish(open_store(Settings(home=tmp_path)), tmp_path, upper_tier(3))
    run_job(world)
    ask = asking(world)
    first = ask(PATH)
    for path in (tmp_path / NATIONS).glob("*"):
        path.unlink()
    again = ask(PATH)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    world.engine.dispose()
